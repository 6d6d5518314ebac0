use super::{Checker, refuse, unset};
use crate::Rejection;
use crate::name::{settle_as, single};
use contract::Dialect;
use sqlparser::ast::{
    BinaryOperator, Expr, Join, JoinConstraint, JoinOperator, ObjectName, TableWithJoins,
};

impl<'a> Checker<'a> {
    /// One item of a FROM clause: a relation and what is joined to it.
    pub(super) fn table_with_joins(&mut self, item: &mut TableWithJoins) -> Result<(), Rejection> {
        let TableWithJoins { relation, joins } = item;
        let first = self.relation_count();
        self.factor(relation)?;
        for Join {
            relation,
            global,
            join_operator,
        } in joins
        {
            unset(*global, "GLOBAL JOIN")?;
            let right = self.relation_count();
            self.factor(relation)?;
            self.join(join_operator, first, right)?;
        }
        Ok(())
    }

    fn relation_count(&self) -> usize {
        self.scopes.last().map_or(0, |scope| scope.relations.len())
    }

    fn join(
        &mut self,
        operator: &mut JoinOperator,
        first: usize,
        right: usize,
    ) -> Result<(), Rejection> {
        let constraint = match operator {
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Left(constraint)
            | JoinOperator::LeftOuter(constraint)
            | JoinOperator::Right(constraint)
            | JoinOperator::RightOuter(constraint)
            | JoinOperator::FullOuter(constraint) => constraint,
            JoinOperator::CrossJoin(JoinConstraint::None) => return Ok(()),
            JoinOperator::CrossJoin(_) => return refuse("CROSS JOIN with a condition"),
            JoinOperator::LeftSemi(constraint) | JoinOperator::LeftAnti(constraint)
                if self.dialect == Dialect::Embedded =>
            {
                self.constraint(constraint, first, right)?;
                // Only the left side is in sight after it.
                if let Some(scope) = self.scopes.last_mut() {
                    scope.relations.truncate(right);
                }
                return Ok(());
            }
            JoinOperator::Semi(_)
            | JoinOperator::LeftSemi(_)
            | JoinOperator::RightSemi(_)
            | JoinOperator::Anti(_)
            | JoinOperator::LeftAnti(_)
            | JoinOperator::RightAnti(_) => {
                return self.unsupported("SEMI or ANTI JOIN", "write EXISTS or NOT EXISTS");
            }
            JoinOperator::CrossApply | JoinOperator::OuterApply => {
                return self.unsupported("APPLY", "write JOIN LATERAL");
            }
            JoinOperator::AsOf { .. } => {
                return self.unsupported("ASOF JOIN", "write a lateral join with LIMIT 1");
            }
            JoinOperator::StraightJoin(_)
            | JoinOperator::ArrayJoin
            | JoinOperator::LeftArrayJoin
            | JoinOperator::InnerArrayJoin => return refuse("this kind of JOIN"),
        };
        self.constraint(constraint, first, right)
    }

    fn constraint(
        &mut self,
        constraint: &mut JoinConstraint,
        first: usize,
        right: usize,
    ) -> Result<(), Rejection> {
        match constraint {
            JoinConstraint::On(condition) => {
                let before = self.show_from(first);
                let result = self.condition(condition);
                self.show_from(before);
                result
            }
            JoinConstraint::Using(names) => {
                for name in names {
                    self.using(name, first, right)?;
                }
                Ok(())
            }
            JoinConstraint::Natural => self.natural(first, right),
            // The parser reads `a JOIN b` without a condition; the engines do not, save DataFusion.
            JoinConstraint::None if self.dialect == Dialect::Embedded => Ok(()),
            JoinConstraint::None => self.unsupported(
                "JOIN without ON or USING",
                "add a condition or write CROSS JOIN",
            ),
        }
    }

    /// Makes only the relations from that one on visible; gives what it was before.
    fn show_from(&mut self, first: usize) -> usize {
        self.scopes
            .last_mut()
            .map_or(0, |scope| std::mem::replace(&mut scope.visible_from, first))
    }

    fn using(
        &mut self,
        name: &mut ObjectName,
        first: usize,
        right: usize,
    ) -> Result<(), Rejection> {
        let ident = single(name)?;
        let written = crate::name::reading(self.dialect, ident).into_owned();
        let left_exact = self.merge_side(&written, first, right)?;
        let right_exact = self.merge_side(&written, right, usize::MAX)?;
        let exact = left_exact.or(right_exact).unwrap_or(written);
        settle_as(self.dialect, ident, &exact)?;
        self.merge(&exact, first, right);
        Ok(())
    }

