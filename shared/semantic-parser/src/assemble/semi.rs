//! Conditions on whether there are rows of another table: semi-joins and their opposites.

use super::{Assembler, Failure, comparisons::number_literal, join_conditions};
use crate::frame::{Clause, Entity};
use crate::index::ColumnId;
use crate::joins::{Scope, path};
use crate::plan::{Aggregate, Condition, Expr, Plan, Projection, Select};

impl Assembler<'_> {
    /// The keys of rows for which conditions hold.
    pub(super) fn key_query(
        &mut self,
        table: usize,
        key: ColumnId,
        clauses: &[Clause],
    ) -> Result<Plan, Failure> {
        let anchor = std::mem::replace(&mut self.anchor, table);
        let mut scope = Scope::new(self.index, self.roles(), table);
        let conditions = self.conditions(clauses, &mut scope, false);
        self.anchor = anchor;
        Ok(self.keys_of(&scope, key, conditions?))
    }

    fn keys_of(&self, scope: &Scope<'_>, key: ColumnId, conditions: Vec<Condition>) -> Plan {
        let (from, joins) = scope.from();
        let mut select = Select {
            projections: vec![Projection {
                expr: scope.column(key),
                alias: None,
            }],
            from,
            joins,
            filter: join_conditions(conditions),
            ..Select::default()
        };
        drop_first(&mut select);
        let nullable = match select.projections[0].expr {
            Expr::Column(ref column) => self.is_nullable(&column.table, &column.column),
            _ => false,
        };
        if nullable {
            let expr = select.projections[0].expr.clone();
            super::add_filter(
                &mut select,
                Condition::IsNull {
                    expr,
                    negated: true,
                },
            );
        }
        Plan::Select(Box::new(select))
    }

    fn is_nullable(&self, table: &str, column: &str) -> bool {
        let info = self.index.tables.iter().find(|info| info.name == table);
        info.and_then(|info| info.columns.iter().find(|info| info.name == column))
            .is_some_and(|info| info.nullable)
    }

    /// Rows for which no other rows fulfil conditions.
    pub(super) fn absent(&mut self, clauses: &[Clause]) -> Result<Condition, Failure> {
        let key = self
            .anchor_key()
            .ok_or(Failure::Impossible("the rows have no key"))?;
        let query = self.key_query(self.anchor, key, clauses)?;
        let expr = Scope::new(self.index, self.roles(), self.anchor).column(key);
        Ok(Condition::InQuery {
            expr,
            query: Box::new(query),
            negated: true,
        })
    }

    /// Whether there is a thing that fulfils conditions.
    pub(super) fn exists(
        &mut self,
        entity: Entity,
        inner: &[Clause],
        negated: bool,
        scope: &mut Scope<'_>,
        aggregated: bool,
    ) -> Result<Condition, Failure> {
        if entity.table == self.anchor {
            let conditions = self.conditions(inner, scope, aggregated)?;
            let condition =
                join_conditions(conditions).ok_or(Failure::Impossible("nothing to deny"))?;
            return Ok(if negated {
                Condition::Not(Box::new(condition))
            } else {
                condition
            });
        }
        let steps = path(self.index, &[self.anchor], entity.table, self.roles());
        let Some(steps) = steps else {
            return Err(self.not_connected(scope, entity.table));
        };
        // A key that may be unset points to no row.
        if let ([step], true) = (steps.as_slice(), inner.is_empty())
            && step.forward
        {
            let column = ColumnId {
                table: self.anchor,
                column: self.index.keys[step.key].from_columns[0],
            };
            return Ok(Condition::IsNull {
                expr: scope.column(column),
                negated: !negated,
            });
        }
        if !negated && !aggregated {
            if !scope.join(entity.table) {
                return Err(self.not_connected(scope, entity.table));
            }
            let conditions = self.conditions(inner, scope, aggregated)?;
            return Ok(join_conditions(conditions).unwrap_or(Condition::And(Vec::new())));
        }
        let key = self
            .anchor_key()
            .ok_or(Failure::Impossible("the rows have no key"))?;
        let anchor = self.anchor;
        let mut inside = Scope::new(self.index, self.roles(), anchor);
        if !inside.join(entity.table) {
            return Err(self.not_connected(scope, entity.table));
        }
        let conditions = self.conditions(inner, &mut inside, false)?;
        let query = self.keys_of(&inside, key, conditions);
        Ok(Condition::InQuery {
            expr: scope.column(key),
            query: Box::new(query),
            negated,
        })
    }

    /// Rows with some number of rows of another table, or groups of some size.
    pub(super) fn counted(
        &mut self,
        clause: &Clause,
        scope: &mut Scope<'_>,
    ) -> Result<Condition, Failure> {
        let Clause::Count {
            entity,
            distinct,
            operator,
            number,
            inner,
        } = clause
        else {
            return Err(Failure::Impossible("no count"));
        };
        let compare = |left| Condition::Compare {
            left,
            operator: *operator,
            right: number_literal(*number),
        };
        if entity.table == self.anchor {
            let counted = match distinct {
                Some(attribute) => {
                    let column = self.column(attribute, scope)?;
                    count_distinct(scope.column(column))
                }
                None => Expr::CountRows,
            };
            self.having.push(compare(counted));
            let rows = self.conditions(inner, scope, false)?;
            return Ok(join_conditions(rows).unwrap_or(Condition::And(Vec::new())));
        }
        let key = self
            .anchor_key()
            .ok_or(Failure::Impossible("the rows have no key"))?;
        let mut inside = Scope::new(self.index, self.roles(), self.anchor);
        if inside.is_to_one(entity.table) {
            self.doubts.push(0.4);
        }
        if !inside.join(entity.table) {
            return Err(self.not_connected(scope, entity.table));
        }
        let counted = match distinct {
            Some(attribute) => {
                let column = self.column(attribute, &mut inside)?;
                count_distinct(inside.column(column))
            }
            None => Expr::CountRows,
        };
        let rows = self.conditions(inner, &mut inside, false)?;
        let Plan::Select(mut select) = self.keys_of(&inside, key, rows) else {
            return Err(Failure::Impossible("no select"));
        };
        select.group_by = vec![select.projections[0].expr.clone()];
        select.having = Some(compare(counted));
        Ok(Condition::InQuery {
            expr: scope.column(key),
            query: Box::new(Plan::Select(select)),
            negated: false,
        })
    }
}

fn count_distinct(column: Expr) -> Expr {
    Expr::Aggregate {
        function: Aggregate::Count,
        distinct: true,
        argument: Box::new(column),
    }
}

/// When the first table only lends its key to the next one, the next one's own column serves.
fn drop_first(select: &mut Select) {
    let first = select.from.qualifier().to_owned();
    let Some(join) = select.joins.first() else {
        return;
    };
    let [(left, right)] = join.on.as_slice() else {
        return;
    };
    let Expr::Column(key) = &select.projections[0].expr else {
        return;
    };
    if left != key
        || select
            .joins
            .iter()
            .skip(1)
            .any(|join| join.on.iter().any(|(left, _)| left.table == first))
    {
        return;
    }
    if select
        .filter
        .as_ref()
        .is_some_and(|filter| crate::visit::mentions_table(filter, &first))
    {
        return;
    }
    let right = right.clone();
    let join = select.joins.remove(0);
    select.from = join.table;
    select.projections[0].expr = Expr::Column(right);
}
