//! What a plan does, as a set of facts to hold against the words of the question.

use crate::plan::{
    Aggregate, Arithmetic, Comparison, Condition, DatePart, Expr, Literal, Plan, Select,
    SetOperator,
};
use std::collections::HashSet;

/// Facts about a plan, queries inside it included unless said otherwise.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each fact stands for itself and is asked for by its name"
)]
pub(super) struct Features {
    /// Aggregate functions; `count(*)` is a count.
    pub(super) functions: HashSet<Aggregate>,
    /// Whether the outermost query groups, or averages over the groups of a column.
    pub(super) grouped: bool,
    /// Whether any query groups.
    pub(super) groups_anywhere: bool,
    /// Whether the outermost query returns nothing but aggregates.
    pub(super) only_aggregates: bool,
    pub(super) distinct: bool,
    pub(super) ordered: bool,
    pub(super) limits: Vec<u64>,
    /// `<`, `<=`, `>`, `>=` or BETWEEN.
    pub(super) inequality: bool,
    /// How many conditions deny: `<>`, NOT, NOT IN, IS NULL, EXCEPT.
    pub(super) denials: usize,
    /// `<=` and `>=`, which also deny: "no more than".
    pub(super) inclusive: bool,
    pub(super) alternatives: bool,
    /// Simple conditions.
    pub(super) conditions: usize,
    pub(super) intersects: bool,
    pub(super) divides: bool,
    pub(super) subtracts: bool,
    pub(super) projections: usize,
    /// The first table of the outermost query.
    pub(super) from: String,
    /// Whether one row of aggregates is put in order or cut off: never what was asked.
    pub(super) orders_one_row: bool,
    /// The table and column that is returned first, when a column is.
    pub(super) first_column: Option<(String, String)>,
    pub(super) date_parts: bool,
    /// Literals as text, in lower case.
    pub(super) literals: Vec<String>,
    pub(super) numbers: Vec<f64>,
}

