//! What rows are grouped by.

use super::{Assembler, Failure};
use crate::frame::{Frame, GroupKey, OrderKey, Output};
use crate::index::ColumnId;
use crate::joins::Scope;
use crate::plan::Expr;

impl Assembler<'_> {
    pub(super) fn groups(
        &mut self,
        frame: &Frame,
        scope: &mut Scope<'_>,
        plain: &[ColumnId],
        projections: &mut Vec<Expr>,
        group_by: &mut Vec<Expr>,
        aggregated: bool,
    ) -> Result<(), Failure> {
        let mut shown = Vec::new();
        for group in &frame.groups {
            if let GroupKey::Part(part, attribute) = group {
                let column = self.column(attribute, scope)?;
                let expr = Expr::DatePart {
                    part: *part,
                    argument: Box::new(scope.column(column)),
                };
                group_by.push(expr.clone());
                shown.push(expr);
                continue;
            }
            let (columns, display) = self.group(group, frame, scope)?;
            for column in columns {
                group_by.push(scope.column(column));
            }
            // What the groups are called is shown, unless something else of them is.
            let key = self.index.tables[display.table].key.map(|key| ColumnId {
                table: display.table,
                column: key,
            });
            let same_thing = matches!(group, GroupKey::Entity(_) | GroupKey::Either(..))
                && plain.iter().any(|column| {
                    column.table == display.table
                        || key.is_some_and(|key| self.same_by_key(key, *column))
                });
            if !plain.contains(&display) && !same_thing && aggregated {
                shown.push(scope.column(display));
            }
        }
        let computed = frame
            .outputs
            .iter()
            .any(|output| matches!(output, Output::Aggregate { .. }));
        let measured = plain
            .iter()
            .any(|column| self.index.column(*column).numeric);
        if frame.groups.is_empty() && computed && measured {
            // Groups of equal measures are hardly ever meant.
            self.doubts.push(0.5);
        }
        for column in plain {
            let key = self.index.tables[column.table].key.map(|key| ColumnId {
                table: column.table,
                column: key,
            });
            let display = self.index.tables[column.table].display == Some(column.column);
            if let Some(key) = key
                .filter(|key| key != column && display && !self.counts_rows_of(frame, column.table))
            {
                group_by.push(scope.column(key));
            }
            group_by.push(scope.column(*column));
        }
        for expr in shown.into_iter().rev() {
            if !projections.contains(&expr) {
                projections.insert(0, expr);
            }
        }
        Ok(())
    }

    /// Whether rows of a table itself are counted: groups are then by value, not by row.
    pub(super) fn counts_rows_of(&self, frame: &Frame, table: usize) -> bool {
        let order = frame.order.iter().any(|order| match &order.key {
            OrderKey::Count(Some(entity)) => entity.table == table,
            OrderKey::Count(None) => true,
            OrderKey::CountDistinct(attribute) | OrderKey::Aggregate(_, attribute) => attribute
                .columns
                .iter()
                .any(|link| link.column.table == table),
            _ => false,
        });
        let output = frame.outputs.iter().any(|output| match output {
            Output::Count(Some(entity)) => entity.table == table,
            Output::Count(None) => true,
            Output::Aggregate { attribute, .. } | Output::CountDistinct(attribute) => attribute
                .columns
                .iter()
                .any(|link| link.column.table == table),
            _ => false,
        });
        order || output
    }

    pub(super) fn group(
        &mut self,
        group: &GroupKey,
        frame: &Frame,
        scope: &mut Scope<'_>,
    ) -> Result<(Vec<ColumnId>, ColumnId), Failure> {
        match group {
            GroupKey::Attribute(attribute) | GroupKey::Part(_, attribute) => {
                let column = self.column(attribute, scope)?;
                let column = self.shown(column, scope);
                Ok((vec![column], column))
            }
            GroupKey::Either(attribute, entity) => {
                let counted = frame.outputs.iter().find_map(|output| match output {
                    Output::Count(Some(counted)) => Some(counted.table),
                    _ => None,
                });
                let of_anchor = attribute
                    .columns
                    .iter()
                    .any(|link| link.column.table == self.anchor && link.score > 0.6);
                if of_anchor && counted != Some(entity.table) {
                    return self.group(&GroupKey::Attribute(attribute.clone()), frame, scope);
                }
                self.group(&GroupKey::Entity(*entity), frame, scope)
            }
            GroupKey::Entity(entity) => {
                let info = &self.index.tables[entity.table];
                if !scope.join(entity.table) {
                    return Err(self.not_connected(scope, entity.table));
                }
                let display = info
                    .display
                    .or(info.key)
                    .ok_or(Failure::Impossible("the groups have no name"))?;
                let id = |column| ColumnId {
                    table: entity.table,
                    column,
                };
                let mut columns: Vec<ColumnId> = info.key.map(id).into_iter().collect();
                columns.push(id(display));
                Ok((columns, id(display)))
            }
        }
    }
}
