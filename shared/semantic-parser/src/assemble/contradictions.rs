//! Conditions that no single row can fulfil are meant of two rows: "shops that sold both tea and
//! coffee", "countries with a singer above 40 and one below 30".

use crate::frame::{Attribute, Clause, Frame, Operand, Output};
use crate::plan::{Comparison, SetOperator};

/// Splits contradicting conditions into an intersection. When `rows` are asked for, each with one
/// value, values that are listed are alternatives instead: "authors from Peru and Chile".
pub(super) fn split(frame: &mut Frame, rows: bool, anchor: usize) -> Option<f32> {
    if frame.set.is_some() {
        return None;
    }
    let clauses = &frame.clauses;
    let found = (0..clauses.len()).find_map(|first| {
        (first + 1..clauses.len())
            .find(|&second| contradict(&clauses[first], &clauses[second]))
            .map(|second| (first, second))
    });
    let (first, second) = found?;
    let of_anchor = |clause: &Clause| matches!(clause, Clause::Value { links, .. } if links.iter().all(|link| link.place.column.table == anchor));
    if rows && of_anchor(&clauses[first]) {
        let other = frame.clauses.remove(second);
        let one = frame.clauses.remove(first);
        frame.clauses.insert(first, Clause::Any(vec![one, other]));
        return None;
    }
    let mut other = frame.clauses.clone();
    other.remove(first);
    frame.clauses.remove(second);
    frame.set = Some((SetOperator::Intersect, other));
    let counted = frame.outputs.iter().any(|output| {
        matches!(
            output,
            Output::Count(_) | Output::Aggregate { .. } | Output::CountDistinct(_)
        )
    });
    counted.then_some(0.5)
}

/// "cities with no shop above 100": values of an attribute that no denied row has are the values
/// but for those of such rows.
pub(super) fn deny_rows(frame: &mut Frame, anchor: usize) {
    let plain = frame
        .outputs
        .iter()
        .all(|output| matches!(output, Output::Attribute(_) | Output::Either(..)));
    if frame.set.is_some() || !plain {
        return;
    }
    let denied = frame.clauses.iter().position(|clause| {
        matches!(clause, Clause::Exists { entity, inner, negated: true } if entity.table == anchor && !inner.is_empty())
    });
    if let Some(denied) = denied
        && let Clause::Exists { inner, .. } = frame.clauses.remove(denied)
    {
        frame.set = Some((SetOperator::Except, inner));
    }
}

fn contradict(one: &Clause, other: &Clause) -> bool {
    match (one, other) {
        (
            Clause::Value {
                links: a,
                negated: false,
                ..
            },
            Clause::Value {
                links: b,
                negated: false,
                ..
            },
        ) => {
            let place = |links: &[crate::link::ValueLink]| {
                links
                    .iter()
                    .map(|link| link.place.clone())
                    .collect::<Vec<_>>()
            };
            let (a, b) = (place(a), place(b));
            a.iter()
                .any(|a| b.iter().any(|b| a.column == b.column && a.value != b.value))
                && !a.iter().any(|a| b.iter().any(|b| a.column != b.column))
        }
        (
            Clause::Compare {
                attribute: a,
                operator: x,
                operand: Operand::Number(m),
            },
            Clause::Compare {
                attribute: b,
                operator: y,
                operand: Operand::Number(n),
            },
        ) => same(a, b) && disjoint((*x, *m), (*y, *n)),
        _ => false,
    }
}

fn same(one: &Attribute, other: &Attribute) -> bool {
    one.columns.first().map(|link| link.column) == other.columns.first().map(|link| link.column)
}

fn disjoint(one: (Comparison, f64), other: (Comparison, f64)) -> bool {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    match (one, other) {
        ((Equal, a), (Equal, b)) => (a - b).abs() > f64::EPSILON,
        ((Greater | GreaterOrEqual, a), (Less | LessOrEqual, b))
        | ((Less | LessOrEqual, b), (Greater | GreaterOrEqual, a)) => a >= b,
        _ => false,
    }
}