impl Features {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut features = Self::default();
        features.plan(plan);
        let outer = outermost(plan);
        let averaged = outer
            .projections
            .iter()
            .any(|projection| divides_by_distinct(&projection.expr));
        features.grouped = !outer.group_by.is_empty() || averaged;
        features.projections = outer.projections.len();
        features.first_column = match outer.projections.first().map(|first| &first.expr) {
            Some(Expr::Column(column)) => {
                Some((table_of(outer, &column.table), column.column.clone()))
            }
            _ => None,
        };
        features.from.clone_from(&outer.from.table);
        features.only_aggregates = !outer.projections.is_empty()
            && outer
                .projections
                .iter()
                .all(|projection| is_aggregate(&projection.expr));
        features.orders_one_row =
            features.only_aggregates && !features.grouped && !outer.order_by.is_empty();
        features
    }

    pub(super) fn has(&self, function: Aggregate) -> bool {
        self.functions.contains(&function)
    }

    /// An extreme value or the rows that have it.
    pub(super) fn extreme(&self) -> bool {
        !self.limits.is_empty() || self.has(Aggregate::Maximum) || self.has(Aggregate::Minimum)
    }

    fn plan(&mut self, plan: &Plan) {
        match plan {
            Plan::Select(select) => self.select(select),
            Plan::Set {
                operator,
                left,
                right,
            } => {
                match operator {
                    SetOperator::Union => self.alternatives = true,
                    SetOperator::Intersect => self.intersects = true,
                    SetOperator::Except => self.denials += 1,
                }
                self.plan(left);
                self.plan(right);
            }
        }
    }

    fn select(&mut self, select: &Select) {
        self.distinct |= select.distinct;
        self.ordered |= !select.order_by.is_empty();
        self.groups_anywhere |= !select.group_by.is_empty();
        self.limits.extend(select.limit);
        let orders = select.order_by.iter().map(|order| &order.expr);
        let projections = select.projections.iter().map(|projection| &projection.expr);
        projections
            .chain(&select.group_by)
            .chain(orders)
            .for_each(|expr| self.expr(expr));
        select
            .filter
            .iter()
            .chain(&select.having)
            .for_each(|condition| self.condition(condition));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::And(all) => all.iter().for_each(|inner| self.condition(inner)),
            Condition::Or(all) => {
                self.alternatives = true;
                all.iter().for_each(|inner| self.condition(inner));
            }
            Condition::Not(inner) => {
                self.denials += 1;
                self.condition(inner);
            }
            Condition::Compare {
                left,
                operator,
                right,
            } => {
                self.compared(*operator);
                self.expr(left);
                self.expr(right);
            }
            Condition::Between { expr, low, high } => {
                self.conditions += 1;
                self.inequality = true;
                [expr, low, high]
                    .into_iter()
                    .for_each(|expr| self.expr(expr));
            }
            Condition::InList {
                expr,
                list,
                negated,
            } => {
                self.conditions += list.len();
                self.alternatives = true;
                self.denials += usize::from(*negated);
                self.expr(expr);
                list.iter().for_each(|literal| self.literal(literal));
            }
            Condition::InQuery {
                expr,
                query,
                negated,
            } => {
                self.conditions += 1;
                self.denials += usize::from(*negated);
                self.expr(expr);
                self.plan(query);
            }
            Condition::Like {
                expr,
                pattern,
                negated,
            } => {
                self.conditions += 1;
                self.denials += usize::from(*negated);
                self.literals.push(pattern.to_lowercase());
                self.expr(expr);
            }
            Condition::IsNull { expr, .. } => {
                self.conditions += 1;
                self.denials += 1;
                self.expr(expr);
            }
        }
    }

    fn compared(&mut self, operator: Comparison) {
        self.conditions += 1;
        match operator {
            Comparison::Less | Comparison::Greater => self.inequality = true,
            Comparison::LessOrEqual | Comparison::GreaterOrEqual => {
                self.inequality = true;
                self.inclusive = true;
            }
            Comparison::NotEqual => self.denials += 1,
            Comparison::Equal | Comparison::EqualIgnoringCase => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Literal(literal) => self.literal(literal),
            Expr::CountRows => {
                self.functions.insert(Aggregate::Count);
            }
            Expr::Aggregate {
                function,
                distinct,
                argument,
            } => {
                self.distinct |= distinct;
                self.functions.insert(*function);
                self.expr(argument);
            }
            Expr::DatePart { part, argument } => {
                // The date of an instant is all of it that a day can be held against.
                self.date_parts |= *part != DatePart::Date;
                self.expr(argument);
            }
            Expr::Arithmetic {
                operator,
                left,
                right,
            } => {
                self.divides |= *operator == Arithmetic::Divide;
                self.subtracts |= *operator == Arithmetic::Subtract;
                if divides_by_distinct(expr) {
                    self.functions.insert(Aggregate::Average);
                }
                self.expr(left);
                self.expr(right);
            }
            Expr::Number(inner) => self.expr(inner),
            Expr::When(condition) => self.condition(condition),
            Expr::Subquery(plan) => self.plan(plan),
            Expr::Metric(metric) => self.functions.extend(metric.function),
            Expr::Column(_) => {}
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Number(number) => {
                self.numbers.extend(number.parse::<f64>());
                self.literals.push(number.clone());
            }
            Literal::Text(text) => self.literals.push(text.to_lowercase()),
            Literal::Date(date) => self.literals.push(date.clone()),
            Literal::Boolean(value) => self.literals.push(value.to_string()),
        }
    }
}

/// The table a qualifier stands for.
fn table_of(select: &Select, qualifier: &str) -> String {
    let mut tables =
        std::iter::once(&select.from).chain(select.joins.iter().map(|join| &join.table));
    tables
        .find(|table| table.qualifier() == qualifier)
        .map_or_else(|| qualifier.to_owned(), |table| table.table.clone())
}

fn outermost(plan: &Plan) -> &Select {
    match plan {
        Plan::Select(select) => select,
        Plan::Set { left, .. } => outermost(left),
    }
}

/// Rows by different groups: an average of counts.
fn divides_by_distinct(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Arithmetic { operator: Arithmetic::Divide, right, .. }
            if matches!(**right, Expr::Aggregate { distinct: true, .. })
    )
}

fn is_aggregate(expr: &Expr) -> bool {
    match expr {
        Expr::CountRows | Expr::Aggregate { .. } => true,
        Expr::Metric(metric) => metric.aggregates,
        Expr::Arithmetic { left, right, .. } => is_aggregate(left) || is_aggregate(right),
        _ => false,
    }
}
