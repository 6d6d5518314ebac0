//! Orders and limits.

use super::{Assembler, Failure};
use crate::frame::{Attribute, Frame, GroupKey, OrderKey, OrderSpec, Output};
use crate::index::ColumnId;
use crate::joins::Scope;
use crate::plan::{Aggregate, Condition, Expr, Order, Select};

/// "the highest price and the name of the book": with something else beside it, the extreme
/// value is that of a row.
pub(super) fn extreme_with_others(frame: &mut Frame) {
    let extremes = frame
        .outputs
        .iter()
        .filter(|output| {
            matches!(
                output,
                Output::Aggregate {
                    function: Aggregate::Maximum | Aggregate::Minimum,
                    ..
                }
            )
        })
        .count();
    let others = frame.outputs.iter().any(|output| {
        matches!(
            output,
            Output::Attribute(_) | Output::Entity(_) | Output::Either(..)
        )
    });
    if extremes != 1
        || !others
        || !frame.groups.is_empty()
        || !frame.order.is_empty()
        || frame.outputs.len() < 2
    {
        return;
    }
    for output in &mut frame.outputs {
        if let Output::Aggregate {
            function,
            attribute,
            ..
        } = output
        {
            let descending = *function == Aggregate::Maximum;
            let attribute = attribute.clone();
            frame.order.push(OrderSpec {
                key: OrderKey::Attribute(attribute.clone()),
                descending,
            });
            frame.limit = Some(1);
            *output = Output::Attribute(attribute);
        }
    }
}

/// "the highest price in each category": the extreme is that of each group. What else a row has
/// would need another step, and is doubted.
pub(super) fn extreme_of_groups(frame: &mut Frame) -> Option<f32> {
    let plain = frame.outputs.iter().all(|output| {
        matches!(
            output,
            Output::Attribute(_) | Output::Entity(_) | Output::Either(..)
        )
    });
    if frame.groups.is_empty() || !plain {
        return None;
    }
    if frame.skip > 0 {
        return Some(0.7);
    }
    let attribute_groups = frame
        .groups
        .iter()
        .any(|group| matches!(group, GroupKey::Attribute(_) | GroupKey::Part(..)));
    let key = match (frame.order.as_slice(), frame.limit) {
        (
            [
                OrderSpec {
                    key: OrderKey::Attribute(key),
                    descending,
                },
            ],
            Some(1),
        ) => Some((key.clone(), *descending)),
        _ => None,
    };
    let Some((key, descending)) = key else {
        return attribute_groups.then_some(0.3);
    };
    let same = |attribute: &Attribute| {
        attribute.columns.first().map(|link| link.column)
            == key.columns.first().map(|link| link.column)
    };
    match frame.outputs.as_slice() {
        [Output::Attribute(attribute)] if same(attribute) => {
            let function = if descending {
                Aggregate::Maximum
            } else {
                Aggregate::Minimum
            };
            frame.outputs = vec![Output::Aggregate {
                function,
                distinct: false,
                attribute: attribute.clone(),
            }];
            frame.order.clear();
            frame.limit = None;
            None
        }
        _ => Some(0.7),
    }
}

impl Assembler<'_> {
    pub(super) fn ordering(
        &mut self,
        frame: &Frame,
        scope: &mut Scope<'_>,
        select: &mut Select,
    ) -> Result<(), Failure> {
        for order in &frame.order {
            let (expr, nullable) = self.order_key(order, scope, select)?;
            let grouped = !select.group_by.is_empty();
            if grouped
                && matches!(order.key, OrderKey::Attribute(_))
                && !select.group_by.contains(&expr)
                && !in_projection(select, &expr)
            {
                select.group_by.push(expr.clone());
            }
            // An extreme is no unknown value.
            if nullable && frame.limit.is_some() && !grouped {
                super::add_filter(
                    select,
                    Condition::IsNull {
                        expr: expr.clone(),
                        negated: true,
                    },
                );
            }
            let twice = select
                .order_by
                .iter()
                .any(|other| other.expr == expr && other.descending != order.descending);
            if twice {
                self.doubts.push(0.6);
            }
            let whole_result = frame.limit.is_none();
            select.order_by.push(Order {
                expr,
                descending: order.descending,
                nullable: nullable && whole_result,
            });
        }
        select.limit = frame.limit;
        select.skip = frame.skip;
        if select.distinct
            && select
                .order_by
                .iter()
                .any(|order| !in_projection(select, &order.expr))
        {
            // DISTINCT may be ordered by what it returns alone.
            select.distinct = false;
            select.group_by = select
                .projections
                .iter()
                .map(|projection| projection.expr.clone())
                .collect();
            let missing: Vec<Expr> = select
                .order_by
                .iter()
                .map(|order| order.expr.clone())
                .filter(|expr| matches!(expr, Expr::Column(_)) && !select.group_by.contains(expr))
                .collect();
            select.group_by.extend(missing);
        }
        Ok(())
    }

    fn order_key(
        &mut self,
        order: &OrderSpec,
        scope: &mut Scope<'_>,
        select: &mut Select,
    ) -> Result<(Expr, bool), Failure> {
        Ok(match &order.key {
            OrderKey::Attribute(attribute) => {
                let column = self.column(attribute, scope)?;
                let info = self.index.column(column);
                (
                    self.number(column, scope, Aggregate::Sum),
                    info.nullable || info.numbers_as_text,
                )
            }
            OrderKey::Output => {
                let expr = select
                    .projections
                    .first()
                    .map(|projection| projection.expr.clone());
                (expr.ok_or(Failure::NoOutput)?, false)
            }
            OrderKey::Count(entity) => {
                let expr = match entity {
                    Some(entity) if entity.table != self.anchor => {
                        if !scope.join(entity.table) {
                            return Err(self.not_connected(scope, entity.table));
                        }
                        Expr::CountRows
                    }
                    _ => Expr::CountRows,
                };
                self.grouped(scope, select);
                (expr, false)
            }
            OrderKey::CountDistinct(attribute) => {
                let column = self.column(attribute, scope)?;
                self.grouped(scope, select);
                (
                    Expr::Aggregate {
                        function: Aggregate::Count,
                        distinct: true,
                        argument: Box::new(scope.column(column)),
                    },
                    false,
                )
            }
            OrderKey::Aggregate(function, attribute) => {
                let column = self.column(attribute, scope)?;
                let adds = matches!(function, Aggregate::Sum | Aggregate::Average);
                if adds && !self.index.column(column).numeric {
                    let why = "only numbers have a total or an average";
                    return Err(Failure::Impossible(why));
                }
                self.grouped(scope, select);
                (self.aggregate(*function, false, column, scope), false)
            }
        })
    }

    /// Groups by the rows of the anchor when nothing else was named to group by.
    fn grouped(&mut self, scope: &Scope<'_>, select: &mut Select) {
        if !select.group_by.is_empty()
            || select
                .projections
                .iter()
                .all(|projection| !matches!(projection.expr, Expr::Column(_)))
        {
            return;
        }
        if let Some(key) = self.index.tables[self.anchor].key {
            select.group_by.push(scope.column(ColumnId {
                table: self.anchor,
                column: key,
            }));
        }
        let columns = select
            .projections
            .iter()
            .map(|projection| projection.expr.clone());
        let columns: Vec<Expr> = columns
            .filter(|expr| matches!(expr, Expr::Column(_)))
            .collect();
        select.group_by.extend(columns);
    }
}

fn in_projection(select: &Select, expr: &Expr) -> bool {
    select
        .projections
        .iter()
        .any(|projection| projection.expr == *expr)
}