    /// Finds a column of USING on one side, and gives its exact name when that side is known.
    fn merge_side(
        &mut self,
        name: &str,
        from: usize,
        to: usize,
    ) -> Result<Option<String>, Rejection> {
        let Some(scope) = self.scopes.last() else {
            return Ok(None);
        };
        let side = || {
            let count = to.min(scope.relations.len()).saturating_sub(from);
            scope.relations.iter().skip(from).take(count)
        };
        for relation in side() {
            self.check_unresolved(relation, name)?;
            if let Some((_, column)) = relation.column(self.dialect, name) {
                if column.denied {
                    return Err(Rejection::ColumnNotPermitted {
                        table: relation.name.clone(),
                        name: name.to_owned(),
                    });
                }
                let (exact, base) = (column.name.clone().into_owned(), column.base);
                if let Some(base) = base {
                    self.record_column(base);
                }
                return Ok(Some(exact));
            }
        }
        if side().any(|relation| relation.output.open) {
            if super::columns::is_system_column(&name.to_ascii_lowercase()) {
                return refuse(format!("USING ({name})"));
            }
            return Ok(None);
        }
        let relations: Vec<_> = side().collect();
        Err(self.unknown_column(name, &relations))
    }

    /// Marks the columns of that name right of the join as merged into the left one.
    fn merge(&mut self, name: &str, first: usize, right: usize) {
        let dialect = self.dialect;
        let Some(scope) = self.scopes.last_mut() else {
            return;
        };
        let left_place = scope
            .relations
            .iter()
            .enumerate()
            .skip(first)
            .take(right.saturating_sub(first))
            .find_map(|(at, relation)| Some((at, relation.column(dialect, name)?.0)));
        let count = scope.relations.len();
        for at in right..count {
            let Some(relation) = scope.relations.get_mut(at) else {
                continue;
            };
            let Some((column, _)) = relation.column(dialect, name) else {
                continue;
            };
            if let Some(merged) = relation.output.columns.get_mut(column)
                && left_place.is_some()
            {
                merged.merged = true;
            }
            if let Some(left) = left_place {
                scope.joins.equate(left, (at, column));
            }
        }
        for at in first..right {
            for other in right..count {
                scope.joins.join(at, other);
            }
        }
    }

    /// NATURAL joins by every name that both sides have, denied ones too.
    fn natural(&mut self, first: usize, right: usize) -> Result<(), Rejection> {
        let Some(scope) = self.scopes.last() else {
            return Ok(());
        };
        let (left, rest) = scope.relations.split_at(right.min(scope.relations.len()));
        let left = left.get(first..).unwrap_or_default();
        let policy = self.policy;
        if let Some(restricted) = left.iter().chain(rest).find(|relation| {
            relation.unresolved.as_deref().is_some_and(|table| {
                policy
                    .denied_columns
                    .iter()
                    .any(|denied| denied.table.eq_ignore_ascii_case(table))
            })
        }) {
            return Err(Rejection::WildcardNotPermitted {
                table: restricted.name.clone(),
            });
        }
        let mut shared = Vec::new();
        for relation in rest {
            for column in &relation.output.columns {
                let matches = left
                    .iter()
                    .filter_map(|l| l.column(self.dialect, &column.name));
                for (_, other) in matches {
                    if other.denied || column.denied {
                        return Err(Rejection::WildcardNotPermitted {
                            table: relation.name.clone(),
                        });
                    }
                    shared.push(column.name.clone().into_owned());
                }
            }
        }
        for name in shared {
            self.merge_side(&name, first, right)?;
            self.merge_side(&name, right, usize::MAX)?;
            self.merge(&name, first, right);
        }
        Ok(())
    }

    /// A condition of WHERE or ON: each part of the AND says which relations it connects.
    pub(super) fn condition(&mut self, condition: &mut Expr) -> Result<(), Rejection> {
        let mut part = condition;
        loop {
            match part {
                Expr::BinaryOp {
                    left,
                    op: BinaryOperator::And,
                    right,
                } => {
                    self.condition(right)?;
                    part = left;
                }
                Expr::Nested(inner) => part = inner,
                _ => break,
            }
        }
        let before = self
            .scopes
            .last_mut()
            .map_or(0, |scope| scope.joins.listen());
        let result = self.expr(part);
        if let Some(scope) = self.scopes.last_mut() {
            scope.joins.connect(before);
        }
        if let Expr::BinaryOp {
            left,
            op: BinaryOperator::Eq,
            right,
        } = part
        {
            self.equate(left, right);
        }
        result
    }

    fn equate(&mut self, left: &Expr, right: &Expr) {
        let (Some(left), Some(right)) = (self.place_of(left), self.place_of(right)) else {
            return;
        };
        if let Some(scope) = self.scopes.last_mut()
            && left.0 != right.0
        {
            scope.joins.equate(left, right);
        }
    }
}
