//! Whether a recursive query comes to an end.

use super::arguments::number;
use crate::Rejection;
use crate::name::reading;
use crate::scope::Output;
use contract::Dialect;
use sqlparser::ast::{
    BinaryOperator, Expr, JoinConstraint, JoinOperator, Select, SelectItem, SetExpr, SetQuantifier,
    TableFactor,
};

/// The farthest a counter may be told to count.
const LARGEST_COUNT: f64 = 1_000_000.0;

/// A recursion ends when a column of it counts towards a literal bound, or when UNION drops what
/// was there before and each step only passes columns on, of which there are finitely many.
pub(super) fn check_bound(
    dialect: Dialect,
    name: &str,
    output: &Output<'_>,
    quantifier: SetQuantifier,
    step: &SetExpr,
) -> Result<(), Rejection> {
    let unbounded = || Rejection::Recursion {
        name: name.to_owned(),
        problem: "has no bound; count the steps in a column and add a condition such as \
                  step < 100 to the part after UNION"
            .to_owned(),
    };
    let SetExpr::Select(select) = step else {
        return Err(unbounded());
    };
    let passes_on = select.projection.iter().all(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
            matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_))
        }
        SelectItem::ExprWithAliases { .. } => false,
        SelectItem::QualifiedWildcard(..) | SelectItem::Wildcard(_) => true,
    });
    let distinct = matches!(quantifier, SetQuantifier::None | SetQuantifier::Distinct);
    if passes_on && distinct {
        return Ok(());
    }
    let recursion = Recursion {
        dialect,
        name,
        output,
        select,
    };
    let bounded = conditions(select)
        .into_iter()
        .any(|condition| recursion.is_bound(condition));
    if bounded { Ok(()) } else { Err(unbounded()) }
}

struct Recursion<'r, 'a> {
    dialect: Dialect,
    name: &'r str,
    output: &'r Output<'a>,
    select: &'r Select,
}

impl Recursion<'_, '_> {
    /// Whether the condition keeps a counter below or above a literal.
    fn is_bound(&self, condition: &Expr) -> bool {
        match condition {
            Expr::Nested(inner) => self.is_bound(inner),
            Expr::Between {
                expr,
                negated: false,
                low,
                high,
            } => {
                (is_limit(high) && self.counts(expr, true))
                    || (is_limit(low) && self.counts(expr, false))
            }
            Expr::BinaryOp { left, op, right } => match op {
                BinaryOperator::Lt | BinaryOperator::LtEq => {
                    (is_limit(right) && self.counts(left, true))
                        || (is_limit(left) && self.counts(right, false))
                }
                BinaryOperator::Gt | BinaryOperator::GtEq => {
                    (is_limit(right) && self.counts(left, false))
                        || (is_limit(left) && self.counts(right, true))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether each step moves the column by a literal amount, up or down.
    fn counts(&self, compared: &Expr, up: bool) -> bool {
        let column = match compared {
            Expr::BinaryOp {
                left,
                op: BinaryOperator::Plus,
                right,
            } if number(right).is_some() => self.own_column(left),
            other => self.own_column(other),
        };
        let Some(at) = column else { return false };
        let Some(next) = self.select.projection.get(at) else {
            return false;
        };
        let (SelectItem::UnnamedExpr(next) | SelectItem::ExprWithAlias { expr: next, .. }) = next
        else {
            return false;
        };
        self.steps(next, at, up)
    }

    fn steps(&self, next: &Expr, at: usize, up: bool) -> bool {
        match next {
            Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => self.steps(inner, at, up),
            Expr::BinaryOp { left, op, right } => {
                let forward = match op {
                    BinaryOperator::Plus => up,
                    BinaryOperator::Minus => !up,
                    _ => return false,
                };
                let amount = number(right).is_some_and(|step| step >= 1.0)
                    || matches!(right.as_ref(), Expr::Interval(interval)
                        if is_forward(&interval.to_string()));
                forward && amount && self.own_column(left) == Some(at)
            }
            _ => false,
        }
    }

    /// The place of a column of the recursion itself.
    fn own_column(&self, expr: &Expr) -> Option<usize> {
        let ident = match expr {
            Expr::Identifier(ident) => ident,
            Expr::CompoundIdentifier(idents) => {
                let [owner, column] = idents.as_slice() else {
                    return None;
                };
                let owner = reading(self.dialect, owner);
                self.is_own(&owner).then_some(column)?
            }
            Expr::Nested(inner) => return self.own_column(inner),
            _ => return None,
        };
        let name = reading(self.dialect, ident);
        self.output
            .columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(&name))
    }

    fn is_own(&self, alias: &str) -> bool {
        let relations = self.select.from.iter().flat_map(|item| {
            std::iter::once(&item.relation).chain(item.joins.iter().map(|join| &join.relation))
        });
        relations.into_iter().any(|relation| match relation {
            TableFactor::Table {
                name, alias: named, ..
            } => {
                let idents = crate::name::parts(name).unwrap_or_default();
                let own = matches!(idents.as_slice(), [only]
                    if reading(self.dialect, only) == self.name);
                let shown = match named {
                    Some(named) => reading(self.dialect, &named.name).into_owned(),
                    None => self.name.to_owned(),
                };
                own && shown.eq_ignore_ascii_case(alias)
            }
            _ => false,
        })
    }
}

/// The parts of the ANDs of WHERE and of the inner joins.
fn conditions(select: &Select) -> Vec<&Expr> {
    let joined = select
        .from
        .iter()
        .flat_map(|item| &item.joins)
        .filter_map(|join| match &join.join_operator {
            JoinOperator::Join(JoinConstraint::On(on))
            | JoinOperator::Inner(JoinConstraint::On(on)) => Some(on),
            _ => None,
        });
    let mut parts = Vec::new();
    for condition in select.selection.iter().chain(joined) {
        let mut part = condition;
        while let Expr::BinaryOp {
            left,
            op: BinaryOperator::And,
            right,
        } = part
        {
            parts.push(right.as_ref());
            part = left;
        }
        parts.push(part);
    }
    parts
}

fn is_limit(expr: &Expr) -> bool {
    match number(expr) {
        Some(limit) => limit.abs() <= LARGEST_COUNT,
        None => match expr {
            Expr::TypedString(_) => true,
            Expr::Cast { expr, .. } | Expr::Nested(expr) => is_limit(expr),
            Expr::Value(value) => {
                matches!(value.value, sqlparser::ast::Value::SingleQuotedString(_))
            }
            _ => false,
        },
    }
}

/// Steps of whole days forward; shorter ones take too many steps for any span of dates.
fn is_forward(interval: &str) -> bool {
    let text = interval.to_ascii_lowercase();
    ["day", "week", "month", "year"]
        .iter()
        .any(|unit| text.contains(unit))
        && !["-", "ago", "'0", "hour", "min", "sec"]
            .iter()
            .any(|part| text.contains(part))
}
