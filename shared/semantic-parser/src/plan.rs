//! The typed query plan: what was understood, before any dialect.

/// A query: one SELECT, or two joined by a set operator.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan {
    /// One SELECT.
    Select(Box<Select>),
    /// A set operation; both sides have as many columns.
    Set {
        /// The operator.
        operator: SetOperator,
        /// The left side.
        left: Box<Plan>,
        /// The right side.
        right: Box<Plan>,
    },
}

/// A set operator; all of them remove duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetOperator {
    /// Rows of either side.
    Union,
    /// Rows of both sides.
    Intersect,
    /// Rows of the left side that are not in the right one.
    Except,
}

/// One SELECT.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Select {
    /// Whether duplicates are removed.
    pub distinct: bool,
    /// What is returned, in order.
    pub projections: Vec<Projection>,
    /// The first table.
    pub from: TableRef,
    /// Tables joined to it, in an order where each one joins to an earlier one.
    pub joins: Vec<Join>,
    /// Rows to keep.
    pub filter: Option<Condition>,
    /// What rows are grouped by.
    pub group_by: Vec<Expr>,
    /// Groups to keep.
    pub having: Option<Condition>,
    /// The order of the rows.
    pub order_by: Vec<Order>,
    /// Rows to return at most.
    pub limit: Option<u64>,
    /// Rows of the order that are left out before: one for "the second highest".
    pub skip: u64,
}

/// A returned expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// The expression.
    pub expr: Expr,
    /// The name of the column, where the engine would make up a poor one.
    pub alias: Option<String>,
}

/// A table in FROM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableRef {
    /// The table.
    pub table: String,
    /// Its alias; empty when it goes by its own name.
    pub alias: String,
}

impl TableRef {
    /// What columns of the table are qualified with.
    pub fn qualifier(&self) -> &str {
        if self.alias.is_empty() {
            &self.table
        } else {
            &self.alias
        }
    }
}

/// A table joined on equality of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// The table.
    pub table: TableRef,
    /// Pairs of equal columns: one of an earlier table, one of this table.
    pub on: Vec<(ColumnRef, ColumnRef)>,
    /// Whether rows without a partner are kept.
    pub outer: bool,
}

/// A column of a table in FROM.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ColumnRef {
    /// The qualifier: the table's name or alias.
    pub table: String,
    /// The column.
    pub column: String,
}

/// A scalar expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column.
    Column(ColumnRef),
    /// A literal.
    Literal(Literal),
    /// `count(*)`.
    CountRows,
    /// An aggregate of an expression.
    Aggregate {
        /// The function.
        function: Aggregate,
        /// Whether equal values count once.
        distinct: bool,
        /// What is aggregated.
        argument: Box<Expr>,
    },
    /// A part of a date.
    DatePart {
        /// The part.
        part: DatePart,
        /// The date.
        argument: Box<Expr>,
    },
    /// Arithmetic.
    Arithmetic {
        /// The operator.
        operator: Arithmetic,
        /// The left side.
        left: Box<Expr>,
        /// The right side.
        right: Box<Expr>,
    },
    /// A conversion of text that holds numbers, to a double; NULL for other text.
    Number(Box<Expr>),
    /// One when the condition holds, else NULL: what conditional counts count.
    When(Box<Condition>),
    /// A query that returns one value.
    Subquery(Box<Plan>),
    /// A metric of the catalogue.
    Metric(Metric),
}

/// A metric: an expression that an operator gave a name to, over columns of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// What its columns are qualified with.
    pub table: String,
    /// Whether it makes one value of many rows.
    pub aggregates: bool,
    /// The one aggregate that all of it is: the average for `avg(price)`.
    pub function: Option<Aggregate>,
    /// Whether it may stand within another expression as it is, without parentheses.
    pub simple: bool,
    /// The expression, in order.
    pub parts: Vec<Part>,
}

impl Metric {
    /// The columns it reads.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnRef> {
        self.parts.iter().filter_map(|part| match part {
            Part::Column(column) => Some(column),
            Part::Text(_) => None,
        })
    }
}

/// A part of the expression of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// SQL between columns, in the dialect of the source.
    Text(String),
    /// A column.
    Column(ColumnRef),
}

/// An aggregate function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// How many values are not NULL.
    Count,
    /// The sum.
    Sum,
    /// The mean.
    Average,
    /// The least value.
    Minimum,
    /// The greatest value.
    Maximum,
    /// The median.
    Median,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// The year.
    Year,
    /// The quarter, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
    /// The day of the month.
    Day,
    /// The day of the week; 0 is Sunday.
    Weekday,
    /// The hour.
    Hour,
    /// The date of an instant.
    Date,
}

/// An arithmetic operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// Addition.
    Add,
    /// Subtraction.
    Subtract,
    /// Multiplication.
    Multiply,
    /// Division of doubles; NULL when the right side is 0.
    Divide,
}

/// A literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A number, written plainly.
    Number(String),
    /// Text.
    Text(String),
    /// A date, `YYYY-MM-DD`.
    Date(String),
    /// A truth value.
    Boolean(bool),
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All hold.
    And(Vec<Condition>),
    /// At least one holds.
    Or(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A comparison.
    Compare {
        /// The left side.
        left: Expr,
        /// The operator.
        operator: Comparison,
        /// The right side.
        right: Expr,
    },
    /// Within bounds, both included.
    Between {
        /// What is compared.
        expr: Expr,
        /// The lower bound.
        low: Expr,
        /// The upper bound.
        high: Expr,
    },
    /// Among literals.
    InList {
        /// What is compared.
        expr: Expr,
        /// The literals.
        list: Vec<Literal>,
        /// Whether it must be none of them.
        negated: bool,
    },
    /// Among the rows of a one-column query.
    InQuery {
        /// What is compared.
        expr: Expr,
        /// The query; never yields NULL.
        query: Box<Plan>,
        /// Whether it must not be among them.
        negated: bool,
    },
    /// Matches a LIKE pattern, letters of either case alike.
    Like {
        /// What is compared.
        expr: Expr,
        /// The pattern, with `%` and `_`, escaped by a backslash.
        pattern: String,
        /// Whether it must not match.
        negated: bool,
    },
    /// Is NULL.
    IsNull {
        /// What is looked at.
        expr: Expr,
        /// Whether it must not be NULL.
        negated: bool,
    },
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// Equal when letters of either case are alike.
    EqualIgnoringCase,
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The key.
    pub expr: Expr,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Whether the key may be NULL; NULL then comes last.
    pub nullable: bool,
}
