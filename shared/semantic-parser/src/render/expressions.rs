//! Expressions as SQL.

use super::Renderer;
use crate::plan::{Aggregate, Arithmetic, DatePart, Expr, Literal, Metric, Part};
use contract::Dialect;
use std::fmt::Write as _;

impl Renderer {
    pub(super) fn expr(&mut self, expr: &Expr, qualified: bool) {
        match expr {
            Expr::Column(column) => self.column(column, qualified),
            Expr::Literal(literal) => self.literal(literal),
            Expr::CountRows => self.sql.push_str("count(*)"),
            Expr::Aggregate {
                function,
                distinct,
                argument,
            } => self.aggregate(*function, *distinct, argument, qualified),
            Expr::DatePart {
                part: DatePart::Date,
                argument,
            } => {
                self.sql.push_str("CAST(");
                self.expr(argument, qualified);
                self.sql.push_str(" AS DATE)");
            }
            Expr::DatePart { part, argument } => {
                let _ = write!(self.sql, "EXTRACT({} FROM ", part_name(*part, self.dialect));
                self.expr(argument, qualified);
                self.sql.push(')');
            }
            Expr::Arithmetic {
                operator,
                left,
                right,
            } => self.arithmetic(*operator, left, right, qualified),
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
            Expr::Metric(metric) => self.metric(metric, qualified),
        }
    }

    fn metric(&mut self, metric: &Metric, qualified: bool) {
        if !metric.simple {
            self.sql.push('(');
        }
        for part in &metric.parts {
            match part {
                Part::Text(text) => self.sql.push_str(text),
                Part::Column(column) => self.column(column, qualified),
            }
        }
        if !metric.simple {
            self.sql.push(')');
        }
    }

    pub(super) fn aggregate(
        &mut self,
        function: Aggregate,
        distinct: bool,
        argument: &Expr,
        qualified: bool,
    ) {
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
                    self.sql
                        .push_str("percentile_cont(0.5) WITHIN GROUP (ORDER BY ");
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

    pub(super) fn arithmetic(
        &mut self,
        operator: Arithmetic,
        left: &Expr,
        right: &Expr,
        qualified: bool,
    ) {
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

    pub(super) fn operand(&mut self, expr: &Expr, qualified: bool) {
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
    pub(super) fn number(&mut self, inner: &Expr, qualified: bool) {
        match self.dialect {
            Dialect::Athena | Dialect::Embedded => {
                self.sql.push_str("TRY_CAST(");
                self.expr(inner, qualified);
                self.sql.push_str(" AS DOUBLE)");
            }
            Dialect::Postgresql | Dialect::Redshift => {
                self.sql.push_str("CASE WHEN ");
                self.expr(inner, qualified);
                self.sql
                    .push_str(" ~ '^ *-?[0-9]+([.][0-9]+)? *$' THEN CAST(");
                self.expr(inner, qualified);
                self.sql.push_str(" AS double precision) END");
            }
        }
    }

    pub(super) fn literal(&mut self, literal: &Literal) {
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

    pub(super) fn text(&mut self, text: &str) {
        let _ = write!(self.sql, "'{}'", text.replace('\'', "''"));
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
        DatePart::Date => "date",
    }
}
