//! Metrics in a frame: one that makes one number of many rows is an aggregate wherever it stands, one
//! of each row is a column, which is summed over groups where it adds up.

use super::totals::adds_up;
use super::{Assembler, Failure};
use crate::frame::{Attribute, Clause, Frame, GroupKey, Operand, OrderKey, Output};
use crate::joins::Scope;
use crate::metric::{meant, metric_column};
use crate::plan::{Aggregate, Comparison, Condition, Expr, Metric, Select};

/// What stands for the function of a metric that has its own.
const OWN: Aggregate = Aggregate::Sum;

impl Assembler<'_> {
    /// Puts aggregates in the place of metrics that are.
    pub(super) fn settle_metrics(&mut self, frame: &mut Frame) -> Result<(), Failure> {
        let grouped = !frame.groups.is_empty();
        let alone = frame.outputs.len() == 1 && frame.order.is_empty() && frame.limit.is_none();
        for output in &mut frame.outputs {
            self.settle_output(output, grouped, alone)?;
        }
        for order in &mut frame.order {
            self.settle_order(&mut order.key)?;
        }
        if frame
            .groups
            .iter()
            .any(|group| self.groups_by_metric(group))
        {
            return Err(Failure::Impossible("groups of a metric"));
        }
        let clauses = std::mem::take(&mut frame.clauses);
        for clause in clauses {
            frame.clauses.extend(self.settled_clause(clause)?);
        }
        let set = frame.set.iter().flat_map(|(_, clauses)| clauses);
        if set.into_iter().any(|clause| self.compares(clause)) {
            return Err(Failure::Impossible("sets of a metric"));
        }
        Ok(())
    }

    fn settle_output(
        &mut self,
        output: &mut Output,
        grouped: bool,
        alone: bool,
    ) -> Result<(), Failure> {
        match output {
            Output::Attribute(attribute) | Output::Either(attribute, _) => {
                let Some(metric) = self.meant(attribute) else {
                    return Ok(());
                };
                let summed = !metric.aggregates && (grouped || alone);
                let adds_up = metric_column(self.index, attribute).is_some_and(adds_up);
                if metric.aggregates || summed && adds_up {
                    *output = Output::Aggregate {
                        function: OWN,
                        distinct: false,
                        attribute: attribute.clone(),
                    };
                } else if grouped {
                    // The total, the mean or each one may be meant.
                    self.doubts.push(0.5);
                }
            }
            Output::Aggregate {
                function,
                attribute,
                ..
            } => {
                if let Some(metric) = self.meant(attribute).filter(|m| m.aggregates) {
                    // "average margin" of a metric that is a sum: of what, was not said.
                    if metric.function != Some(*function) {
                        self.doubts.push(0.6);
                    }
                    *function = OWN;
                }
            }
            Output::CountDistinct(attribute) if self.meant(attribute).is_some() => {
                return Err(Failure::Impossible("how many numbers a metric has"));
            }
            _ => {}
        }
        Ok(())
    }

    fn settle_order(&mut self, key: &mut OrderKey) -> Result<(), Failure> {
        match key {
            OrderKey::Attribute(attribute) if self.is_aggregate(attribute) => {
                *key = OrderKey::Aggregate(OWN, attribute.clone());
            }
            OrderKey::Aggregate(function, attribute) => {
                if let Some(metric) = self.meant(attribute).filter(|m| m.aggregates) {
                    if metric.function != Some(*function) {
                        self.doubts.push(0.6);
                    }
                    *function = OWN;
                }
            }
            OrderKey::CountDistinct(attribute) if self.meant(attribute).is_some() => {
                return Err(Failure::Impossible("how many numbers a metric has"));
            }
            _ => {}
        }
        Ok(())
    }

    /// Conditions on a metric of many rows are conditions on groups.
    fn settled_clause(&self, clause: Clause) -> Result<Vec<Clause>, Failure> {
        let having = |attribute: Attribute, operator, number| Clause::Having {
            function: OWN,
            attribute,
            operator,
            number,
        };
        match clause {
            Clause::Compare {
                attribute,
                operator,
                operand: Operand::Number(number),
            } if self.is_aggregate(&attribute) => Ok(vec![having(attribute, operator, number)]),
            Clause::Between {
                attribute,
                low: Operand::Number(low),
                high: Operand::Number(high),
            } if self.is_aggregate(&attribute) => Ok(vec![
                having(attribute.clone(), Comparison::GreaterOrEqual, low),
                having(attribute, Comparison::LessOrEqual, high),
            ]),
            clause if self.compares(&clause) => {
                Err(Failure::Impossible("such a condition on a metric"))
            }
            clause => Ok(vec![clause]),
        }
    }

    /// Whether a clause, or one within it, looks at a metric of many rows.
    fn compares(&self, clause: &Clause) -> bool {
        let any = |clauses: &[Clause]| clauses.iter().any(|clause| self.compares(clause));
        match clause {
            Clause::Compare {
                attribute, operand, ..
            } => self.is_aggregate(attribute) || self.operand(operand),
            Clause::Between { attribute, .. }
            | Clause::Like { attribute, .. }
            | Clause::Null { attribute, .. } => self.is_aggregate(attribute),
            Clause::Extreme {
                attribute, inner, ..
            } => self.is_aggregate(attribute) || any(inner),
            Clause::Count { inner, .. }
            | Clause::Exists { inner, .. }
            | Clause::Not(inner)
            | Clause::Any(inner) => any(inner),
            Clause::Value { .. } | Clause::Having { .. } => false,
        }
    }

    fn operand(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Attribute(attribute) | Operand::OfExtreme { by: attribute, .. } => {
                self.is_aggregate(attribute)
            }
            Operand::Aggregate {
                attribute, inner, ..
            } => {
                attribute.as_ref().is_some_and(|a| self.is_aggregate(a))
                    || inner.iter().any(|clause| self.compares(clause))
            }
            _ => false,
        }
    }

    fn groups_by_metric(&self, group: &GroupKey) -> bool {
        match group {
            GroupKey::Attribute(attribute)
            | GroupKey::Either(attribute, _)
            | GroupKey::Part(_, attribute) => self.meant(attribute).is_some(),
            GroupKey::Entity(_) => false,
        }
    }

    fn is_aggregate(&self, attribute: &Attribute) -> bool {
        self.meant(attribute)
            .is_some_and(|metric| metric.aggregates)
    }

    fn meant(&self, attribute: &Attribute) -> Option<&Metric> {
        meant(self.index, attribute)
    }

    /// A metric over rows that a join repeats is another number than the operator defined.
    pub(super) fn doubt_repeated_metric(&mut self, select: &Select, scope: &Scope<'_>) {
        let repeated = aggregated(select).any(|metric| {
            let tables = &self.index.tables;
            let own = tables.iter().position(|table| table.name == metric.table);
            own.is_some_and(|own| {
                let alone = Scope::new(self.index, self.roles(), own);
                !scope
                    .tables()
                    .into_iter()
                    .all(|table| alone.is_to_one(table))
            })
        });
        if repeated {
            self.doubts.push(0.6);
        }
    }

    /// What the column of a metric is called in a result. A name that a column has, too, is not
    /// given: engines would take it for that one in other clauses.
    pub(super) fn alias(&self, expr: &Expr) -> Option<String> {
        let alias = match expr {
            Expr::Metric(metric) => metric.name.clone(),
            Expr::Aggregate {
                function, argument, ..
            } => match &**argument {
                Expr::Metric(metric) => format!("{} {}", called(*function), metric.name),
                _ => return None,
            },
            _ => return None,
        };
        let mut columns = self.index.columns();
        let taken = columns.any(|(_, column)| {
            column.measure.is_none() && column.name.eq_ignore_ascii_case(&alias)
        });
        (!taken).then_some(alias)
    }
}

/// The metrics that a SELECT makes one number of many rows of.
fn aggregated(select: &Select) -> impl Iterator<Item = &Metric> {
    let returned = select.projections.iter().map(|returned| &returned.expr);
    let orders = select.order_by.iter().map(|order| &order.expr);
    let having = select.having.iter().flat_map(|having| match having {
        Condition::And(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    });
    let compared = having.filter_map(|condition| match condition {
        Condition::Compare { left, .. } => Some(left),
        _ => None,
    });
    returned
        .chain(orders)
        .chain(compared)
        .filter_map(|expr| match expr {
            Expr::Metric(metric) => Some(metric).filter(|metric| metric.aggregates),
            Expr::Aggregate { argument, .. } => match &**argument {
                Expr::Metric(metric) => Some(metric),
                _ => None,
            },
            _ => None,
        })
}

const fn called(function: Aggregate) -> &'static str {
    match function {
        Aggregate::Count => "number of",
        Aggregate::Sum => "total",
        Aggregate::Average => "average",
        Aggregate::Minimum => "lowest",
        Aggregate::Maximum => "highest",
        Aggregate::Median => "median",
    }
}
