//! Walks over plans.

use crate::plan::{ColumnRef, Condition, Expr, Plan, Select};
use std::collections::BTreeSet;

/// Whether a condition looks at a column of a table, queries inside it aside.
pub(crate) fn mentions_table(condition: &Condition, table: &str) -> bool {
    match condition {
        Condition::And(all) | Condition::Or(all) => {
            all.iter().any(|inner| mentions_table(inner, table))
        }
        Condition::Not(inner) => mentions_table(inner, table),
        Condition::Compare { left, right, .. } => {
            expr_mentions(left, table) || expr_mentions(right, table)
        }
        Condition::Between { expr, low, high } => [expr, low, high]
            .into_iter()
            .any(|expr| expr_mentions(expr, table)),
        Condition::InList { expr, .. }
        | Condition::InQuery { expr, .. }
        | Condition::Like { expr, .. }
        | Condition::IsNull { expr, .. } => expr_mentions(expr, table),
    }
}

fn expr_mentions(expr: &Expr, table: &str) -> bool {
    match expr {
        Expr::Column(column) => column.table == table,
        Expr::Aggregate { argument, .. } | Expr::DatePart { argument, .. } => {
            expr_mentions(argument, table)
        }
        Expr::Arithmetic { left, right, .. } => {
            expr_mentions(left, table) || expr_mentions(right, table)
        }
        Expr::Number(inner) => expr_mentions(inner, table),
        Expr::When(condition) => mentions_table(condition, table),
        Expr::Metric(metric) => metric.table == table,
        Expr::Literal(_) | Expr::CountRows | Expr::Subquery(_) => false,
    }
}

/// Whether a condition compares a column of a table with a literal; whether rows exist elsewhere
/// is no such condition.
pub(crate) fn restricts(condition: &Condition, table: &str) -> bool {
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter().any(|inner| restricts(inner, table)),
        Condition::Not(inner) => restricts(inner, table),
        Condition::InQuery { .. } => false,
        other => mentions_table(other, table),
    }
}

/// Tables and columns a plan looks at, wherever they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Used {
    pub(crate) tables: BTreeSet<String>,
    pub(crate) columns: BTreeSet<(String, String)>,
}

impl Used {
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut used = Self::default();
        used.plan(plan);
        used
    }

    pub(crate) fn of_conditions(conditions: &[Condition]) -> Self {
        let mut used = Self::default();
        conditions
            .iter()
            .for_each(|condition| used.condition(condition));
        used
    }

    fn plan(&mut self, plan: &Plan) {
        match plan {
            Plan::Select(select) => self.select(select),
            Plan::Set { left, right, .. } => {
                self.plan(left);
                self.plan(right);
            }
        }
    }

    fn select(&mut self, select: &Select) {
        self.tables.insert(select.from.table.clone());
        for join in &select.joins {
            self.tables.insert(join.table.table.clone());
            for (left, right) in &join.on {
                self.column(left);
                self.column(right);
            }
        }
        let orders = select.order_by.iter().map(|order| &order.expr);
        let projections = select.projections.iter().map(|projection| &projection.expr);
        projections
            .chain(&select.group_by)
            .chain(orders)
            .for_each(|expr| self.expr(expr));
        select
            .filter
            .iter()
            .chain(&select.having)
            .for_each(|condition| self.condition(condition));
    }

    fn column(&mut self, column: &ColumnRef) {
        self.columns
            .insert((column.table.clone(), column.column.clone()));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::And(all) | Condition::Or(all) => {
                all.iter().for_each(|inner| self.condition(inner));
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Compare { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            Condition::Between { expr, low, high } => [expr, low, high]
                .into_iter()
                .for_each(|expr| self.expr(expr)),
            Condition::InQuery { expr, query, .. } => {
                self.expr(expr);
                self.plan(query);
            }
            Condition::InList { expr, .. }
            | Condition::Like { expr, .. }
            | Condition::IsNull { expr, .. } => self.expr(expr),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Column(column) => self.column(column),
            Expr::Aggregate { argument, .. } | Expr::DatePart { argument, .. } => {
                self.expr(argument);
            }
            Expr::Arithmetic { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            Expr::Number(inner) => self.expr(inner),
            Expr::When(condition) => self.condition(condition),
            Expr::Subquery(plan) => self.plan(plan),
            Expr::Metric(metric) => {
                self.columns
                    .insert((metric.table.clone(), metric.name.clone()));
                metric.columns().for_each(|column| self.column(column));
            }
            Expr::Literal(_) | Expr::CountRows => {}
        }
    }
}
