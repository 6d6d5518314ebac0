//! Conditions as SQL.

use super::Renderer;
use crate::plan::{Comparison, Condition, Expr, Literal};
use contract::Dialect;

impl Renderer {
    /// `inner` when the condition is part of another one.
    pub(super) fn condition(&mut self, condition: &Condition, qualified: bool, inner: bool) {
        match condition {
            Condition::And(all) => self.joined(all, " AND ", qualified, inner),
            Condition::Or(any) => self.joined(any, " OR ", qualified, inner),
            Condition::Not(denied) => {
                self.sql.push_str("NOT (");
                self.condition(denied, qualified, false);
                self.sql.push(')');
            }
            Condition::Compare {
                left,
                operator,
                right,
            } => self.compare(left, *operator, right, qualified),
            Condition::Between { expr, low, high } => {
                self.expr(expr, qualified);
                self.sql.push_str(" BETWEEN ");
                self.expr(low, qualified);
                self.sql.push_str(" AND ");
                self.expr(high, qualified);
            }
            Condition::InList {
                expr,
                list,
                negated,
            } => {
                self.expr(expr, qualified);
                self.sql
                    .push_str(if *negated { " NOT IN (" } else { " IN (" });
                self.list(list, Self::literal);
                self.sql.push(')');
            }
            Condition::InQuery {
                expr,
                query,
                negated,
            } => {
                self.expr(expr, qualified);
                self.sql
                    .push_str(if *negated { " NOT IN (" } else { " IN (" });
                self.plan(query);
                self.sql.push(')');
            }
            Condition::Like {
                expr,
                pattern,
                negated,
            } => self.like(expr, pattern, *negated, qualified),
            Condition::IsNull { expr, negated } => {
                self.expr(expr, qualified);
                self.sql
                    .push_str(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
        }
    }

    pub(super) fn joined(
        &mut self,
        conditions: &[Condition],
        word: &str,
        qualified: bool,
        inner: bool,
    ) {
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

    pub(super) fn compare(
        &mut self,
        left: &Expr,
        operator: Comparison,
        right: &Expr,
        qualified: bool,
    ) {
        if operator == Comparison::EqualIgnoringCase {
            self.lowered(left, qualified);
            self.sql.push_str(" = ");
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

    pub(super) fn like(&mut self, expr: &Expr, pattern: &str, negated: bool, qualified: bool) {
        let word = if negated { " NOT LIKE " } else { " LIKE " };
        self.lowered(expr, qualified);
        self.sql.push_str(word);
        self.text(&pattern.to_lowercase());
        if pattern.contains('\\') {
            self.sql.push_str(" ESCAPE '\\'");
        }
    }

    /// In lower case. An enum of PostgreSQL, which the catalogue shows as text, has to be cast first; to
    /// what is text already the cast does nothing, and indexes on `lower(column)` serve it.
    fn lowered(&mut self, expr: &Expr, qualified: bool) {
        let cast = self.dialect == Dialect::Postgresql;
        self.sql
            .push_str(if cast { "lower(CAST(" } else { "lower(" });
        self.expr(expr, qualified);
        self.sql.push_str(if cast { " AS text))" } else { ")" });
    }
}
