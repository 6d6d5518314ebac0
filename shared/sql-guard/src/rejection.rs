use thiserror::Error;

/// Why a statement may not run. The text is a sentence that whoever wrote the statement can repair
/// it from. It names nothing that the policy denies, except what the statement itself named.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Rejection {
    /// There is no statement in the text.
    #[error("there is no statement; write one SELECT")]
    Empty,
    /// The text is longer than is read.
    #[error("the statement is {bytes} bytes long; at most {limit} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The most that is read.
        limit: usize,
    },
    /// Expressions or queries are nested deeper, or chained longer, than is read.
    #[error("the statement is nested too deeply; write it with fewer levels or shorter lists")]
    TooComplex,
    /// The text does not parse.
    #[error("the statement does not parse: {message}")]
    Syntax {
        /// What the parser said, with line and column.
        message: String,
    },
    /// More than one statement.
    #[error("there are {count} statements; write exactly one SELECT")]
    ManyStatements {
        /// How many.
        count: usize,
    },
    /// The statement is no query.
    #[error("{statement} is not allowed; only a single SELECT query may run")]
    NotAQuery {
        /// Its first words.
        statement: String,
    },
    /// A part of a query that writes, locks, or that is not known to be harmless.
    #[error("{construct} is not allowed in a query")]
    Construct {
        /// The part, as SQL writes it.
        construct: String,
    },
    /// A part of a query that the engine does not have.
    #[error("{construct} is not supported by {dialect}; {instead}")]
    Unsupported {
        /// The part, as SQL writes it.
        construct: String,
        /// The engine's dialect.
        dialect: contract::Dialect,
        /// What to write instead.
        instead: String,
    },
    /// A function that is not on the list of the dialect.
    #[error("function {name} is not allowed{}", hint(.closest))]
    Function {
        /// Its name as it was written.
        name: String,
        /// The names on the list that are most like it.
        closest: Vec<String>,
    },
    /// A function is called in a way that is not bounded.
    #[error("{function} needs {requirement}")]
    Argument {
        /// The function.
        function: String,
        /// What its arguments must be.
        requirement: String,
    },
    /// An expression that is not one value of a row or of many rows.
    #[error("{problem}")]
    Expression {
        /// What is wrong with it and how to mend it.
        problem: String,
    },
    /// An operator that is not known.
    #[error("operator {operator} is not allowed")]
    Operator {
        /// The operator.
        operator: String,
    },
    /// A type that is not known.
    #[error("type {name} is not allowed; cast to a common type such as text, numeric or date")]
    Type {
        /// Its name.
        name: String,
    },
    /// A literal that engines read differently, or that stands for a value from outside.
    #[error("the literal {literal} is not allowed; write {instead}")]
    Literal {
        /// The literal.
        literal: String,
        /// What to write instead.
        instead: String,
    },
    /// A table of the system catalogue.
    #[error("{name} belongs to the system catalogue and may not be read")]
    SystemTable {
        /// Its name as it was written.
        name: String,
    },
    /// No such table.
    #[error("table {name} does not exist{}", hint(.closest))]
    UnknownTable {
        /// Its name as it was written.
        name: String,
        /// The permitted tables that are most like it.
        closest: Vec<String>,
    },
    /// No such alias or table in the FROM clause.
    #[error("{name} is not a table or alias of the FROM clause{}", hint(.closest))]
    UnknownAlias {
        /// Its name as it was written.
        name: String,
        /// The aliases that are most like it.
        closest: Vec<String>,
    },
    /// No such column.
    #[error("column {name} does not exist in {}{}{}", looked_in(.tables), home(.elsewhere), hint(.closest))]
    UnknownColumn {
        /// Its name as it was written.
        name: String,
        /// Where it was looked for.
        tables: Vec<String>,
        /// Permitted tables that have a column of this very name.
        elsewhere: Vec<String>,
        /// The permitted columns there that are most like it.
        closest: Vec<String>,
    },
    /// More than one table has the column.
    #[error("column {name} is ambiguous: it is in {}; write {}", tables.join(" and "), ways(.name, .tables))]
    AmbiguousColumn {
        /// Its name as it was written.
        name: String,
        /// The tables or aliases that have it.
        tables: Vec<String>,
    },
    /// Two tables of one FROM clause have the same alias.
    #[error("{name} names two tables of the same FROM clause; give each its own alias")]
    DuplicateAlias {
        /// The alias.
        name: String,
    },
    /// A table used as a value.
    #[error("{name} is a whole row; name the columns instead")]
    WholeRow {
        /// The table or alias.
        name: String,
    },
    /// A column list does not fit what it names.
    #[error("{name} has {actual} columns but {listed} names are listed")]
    ColumnCount {
        /// The table, alias or CTE.
        name: String,
        /// The columns it has.
        actual: usize,
        /// The names given.
        listed: usize,
    },
    /// A recursive query that nothing bounds.
    #[error("the recursive query {name} {problem}")]
    Recursion {
        /// The CTE.
        name: String,
        /// What is wrong and how to mend it.
        problem: String,
    },
    /// A LIMIT that cannot be compared with the row cap.
    #[error("{clause} cannot be bounded; write LIMIT with a whole number")]
    Limit {
        /// The clause.
        clause: String,
    },
    /// The policy denies the table.
    #[error("table {name} is not permitted")]
    TableNotPermitted {
        /// Its name as it was written.
        name: String,
    },
    /// The policy denies the column.
    #[error("column {name} of {table} is not permitted")]
    ColumnNotPermitted {
        /// The table or alias it was asked of.
        table: String,
        /// Its name as it was written.
        name: String,
    },
    /// Columns of the table are denied, so all of it cannot be read at once.
    #[error("some columns of {table} are not permitted; name the columns that are needed")]
    WildcardNotPermitted {
        /// The table or alias.
        table: String,
    },
    /// A row filter of the policy is no condition on its table. The statement is not at fault.
    #[error(
        "table {table} cannot be read: the row filter of the role is unsound and has to be mended by an operator"
    )]
    RowFilter {
        /// The table.
        table: String,
        /// What is wrong with the filter, for the operator: it may name what the role may not see.
        problem: String,
    },
    /// The canonical text would not read back as the statement that was checked.
    #[error("the statement cannot be written unambiguously; write it in a simpler way")]
    NotReproducible,
}

impl Rejection {
    /// Whether the statement reads something that the policy denies, as opposed to a statement that
    /// could be mended.
    pub fn not_permitted(&self) -> bool {
        matches!(
            self,
            Self::TableNotPermitted { .. }
                | Self::ColumnNotPermitted { .. }
                | Self::WildcardNotPermitted { .. }
        )
    }
}

fn hint(names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!("; closest: {}", names.join(", "))
    }
}

fn home(tables: &[String]) -> String {
    if tables.is_empty() {
        String::new()
    } else {
        format!("; it is a column of {}", tables.join(", "))
    }
}

fn looked_in(tables: &[String]) -> String {
    if tables.is_empty() {
        "any table of the query".to_owned()
    } else {
        tables.join(", ")
    }
}

fn ways(name: &str, tables: &[String]) -> String {
    tables
        .iter()
        .map(|table| format!("{table}.{name}"))
        .collect::<Vec<_>>()
        .join(" or ")
}
