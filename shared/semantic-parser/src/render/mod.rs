//! A plan as SQL text.

mod conditions;
mod expressions;
mod names;

use crate::plan::{ColumnRef, Join, Order, Plan, Select, SetOperator};
use contract::Dialect;
use names::needs_quotes;
use std::fmt::Write as _;

/// The plan as SQL in a dialect. Names are quoted only where they must be.
pub fn render(plan: &Plan, dialect: Dialect) -> String {
    let mut renderer = Renderer {
        sql: String::new(),
        dialect,
    };
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
            Plan::Set {
                operator,
                left,
                right,
            } => {
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
        self.sql.push_str(if select.distinct {
            "SELECT DISTINCT "
        } else {
            "SELECT "
        });
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
        if select.skip > 0 {
            let _ = write!(self.sql, " OFFSET {}", select.skip);
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
        self.sql
            .push_str(if join.outer { " LEFT JOIN " } else { " JOIN " });
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
}
