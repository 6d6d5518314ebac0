//! A whole order: rows that the question's own order leaves equal come by their key, groups by what they are grouped by.
//! The same question then gives the same rows in the same order, in every engine and after every upload.

use crate::index::Index;
use crate::plan::{ColumnRef, Expr, Order, Plan, Select};

/// The plan with every tie of its outermost order broken, as far as the tables have keys.
pub(crate) fn broken(plan: &Plan, index: &Index) -> Plan {
    let mut plan = plan.clone();
    if let Plan::Select(select) = &mut plan {
        for expr in breakers(select, index) {
            if !select.order_by.iter().any(|order| order.expr == expr) {
                select.order_by.push(Order {
                    expr,
                    descending: false,
                    nullable: false,
                });
            }
        }
    }
    plan
}

fn breakers(select: &Select, index: &Index) -> Vec<Expr> {
    if !select.group_by.is_empty() {
        return groups(select);
    }
    let projected = |expr: &Expr| select.projections.iter().any(|found| found.expr == *expr);
    key(select, index)
        .filter(|_| !select.order_by.is_empty())
        .filter(|key| !select.distinct || projected(key))
        .into_iter()
        .collect()
}

/// What is shown comes first; an id behind a name decides between equal names.
fn groups(select: &Select) -> Vec<Expr> {
    let projected = |expr: &&Expr| select.projections.iter().any(|found| found.expr == **expr);
    let (shown, hidden): (Vec<&Expr>, Vec<&Expr>) = select.group_by.iter().partition(projected);
    let shown = shown.into_iter();
    shown
        .chain(hidden.into_iter().filter(|_| !select.distinct))
        .cloned()
        .collect()
}

/// The key of the first table, when one column is it and the rows are that table's.
fn key(select: &Select, index: &Index) -> Option<Expr> {
    let aggregated = select
        .projections
        .iter()
        .any(|found| !matches!(found.expr, Expr::Column(_)));
    if aggregated {
        return None;
    }
    let tables = &index.tables;
    let table = tables
        .iter()
        .find(|table| table.name == select.from.table)?;
    let column = table.columns.get(table.key?)?;
    Some(Expr::Column(ColumnRef {
        table: select.from.qualifier().to_owned(),
        column: column.name.clone(),
    }))
}
