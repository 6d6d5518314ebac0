//! From a frame to a plan: names are resolved to one column each, tables are joined along keys,
//! and conditions on many rows become semi-joins so that nothing is counted twice.

mod anchor;
mod clauses;
mod comparisons;
mod contradictions;
mod groups;
mod metrics;
mod ordering;
mod outputs;
mod resolve;
mod semi;
mod totals;

use crate::choices::Alternatives;
use crate::frame::{Clause, Frame, OrderKey, Output};
use crate::index::Index;
use crate::joins::{Roles, Scope};
use crate::plan::{Condition, Expr, Plan, Projection, Select, SetOperator};
use crate::tokens::Token;
use std::collections::BTreeSet;

/// A plan and what speaks against it.
#[derive(Debug, Clone)]
pub(crate) struct Assembled {
    pub(crate) plan: Plan,
    /// Each between 0 and 1.
    pub(crate) doubts: Vec<f32>,
    /// Words with several meanings that are as good.
    pub(crate) alternatives: Vec<Alternatives>,
}

/// Why a frame has no plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// Nothing to return was named.
    NoOutput,
    /// Two things are not connected by any key.
    NotConnected(String, String),
    /// The grammar read something that cannot be asked of these tables.
    Impossible(&'static str),
}

/// Makes plans from frames.
pub(crate) struct Assembler<'a> {
    pub(crate) index: &'a Index,
    pub(crate) tokens: &'a [Token],
    stems: &'a BTreeSet<String>,
    /// Conditions on groups, found among those on rows.
    having: Vec<Condition>,
    doubts: Vec<f32>,
    alternatives: Vec<Alternatives>,
    /// The thing the question is about.
    anchor: usize,
}

impl<'a> Assembler<'a> {
    /// `stems` are those of the question's words.
    pub(crate) fn new(index: &'a Index, tokens: &'a [Token], stems: &'a BTreeSet<String>) -> Self {
        Self {
            index,
            tokens,
            stems,
            having: Vec::new(),
            doubts: Vec::new(),
            alternatives: Vec::new(),
            anchor: 0,
        }
    }

    /// The plan of a frame.
    pub(crate) fn assemble(mut self, frame: &Frame) -> Result<Assembled, Failure> {
        let mut frame = frame.clone();
        self.settle_metrics(&mut frame)?;
        self.common_table(&mut frame);
        self.anchor = self.find_anchor(&frame).ok_or(Failure::NoOutput)?;
        self.doubt_anchor(&frame);
        if frame.outputs.is_empty() {
            self.implied_output(&mut frame)?;
        }
        ordering::extreme_with_others(&mut frame);
        self.drop_row_groups(&mut frame);
        self.sum_totals(&mut frame);
        self.doubt_repeated_order(&frame);
        let rows = self.returns_rows(&frame);
        self.doubts
            .extend(contradictions::split(&mut frame, rows, self.anchor));
        contradictions::deny_rows(&mut frame, self.anchor);
        self.doubts.extend(ordering::extreme_of_groups(&mut frame));
        self.sum_ranks(&mut frame);
        let plan = match frame.set.take() {
            None => self.select(&frame, &frame.clauses)?,
            Some((operator, clauses)) => self.set(&mut frame, operator, &clauses)?,
        };
        self.doubt_two_ends(&plan);
        Ok(Assembled {
            plan,
            doubts: self.doubts,
            alternatives: self.alternatives,
        })
    }

