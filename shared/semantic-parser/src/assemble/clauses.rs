//! Conditions on rows.

use super::comparisons::number_literal;
use super::{Assembler, Failure, join_conditions};
use crate::frame::Clause;
use crate::joins::Scope;
use crate::plan::{Aggregate, Comparison, Condition, Expr, Literal};

impl Assembler<'_> {
    /// The conditions of clauses that all hold. When rows are counted or summed, conditions on
    /// several rows of another table become one semi-join.
    pub(super) fn conditions(
        &mut self,
        clauses: &[Clause],
        scope: &mut Scope<'_>,
        aggregated: bool,
    ) -> Result<Vec<Condition>, Failure> {
        let mut conditions = Vec::new();
        let mut remote = Vec::new();
        for clause in clauses {
            let far = aggregated
                && self
                    .tables_of(clause, scope)?
                    .into_iter()
                    .any(|table| !scope.has(table) && !scope.is_to_one(table));
            if far && self.anchor_key().is_some() {
                remote.push(clause.clone());
            } else {
                conditions.push(self.condition(clause, scope, aggregated)?);
            }
        }
        if let Some(key) = self.anchor_key().filter(|_| !remote.is_empty()) {
            let query = self.key_query(self.anchor, key, &remote)?;
            conditions.push(Condition::InQuery {
                expr: scope.column(key),
                query: Box::new(query),
                negated: false,
            });
        }
        conditions.retain(|condition| *condition != Condition::And(Vec::new()));
        Ok(conditions)
    }

    /// The tables whose rows a clause looks at; none for those that bring their own query.
    fn tables_of(&mut self, clause: &Clause, scope: &mut Scope<'_>) -> Result<Vec<usize>, Failure> {
        let doubts = self.doubts.len();
        let tables = match clause {
            Clause::Compare { attribute, .. }
            | Clause::Between { attribute, .. }
            | Clause::Like { attribute, .. }
            | Clause::Null { attribute, .. }
            | Clause::Extreme { attribute, .. } => {
                vec![self.choose(attribute, &scope.tables())?.table]
            }
            Clause::Value {
                links,
                attribute,
                near,
                negated: false,
                at,
            } => {
                vec![
                    self.place(links, attribute.as_ref(), *near, *at, scope)?
                        .column
                        .table,
                ]
            }
            Clause::Any(inner) | Clause::Not(inner) => {
                let mut tables = Vec::new();
                for clause in inner {
                    tables.extend(self.tables_of(clause, scope)?);
                }
                tables
            }
            _ => Vec::new(),
        };
        // The same choice is made, and doubted, again when the condition is built.
        self.doubts.truncate(doubts);
        Ok(tables)
    }

    fn condition(
        &mut self,
        clause: &Clause,
        scope: &mut Scope<'_>,
        aggregated: bool,
    ) -> Result<Condition, Failure> {
        Ok(match clause {
            Clause::Compare {
                attribute,
                operator,
                operand,
            } => {
                let column = self.column(attribute, scope)?;
                self.compare(column, *operator, operand, scope)?
            }
            Clause::Between {
                attribute,
                low,
                high,
            } => self.between(attribute, low, high, scope)?,
            Clause::Value {
                links,
                attribute,
                near,
                negated,
                at,
            } => {
                let place = self.place(links, attribute.as_ref(), *near, *at, scope)?;
                if *negated
                    && !Scope::new(self.index, self.roles(), self.anchor)
                        .is_to_one(place.column.table)
                    && self.anchor_key().is_some()
                {
                    let inner = Clause::Value {
                        links: links.clone(),
                        attribute: attribute.clone(),
                        near: *near,
                        at: *at,
                        negated: false,
                    };
                    return self.absent(&[inner]);
                }
                if !scope.join(place.column.table) {
                    return Err(self.not_connected(scope, place.column.table));
                }
                let operator = if *negated {
                    Comparison::NotEqual
                } else {
                    Comparison::Equal
                };
                Condition::Compare {
                    left: scope.column(place.column),
                    operator,
                    right: Expr::Literal(Literal::Text(place.value)),
                }
            }
            Clause::Like {
                attribute,
                pattern,
                negated,
            } => {
                let column = self.column(attribute, scope)?;
                Condition::Like {
                    expr: scope.column(column),
                    pattern: pattern.clone(),
                    negated: *negated,
                }
            }
            Clause::Null { attribute, negated } => {
                let column = self.column(attribute, scope)?;
                Condition::IsNull {
                    expr: scope.column(column),
                    negated: *negated,
                }
            }
            Clause::Count { .. } => self.counted(clause, scope)?,
            Clause::Having {
                function,
                attribute,
                operator,
                number,
            } => {
                let column = self.column(attribute, scope)?;
                self.having.push(Condition::Compare {
                    left: self.aggregate(*function, false, column, scope),
                    operator: *operator,
                    right: number_literal(*number),
                });
                Condition::And(Vec::new())
            }
            Clause::Exists {
                entity,
                inner,
                negated,
            } => self.exists(*entity, inner, *negated, scope, aggregated)?,
            Clause::Not(inner) => {
                let inner = self.conditions(inner, scope, aggregated)?;
                Condition::Not(Box::new(
                    join_conditions(inner).ok_or(Failure::Impossible("nothing to deny"))?,
                ))
            }
            Clause::Any(inner) => self.any(inner, scope, aggregated)?,
            Clause::Extreme {
                attribute,
                descending,
                inner,
            } => {
                let column = self.column(attribute, scope)?;
                let function = if *descending {
                    Aggregate::Maximum
                } else {
                    Aggregate::Minimum
                };
                let query = self.aggregate_query(function, column, inner)?;
                Condition::Compare {
                    left: self.number(column, scope, function),
                    operator: Comparison::Equal,
                    right: query,
                }
            }
        })
    }

    /// Alternatives; values of one column become a list.
    fn any(
        &mut self,
        clauses: &[Clause],
        scope: &mut Scope<'_>,
        aggregated: bool,
    ) -> Result<Condition, Failure> {
        let mut any = Vec::new();
        for clause in clauses {
            any.push(self.condition(clause, scope, aggregated)?);
        }
        let mut column = None;
        let mut list = Vec::new();
        for condition in &any {
            match condition {
                Condition::Compare {
                    left,
                    operator: Comparison::Equal,
                    right: Expr::Literal(value),
                } if column.as_ref().is_none_or(|column| column == left) => {
                    column = Some(left.clone());
                    list.push(value.clone());
                }
                _ => return Ok(Condition::Or(any)),
            }
        }
        match column {
            Some(expr) => Ok(Condition::InList {
                expr,
                list,
                negated: false,
            }),
            None => Ok(Condition::Or(any)),
        }
    }
}
