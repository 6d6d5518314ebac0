//! A plan as SQL text.

use crate::plan::{
    Aggregate, Arithmetic, ColumnRef, Comparison, Condition, DatePart, Expr, Join, Literal, Order, Plan, Select, SetOperator,
};
use contract::Dialect;
use std::fmt::Write as _;

/// The plan as SQL in a dialect. Names are quoted only where they must be.
pub fn render(plan: &Plan, dialect: Dialect) -> String {
    let mut renderer = Renderer { sql: String::new(), dialect };
    renderer.plan(plan);
    renderer.sql
}

struct Renderer {
    sql: String,
    dialect: Dialect,
}

impl Renderer {
    fn plan(&mut self, plan: &Plan) {
        match plan {
            Plan::Select(select) => self.select(select),
            Plan::Set { operator, left, right } => {
                self.plan(left);
                self.sql.push_str(match operator {
                    SetOperator::Union => " UNION ",
                    SetOperator::Intersect => " INTERSECT ",
                    SetOperator::Except => " EXCEPT ",
                });
                self.plan(right);
            }
        }
    }

    fn select(&mut self, select: &Select) {
        self.sql.push_str(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        let qualified = !select.joins.is_empty();
        self.list(&select.projections, |this, projection| {
            this.expr(&projection.expr, qualified);
            if let Some(alias) = &projection.alias {
                this.sql.push_str(" AS ");
                this.name(alias);
            }
        });
        self.sql.push_str(" FROM ");
        self.table(&select.from.table, &select.from.alias);
        for join in &select.joins {
            self.join(join);
        }
        if let Some(filter) = &select.filter {
            self.sql.push_str(" WHERE ");
            self.condition(filter, qualified, false);
        }
        if !select.group_by.is_empty() {
            self.sql.push_str(" GROUP BY ");
            self.list(&select.group_by, |this, expr| this.expr(expr, qualified));
        }
        if let Some(having) = &select.having {
            self.sql.push_str(" HAVING ");
            self.condition(having, qualified, false);
        }
        if !select.order_by.is_empty() {
            self.sql.push_str(" ORDER BY ");
            self.list(&select.order_by, |this, order| this.order(order, qualified));
        }
        if let Some(limit) = select.limit {
            let _ = write!(self.sql, " LIMIT {limit}");
        }
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.sql.push_str(", ");
            }
            each(self, item);
        }
    }

    fn table(&mut self, table: &str, alias: &str) {
        self.name(table);
        if !alias.is_empty() {
            self.sql.push_str(" AS ");
            self.name(alias);
        }
    }

    fn join(&mut self, join: &Join) {
        self.sql.push_str(if join.outer { " LEFT JOIN " } else { " JOIN " });
        self.table(&join.table.table, &join.table.alias);
        self.sql.push_str(" ON ");
        for (position, (left, right)) in join.on.iter().enumerate() {
            if position > 0 {
                self.sql.push_str(" AND ");
            }
            self.column(left, true);
            self.sql.push_str(" = ");
            self.column(right, true);
        }
    }

    fn order(&mut self, order: &Order, qualified: bool) {
        self.expr(&order.expr, qualified);
        if order.descending {
            self.sql.push_str(" DESC");
            if order.nullable {
                // PostgreSQL and the embedded engine take NULL for the greatest value.
                self.sql.push_str(" NULLS LAST");
            }
        }
    }

    fn column(&mut self, column: &ColumnRef, qualified: bool) {
        if qualified {
            self.name(&column.table);
            self.sql.push('.');
        }
        self.name(&column.column);
    }

    fn name(&mut self, name: &str) {
        if needs_quotes(name) {
            let _ = write!(self.sql, "\"{}\"", name.replace('"', "\"\""));
        } else {
            self.sql.push_str(name);
        }
    }

    fn expr(&mut self, expr: &Expr, qualified: bool) {
        match expr {
            Expr::Column(column) => self.column(column, qualified),
            Expr::Literal(literal) => self.literal(literal),
            Expr::CountRows => self.sql.push_str("count(*)"),
            Expr::Aggregate { function, distinct, argument } => self.aggregate(*function, *distinct, argument, qualified),
            Expr::DatePart { part, argument } => {
                let _ = write!(self.sql, "EXTRACT({} FROM ", part_name(*part, self.dialect));
                self.expr(argument, qualified);
                self.sql.push(')');
            }
            Expr::Arithmetic { operator, left, right } => self.arithmetic(*operator, left, right, qualified),
            Expr::Number(inner) => self.number(inner, qualified),
            Expr::When(condition) => {
                self.sql.push_str("CASE WHEN ");
                self.condition(condition, qualified, false);
                self.sql.push_str(" THEN 1 END");
            }
            Expr::Subquery(plan) => {
                self.sql.push('(');
                self.plan(plan);
                self.sql.push(')');
            }
        }
    }

    fn aggregate(&mut self, function: Aggregate, distinct: bool, argument: &Expr, qualified: bool) {
        let name = match function {
            Aggregate::Count => "count",
            Aggregate::Sum => "sum",
            Aggregate::Average => "avg",
            Aggregate::Minimum => "min",
            Aggregate::Maximum => "max",
            Aggregate::Median => match self.dialect {
                Dialect::Embedded | Dialect::Redshift => "median",
                Dialect::Athena => "approx_percentile",
                Dialect::Postgresql => {
                    self.sql.push_str("percentile_cont(0.5) WITHIN GROUP (ORDER BY ");
                    self.expr(argument, qualified);
                    self.sql.push(')');
                    return;
                }
            },
        };
        self.sql.push_str(name);
        self.sql.push('(');
        if distinct {
            self.sql.push_str("DISTINCT ");
        }
        self.expr(argument, qualified);
        if name == "approx_percentile" {
            self.sql.push_str(", 0.5");
        }
        self.sql.push(')');
    }

    fn arithmetic(&mut self, operator: Arithmetic, left: &Expr, right: &Expr, qualified: bool) {
        self.operand(left, qualified);
        self.sql.push_str(match operator {
            Arithmetic::Add => " + ",
            Arithmetic::Subtract => " - ",
            Arithmetic::Multiply => " * ",
            Arithmetic::Divide => " / ",
        });
        if operator == Arithmetic::Divide {
            self.sql.push_str("NULLIF(");
            self.expr(right, qualified);
            self.sql.push_str(", 0)");
        } else {
            self.operand(right, qualified);
        }
    }

    fn operand(&mut self, expr: &Expr, qualified: bool) {
        let nested = matches!(expr, Expr::Arithmetic { .. });
        if nested {
            self.sql.push('(');
        }
        self.expr(expr, qualified);
        if nested {
            self.sql.push(')');
        }
    }

    /// Text as a double; NULL where the text is no number, so that one odd row fails no query.
    fn number(&mut self, inner: &Expr, qualified: bool) {
        match self.dialect {
            Dialect::Athena => {
                self.sql.push_str("TRY_CAST(");
                self.expr(inner, qualified);
                self.sql.push_str(" AS DOUBLE)");
            }
            Dialect::Embedded => {
                self.sql.push_str("TRY_CAST(");
                self.expr(inner, qualified);
                self.sql.push_str(" AS DOUBLE)");
            }
            Dialect::Postgresql | Dialect::Redshift => {
                self.sql.push_str("CASE WHEN ");
                self.expr(inner, qualified);
                self.sql.push_str(" ~ '^ *-?[0-9]+([.][0-9]+)? *$' THEN CAST(");
                self.expr(inner, qualified);
                self.sql.push_str(" AS double precision) END");
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Number(number) => self.sql.push_str(number),
            Literal::Text(text) => self.text(text),
            Literal::Date(date) => {
                self.sql.push_str("DATE ");
                self.text(date);
            }
            Literal::Boolean(value) => self.sql.push_str(if *value { "TRUE" } else { "FALSE" }),
        }
    }

    fn text(&mut self, text: &str) {
        let _ = write!(self.sql, "'{}'", text.replace('\'', "''"));
    }

    /// `inner` when the condition is part of another one.
    fn condition(&mut self, condition: &Condition, qualified: bool, inner: bool) {
        match condition {
            Condition::And(all) => self.joined(all, " AND ", qualified, inner),
            Condition::Or(any) => self.joined(any, " OR ", qualified, inner),
            Condition::Not(denied) => {
                self.sql.push_str("NOT (");
                self.condition(denied, qualified, false);
                self.sql.push(')');
            }
            Condition::Compare { left, operator, right } => self.compare(left, *operator, right, qualified),
            Condition::Between { expr, low, high } => {
                self.expr(expr, qualified);
                self.sql.push_str(" BETWEEN ");
                self.expr(low, qualified);
                self.sql.push_str(" AND ");
                self.expr(high, qualified);
            }
            Condition::InList { expr, list, negated } => {
                self.expr(expr, qualified);
                self.sql.push_str(if *negated { " NOT IN (" } else { " IN (" });
                self.list(list, Self::literal);
                self.sql.push(')');
            }
            Condition::InQuery { expr, query, negated } => {
                self.expr(expr, qualified);
                self.sql.push_str(if *negated { " NOT IN (" } else { " IN (" });
                self.plan(query);
                self.sql.push(')');
            }
            Condition::Like { expr, pattern, negated } => self.like(expr, pattern, *negated, qualified),
            Condition::IsNull { expr, negated } => {
                self.expr(expr, qualified);
                self.sql.push_str(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
        }
    }

    fn joined(&mut self, conditions: &[Condition], word: &str, qualified: bool, inner: bool) {
        let several = conditions.len() > 1;
        if inner && several {
            self.sql.push('(');
        }
        for (position, condition) in conditions.iter().enumerate() {
            if position > 0 {
                self.sql.push_str(word);
            }
            self.condition(condition, qualified, several);
        }
        if inner && several {
            self.sql.push(')');
        }
    }

    fn compare(&mut self, left: &Expr, operator: Comparison, right: &Expr, qualified: bool) {
        if operator == Comparison::EqualIgnoringCase {
            self.sql.push_str("lower(");
            self.expr(left, qualified);
            self.sql.push_str(") = ");
            match right {
                Expr::Literal(Literal::Text(text)) => self.text(&text.to_lowercase()),
                other => self.expr(other, qualified),
            }
            return;
        }
        self.expr(left, qualified);
        self.sql.push_str(match operator {
            Comparison::Equal | Comparison::EqualIgnoringCase => " = ",
            Comparison::NotEqual => " <> ",
            Comparison::Less => " < ",
            Comparison::LessOrEqual => " <= ",
            Comparison::Greater => " > ",
            Comparison::GreaterOrEqual => " >= ",
        });
        self.expr(right, qualified);
    }

    fn like(&mut self, expr: &Expr, pattern: &str, negated: bool, qualified: bool) {
        let word = if negated { " NOT LIKE " } else { " LIKE " };
        self.sql.push_str("lower(");
        self.expr(expr, qualified);
        self.sql.push(')');
        self.sql.push_str(word);
        self.text(&pattern.to_lowercase());
        if pattern.contains('\\') {
            self.sql.push_str(" ESCAPE '\\'");
        }
    }
}

const fn part_name(part: DatePart, dialect: Dialect) -> &'static str {
    match part {
        DatePart::Year => "year",
        DatePart::Quarter => "quarter",
        DatePart::Month => "month",
        DatePart::Day => "day",
        DatePart::Weekday => match dialect {
            Dialect::Athena => "day_of_week",
            _ => "dow",
        },
        DatePart::Hour => "hour",
    }
}

/// Words that none of the dialects takes for a name in every place.
const RESERVED: &[&str] = &[
    "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc", "authorization", "between", "both", "by", "case", "cast", "check", "collate",
    "column", "constraint", "create", "cross", "cube", "current_date", "current_time", "current_timestamp", "current_user", "deallocate", "default", "delete", "desc", "describe",
    "distinct", "do", "drop", "else", "end", "escape", "except", "execute", "exists", "explain", "extract", "false", "fetch", "for", "foreign", "from", "full", "grant",
    "group", "grouping", "having", "ilike", "in", "initially", "inner", "insert", "intersect", "interval", "into", "is", "join", "lateral", "leading", "left", "like",
    "limit", "localtime", "localtimestamp", "natural", "normalize", "not", "null", "of", "offset", "on", "only", "or", "order", "outer", "overlaps", "partition", "placing",
    "prepare", "primary", "qualify", "range", "recursive", "references", "returning", "right", "rollup", "rows", "select", "semi", "session_user", "set", "show", "similar", "skip", "some",
    "start", "symmetric", "table", "tablesample", "tag", "then", "to", "top", "trailing", "true", "uescape", "union", "unique", "unnest", "update", "user", "using", "values", "variadic",
    "verbose", "view", "when", "where", "window", "with", "open",
];

fn needs_quotes(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_');
    let rest = chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    !first || !rest || RESERVED.contains(&name)
}