    pub(crate) fn roles(&self) -> Roles<'a> {
        Roles { stems: self.stems }
    }

    fn set(
        &mut self,
        frame: &mut Frame,
        operator: SetOperator,
        clauses: &[Clause],
    ) -> Result<Plan, Failure> {
        let order = std::mem::take(&mut frame.order);
        let limit = frame.limit.take();
        if !order.is_empty() || limit.is_some() {
            self.doubts.push(0.4);
        }
        if std::mem::take(&mut frame.skip) > 0 {
            self.doubts.push(0.6);
        }
        let aggregated = frame.outputs.iter().any(|output| {
            !matches!(
                output,
                Output::Attribute(_)
                    | Output::Entity(_)
                    | Output::Either(..)
                    | Output::Everything(_)
            )
        });
        if aggregated {
            return self.counted_set(frame, operator, clauses);
        }
        let left = self.select(frame, &frame.clauses)?;
        let right = self.select(frame, clauses)?;
        Ok(Plan::Set {
            operator,
            left: Box::new(left),
            right: Box::new(right),
        })
    }

    /// "how many shops have both": the key is in both sets.
    fn counted_set(
        &mut self,
        frame: &Frame,
        operator: SetOperator,
        clauses: &[Clause],
    ) -> Result<Plan, Failure> {
        let key = self
            .anchor_key()
            .ok_or(Failure::Impossible("the rows have no key"))?;
        let mut plan = self.select(frame, &frame.clauses)?;
        let other = self.key_query(self.anchor, key, clauses)?;
        if let Plan::Select(select) = &mut plan {
            let scope = Scope::new(self.index, self.roles(), self.anchor);
            let condition = Condition::InQuery {
                expr: scope.column(key),
                query: Box::new(other),
                negated: operator == SetOperator::Except,
            };
            add_filter(select, condition);
        }
        Ok(plan)
    }

    /// The SELECT of a frame with some conditions.
    pub(crate) fn select(&mut self, frame: &Frame, clauses: &[Clause]) -> Result<Plan, Failure> {
        let mut scope = Scope::new(self.index, self.roles(), self.anchor);
        let shape = self.shape(frame, &mut scope)?;
        let mut select = Select {
            distinct: shape.distinct,
            ..Select::default()
        };
        select.projections = shape
            .projections
            .into_iter()
            .map(|expr| Projection {
                alias: self.alias(&expr),
                expr,
            })
            .collect();
        select.group_by = shape.group_by;
        let semi = shape.aggregated || select.group_by.is_empty();
        // A share counts rows by the conditions; it does not leave the others out.
        let shared = frame.outputs.contains(&Output::Share);
        let clauses = if shared { &[][..] } else { clauses };
        let mut conditions = self.conditions(clauses, &mut scope, semi)?;
        self.existence(frame, &mut scope, semi, &mut conditions)?;
        self.ordering(frame, &mut scope, &mut select)?;
        // An order may have asked that its key is known.
        conditions.extend(select.filter.take());
        select.filter = join_conditions(conditions);
        self.group_conditions(&mut select);
        for _ in 0..scope.guesses {
            self.doubts.push(0.25);
        }
        (select.from, select.joins) = scope.from();
        self.doubt_repeated_metric(&select, &scope);
        dedup_groups(&mut select);
        Ok(Plan::Select(Box::new(select)))
    }

    /// Conditions on groups: rows are then grouped by what is returned.
    fn group_conditions(&mut self, select: &mut Select) {
        let having = std::mem::take(&mut self.having);
        if having.is_empty() {
            return;
        }
        if select.group_by.is_empty() {
            select.group_by = select
                .projections
                .iter()
                .map(|projection| projection.expr.clone())
                .collect();
            select
                .group_by
                .retain(|expr| matches!(expr, Expr::Column(_)));
            select.distinct = false;
        }
        select.having = join_conditions(having);
    }

    /// Things that were only mentioned: rows must have one.
    fn existence(
        &mut self,
        frame: &Frame,
        scope: &mut Scope<'_>,
        aggregated: bool,
        conditions: &mut Vec<Condition>,
    ) -> Result<(), Failure> {
        let counted = frame
            .order
            .iter()
            .any(|order| matches!(order.key, OrderKey::Count(Some(_))));
        let looked_at = crate::visit::Used::of_conditions(conditions);
        for entity in &frame.entities {
            if scope.has(entity.table)
                || looked_at
                    .tables
                    .contains(&self.index.tables[entity.table].name)
            {
                continue;
            }
            let used = frame
                .clauses
                .iter()
                .any(|clause| mentions(clause, entity.table));
            if used {
                continue;
            }
            if aggregated && !scope.is_to_one(entity.table) && !counted && frame.groups.is_empty() {
                let inner = Clause::Exists {
                    entity: *entity,
                    inner: Vec::new(),
                    negated: false,
                };
                conditions.extend(self.conditions(&[inner], scope, true)?);
            } else if !scope.join(entity.table) {
                return Err(self.not_connected(scope, entity.table));
            }
        }
        Ok(())
    }

    pub(crate) fn not_connected(&self, scope: &Scope<'_>, table: usize) -> Failure {
        let first = scope.tables()[0];
        Failure::NotConnected(
            self.index.tables[first].label.clone(),
            self.index.tables[table].label.clone(),
        )
    }
}

/// Whether a condition is about a thing by name.
fn mentions(clause: &Clause, table: usize) -> bool {
    match clause {
        Clause::Count { entity, .. } | Clause::Exists { entity, .. } => entity.table == table,
        Clause::Any(inner) | Clause::Not(inner) => {
            inner.iter().any(|clause| mentions(clause, table))
        }
        _ => false,
    }
}

pub(crate) fn add_filter(select: &mut Select, condition: Condition) {
    select.filter = Some(match select.filter.take() {
        None => condition,
        Some(Condition::And(mut all)) => {
            all.push(condition);
            Condition::And(all)
        }
        Some(other) => Condition::And(vec![other, condition]),
    });
}

pub(crate) fn join_conditions(mut conditions: Vec<Condition>) -> Option<Condition> {
    match conditions.len() {
        0 => None,
        1 => conditions.pop(),
        _ => Some(Condition::And(conditions)),
    }
}

fn dedup_groups(select: &mut Select) {
    let mut seen: Vec<Expr> = Vec::new();
    select.group_by.retain(|expr| {
        let new = !seen.contains(expr);
        if new {
            seen.push(expr.clone());
        }
        new
    });
}
