//! Projections and groups.

use super::{Assembler, Failure};
use crate::frame::{Attribute, Entity, Frame, GroupKey, OrderKey, Output};
use crate::index::ColumnId;
use crate::joins::Scope;
use crate::plan::{Aggregate, Arithmetic, Expr, Literal};

/// What a SELECT returns and how it is grouped.
pub(super) struct Shape {
    pub(super) projections: Vec<Expr>,
    pub(super) group_by: Vec<Expr>,
    pub(super) distinct: bool,
    /// Whether rows are counted or summed, so that none may occur twice.
    pub(super) aggregated: bool,
}

impl Assembler<'_> {
    pub(super) fn shape(&mut self, frame: &Frame, scope: &mut Scope<'_>) -> Result<Shape, Failure> {
        let mut plain = Vec::new();
        let mut projections = Vec::new();
        let aggregated = frame.outputs.iter().any(is_aggregate);
        for output in &frame.outputs {
            if let Output::Everything(entity) = output {
                let columns = self.index.tables[entity.table].columns.iter().enumerate();
                let stored = columns.filter(|(_, info)| info.measure.is_none());
                projections.extend(stored.map(|(column, _)| {
                    scope.column(ColumnId {
                        table: entity.table,
                        column,
                    })
                }));
                continue;
            }
            let expr = self.output(output, frame, scope, &mut plain)?;
            if !projections.contains(&expr) {
                projections.push(expr);
            }
        }
        let counted_order = frame
            .order
            .iter()
            .any(|order| !matches!(order.key, OrderKey::Attribute(_) | OrderKey::Output));
        let mut group_by = Vec::new();
        let over_groups = frame
            .outputs
            .iter()
            .any(|output| matches!(output, Output::AverageCount { .. }));
        if over_groups {
            // The groups are within the average.
        } else if aggregated || counted_order {
            self.groups(
                frame,
                scope,
                &plain,
                &mut projections,
                &mut group_by,
                aggregated,
            )?;
        } else {
            for group in &frame.groups {
                if let GroupKey::Entity(entity) | GroupKey::Either(_, entity) = group {
                    scope.join(entity.table);
                }
            }
        }
        let distinct = frame.distinct && group_by.is_empty() && !aggregated;
        Ok(Shape {
            projections,
            group_by,
            distinct,
            aggregated,
        })
    }

    fn output(
        &mut self,
        output: &Output,
        frame: &Frame,
        scope: &mut Scope<'_>,
        plain: &mut Vec<ColumnId>,
    ) -> Result<Expr, Failure> {
        Ok(match output {
            Output::Attribute(attribute) => {
                let column = self.column(attribute, scope)?;
                self.doubt_head(attribute, column);
                let column = self.shown(column, scope);
                plain.push(column);
                scope.column(column)
            }
            Output::Entity(entity) => self.entity(*entity, scope, plain)?,
            Output::Either(attribute, entity) => self.either(attribute, *entity, scope, plain)?,
            Output::Aggregate {
                function,
                distinct,
                attribute,
            } => {
                let column = self.column(attribute, scope)?;
                self.aggregate(*function, *distinct, column, scope)
            }
            Output::Count(entity) => self.count(*entity, frame, scope)?,
            Output::CountDistinct(attribute) => {
                let column = self.column(attribute, scope)?;
                Expr::Aggregate {
                    function: Aggregate::Count,
                    distinct: true,
                    argument: Box::new(scope.column(column)),
                }
            }
            Output::Share => self.share(frame, scope)?,
            Output::AverageCount { counted } => self.average_count(*counted, frame, scope)?,
            Output::Everything(_) => {
                return Err(Failure::Impossible("an average of counts needs two steps"));
            }
        })
    }

    /// "publisher" shares its root with `published_year`, but does not ask for a year.
    fn doubt_head(&mut self, attribute: &Attribute, column: ColumnId) {
        let link = attribute.columns.iter().find(|link| link.column == column);
        let head = &self.index.column(column).head;
        let said = |word: &String| self.stems.contains(word);
        let meant = said(head)
            || self
                .index
                .synonyms
                .get(head)
                .is_some_and(|others| others.iter().any(said));
        if link.is_some_and(|link| link.score < 0.75) && !meant {
            self.doubts.push(0.45);
        }
    }

    fn entity(
        &mut self,
        entity: Entity,
        scope: &mut Scope<'_>,
        plain: &mut Vec<ColumnId>,
    ) -> Result<Expr, Failure> {
        let info = &self.index.tables[entity.table];
        let column = info
            .display
            .or(info.key)
            .ok_or(Failure::Impossible("the rows have no name"))?;
        if info.display == info.key {
            self.doubts.push(0.2);
        }
        if info.names_in_parts {
            self.doubts.push(0.3);
        }
        let id = ColumnId {
            table: entity.table,
            column,
        };
        if !scope.join(entity.table) {
            return Err(self.not_connected(scope, entity.table));
        }
        plain.push(id);
        Ok(scope.column(id))
    }

    /// A word for a thing that is also an attribute of the anchor is the attribute.
    fn either(
        &mut self,
        attribute: &Attribute,
        entity: Entity,
        scope: &mut Scope<'_>,
        plain: &mut Vec<ColumnId>,
    ) -> Result<Expr, Failure> {
        let of_anchor = attribute
            .columns
            .iter()
            .any(|link| link.column.table == self.anchor && link.score > 0.6);
        if of_anchor || entity.table != self.anchor && attribute.owner.is_some() {
            let column = self.column(attribute, scope)?;
            let column = self.shown(column, scope);
            plain.push(column);
            return Ok(scope.column(column));
        }
        self.entity(entity, scope, plain)
    }

    fn count(
        &mut self,
        entity: Option<Entity>,
        _frame: &Frame,
        scope: &mut Scope<'_>,
    ) -> Result<Expr, Failure> {
        let Some(entity) = entity else {
            return Ok(Expr::CountRows);
        };
        if entity.table == self.anchor {
            return Ok(Expr::CountRows);
        }
        let to_one = scope.is_to_one(entity.table);
        if !scope.join(entity.table) {
            return Err(self.not_connected(scope, entity.table));
        }
        let key = self.index.tables[entity.table].key.filter(|_| to_one);
        Ok(match key {
            Some(column) => {
                let column = scope.column(ColumnId {
                    table: entity.table,
                    column,
                });
                Expr::Aggregate {
                    function: Aggregate::Count,
                    distinct: true,
                    argument: Box::new(column),
                }
            }
            None => Expr::CountRows,
        })
    }

    /// "average number of loans per member": all loans over all members that have any.
    fn average_count(
        &mut self,
        counted: Entity,
        frame: &Frame,
        scope: &mut Scope<'_>,
    ) -> Result<Expr, Failure> {
        let [GroupKey::Entity(group) | GroupKey::Either(_, group)] = frame.groups.as_slice() else {
            return Err(Failure::Impossible("an average over what"));
        };
        let key = self.index.tables[group.table]
            .key
            .ok_or(Failure::Impossible("the groups have no key"))?;
        if !scope.is_to_one(group.table) || counted.table == group.table || !scope.join(group.table)
        {
            return Err(Failure::Impossible("an average that needs another step"));
        }
        let groups = scope.column(ColumnId {
            table: group.table,
            column: key,
        });
        let one = Expr::Literal(Literal::Number("1.0".to_owned()));
        let all = Expr::Arithmetic {
            operator: Arithmetic::Multiply,
            left: Box::new(one),
            right: Box::new(Expr::CountRows),
        };
        let different = Expr::Aggregate {
            function: Aggregate::Count,
            distinct: true,
            argument: Box::new(groups),
        };
        Ok(Expr::Arithmetic {
            operator: Arithmetic::Divide,
            left: Box::new(all),
            right: Box::new(different),
        })
    }

    fn share(&mut self, frame: &Frame, scope: &mut Scope<'_>) -> Result<Expr, Failure> {
        let conditions = self.conditions(&frame.clauses, scope, true)?;
        let condition =
            super::join_conditions(conditions).ok_or(Failure::Impossible("a share of what"))?;
        let some = Expr::Aggregate {
            function: Aggregate::Count,
            distinct: false,
            argument: Box::new(Expr::When(Box::new(condition))),
        };
        let hundred = Expr::Arithmetic {
            operator: Arithmetic::Multiply,
            left: Box::new(Expr::Literal(Literal::Number("100.0".to_owned()))),
            right: Box::new(some),
        };
        Ok(Expr::Arithmetic {
            operator: Arithmetic::Divide,
            left: Box::new(hundred),
            right: Box::new(Expr::CountRows),
        })
    }

    /// An aggregate of a column; a metric that is one already stays what it is.
    pub(super) fn aggregate(
        &self,
        function: Aggregate,
        distinct: bool,
        column: ColumnId,
        scope: &Scope<'_>,
    ) -> Expr {
        let argument = self.number(column, scope, function);
        match argument {
            Expr::Metric(metric) if metric.aggregates => Expr::Metric(metric),
            argument => Expr::Aggregate {
                function,
                distinct,
                argument: Box::new(argument),
            },
        }
    }

    /// A column to compute with; text that holds numbers is converted.
    pub(super) fn number(&self, column: ColumnId, scope: &Scope<'_>, function: Aggregate) -> Expr {
        let expr = scope.column(column);
        let text = self.index.column(column).numbers_as_text && function != Aggregate::Count;
        if text {
            Expr::Number(Box::new(expr))
        } else {
            expr
        }
    }
}

pub(super) const fn is_aggregate(output: &Output) -> bool {
    matches!(
        output,
        Output::Aggregate { .. }
            | Output::Count(_)
            | Output::CountDistinct(_)
            | Output::Share
            | Output::AverageCount { .. }
    )
}
