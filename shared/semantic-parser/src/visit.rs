//! Walks over plans.

use crate::plan::{Condition, Expr};

/// Whether a condition looks at a column of a table, queries inside it aside.
pub(crate) fn mentions_table(condition: &Condition, table: &str) -> bool {
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter().any(|inner| mentions_table(inner, table)),
        Condition::Not(inner) => mentions_table(inner, table),
        Condition::Compare { left, right, .. } => expr_mentions(left, table) || expr_mentions(right, table),
        Condition::Between { expr, low, high } => [expr, low, high].into_iter().any(|expr| expr_mentions(expr, table)),
        Condition::InList { expr, .. }
        | Condition::InQuery { expr, .. }
        | Condition::Like { expr, .. }
        | Condition::IsNull { expr, .. } => expr_mentions(expr, table),
    }
}

fn expr_mentions(expr: &Expr, table: &str) -> bool {
    match expr {
        Expr::Column(column) => column.table == table,
        Expr::Aggregate { argument, .. } | Expr::DatePart { argument, .. } => expr_mentions(argument, table),
        Expr::Arithmetic { left, right, .. } => expr_mentions(left, table) || expr_mentions(right, table),
        Expr::Number(inner) => expr_mentions(inner, table),
        Expr::When(condition) => mentions_table(condition, table),
        Expr::Literal(_) | Expr::CountRows | Expr::Subquery(_) => false,
    }
}
