use crate::Mark;
use crate::column::Role;
use crate::fit::{self, Plan};
use crate::request::{ChartRequest, NoChart};
use crate::shape::Shape;

/// Groups a picture nobody asked for may have.
const UNASKED_GROUPS: usize = 50;
/// Pairs of two groupings a picture nobody asked for may have.
const UNASKED_PAIRS: usize = 200;
/// Points in time a picture nobody asked for may have.
const UNASKED_INSTANTS: usize = 1_000;

/// What will be drawn, and what must be said about that choice.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) plan: Plan,
    pub(crate) notes: Vec<String>,
}

pub(crate) fn choose(shape: &Shape<'_>, request: &ChartRequest<'_>) -> Result<Choice, NoChart> {
    let plain = |plan| Choice {
        plan,
        notes: Vec::new(),
    };
    if let Some(mark) = request.mark {
        let unfit = |reason| NoChart::Unfit { mark, reason };
        return fit::fit(mark, shape).map(plain).map_err(unfit);
    }
    if !request.wanted {
        return inviting(shape).map(plain).ok_or(NoChart::NotInviting);
    }
    let Some(named) = Mark::named_in(request.question) else {
        return automatic(shape, request.question).map(plain);
    };
    match fit::fit(named, shape) {
        Ok(plan) => Ok(plain(plan)),
        Err(reason) => {
            let plan = automatic(shape, request.question)?;
            let note = format!(
                "A {named} does not fit ({reason}), so this is a {}.",
                plan.mark
            );
            Ok(Choice {
                plan,
                notes: vec![note],
            })
        }
    }
}

/// The first kind that fits, in the order a person who draws charts would try them.
fn automatic(shape: &Shape<'_>, question: &str) -> Result<Plan, NoChart> {
    if shape.measures.is_empty() && shape.categories.is_empty() && shape.times.is_empty() {
        return Err(NoChart::NothingToMeasure);
    }
    let mut last = (Mark::Bar, "there are no groups to compare".to_owned());
    for mark in preferences(shape, question) {
        match fit::fit(*mark, shape) {
            Ok(plan) => return Ok(plan),
            Err(reason) => last = (*mark, reason),
        }
    }
    Err(NoChart::Unfit {
        mark: last.0,
        reason: last.1,
    })
}

fn preferences(shape: &Shape<'_>, question: &str) -> &'static [Mark] {
    let measures = shape.measures.len();
    let question = question.to_lowercase();
    let says = |words: &[&str]| {
        question
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| words.contains(&word))
    };
    if shape.rows.len() == 1 {
        return &[Mark::Number, Mark::Bar];
    }
    if measures >= 2
        && says(&[
            "versus",
            "vs",
            "against",
            "relationship",
            "correlation",
            "relate",
        ])
    {
        return &[Mark::Scatter, Mark::Line, Mark::GroupedBar, Mark::Bar];
    }
    if says(&["distribution", "distributed", "spread"]) && !computed(shape) && measures > 0 {
        return &[Mark::Box, Mark::Histogram, Mark::Bar];
    }
    match (shape.times.first(), shape.categories.as_slice()) {
        (Some(time), []) if measures > 0 => series(shape, *time, &[*time]),
        (Some(time), [category, ..]) if measures > 0 => {
            if shape.unique(&[*time]) {
                series(shape, *time, &[*time])
            } else {
                series(shape, *time, &[*time, *category])
            }
        }
        (_, [_, _, ..]) if measures == 1 || (measures == 0 && shape.rows.len() > 1) => {
            pairs(shape, &question)
        }
        (_, [category, ..]) if measures == 1 => {
            if shape.unique(&[*category]) {
                &[Mark::Bar]
            } else {
                &[Mark::Box, Mark::Bar]
            }
        }
        (_, [category, ..]) if measures >= 2 => {
            if shape.unique(&[*category]) && shape.rows.len() <= 30 {
                &[Mark::GroupedBar, Mark::Bar]
            } else {
                &[Mark::Scatter, Mark::Bar]
            }
        }
        (_, []) if measures >= 2 => &[Mark::Scatter],
        (None, []) => &[Mark::Histogram],
        _ => &[Mark::Bar, Mark::Line],
    }
}

fn series(shape: &Shape<'_>, time: usize, key: &[usize]) -> &'static [Mark] {
    if shape.distinct(time) < 3 {
        &[Mark::GroupedBar, Mark::Bar]
    } else if shape.unique(key) {
        &[Mark::Line, Mark::Bar]
    } else {
        &[Mark::Scatter, Mark::Line]
    }
}

fn pairs(shape: &Shape<'_>, question: &str) -> &'static [Mark] {
    let [first, second, ..] = shape.categories.as_slice() else {
        return &[Mark::Bar];
    };
    let few = shape.distinct(*first).min(shape.distinct(*second));
    let many = shape.distinct(*first).max(shape.distinct(*second));
    let parts = ["share", "breakdown", "composition", "make up"];
    if !shape.unique(&[*first, *second]) && !shape.measures.is_empty() {
        &[Mark::Box, Mark::HeatMap, Mark::Bar]
    } else if parts.iter().any(|part| question.contains(part)) {
        &[Mark::StackedBar, Mark::GroupedBar, Mark::HeatMap]
    } else if few <= 4 && many <= 12 {
        &[Mark::GroupedBar, Mark::HeatMap]
    } else if few <= 8 && many <= 20 {
        &[Mark::StackedBar, Mark::HeatMap]
    } else {
        &[Mark::HeatMap, Mark::Bar]
    }
}

fn computed(shape: &Shape<'_>) -> bool {
    shape
        .measures
        .iter()
        .any(|index| shape.columns[*index].aggregate.is_some())
}

/// The picture of a shape that clearly invites one: some rows, one group or point in time each,
/// one or two numbers; or a number for most pairs of two groupings.
fn inviting(shape: &Shape<'_>) -> Option<Plan> {
    if let Some(plan) = inviting_pairs(shape) {
        return Some(plan);
    }
    let measures = shape.measures.as_slice();
    let simple = shape.rows.len() >= 2
        && (1..=2).contains(&measures.len())
        && shape.times.len() + shape.categories.len() == 1
        && shape.comparable(measures);
    if !simple {
        return None;
    }
    let plan = match (shape.times.first(), shape.categories.first()) {
        (Some(time), _) if shape.rows.len() <= UNASKED_INSTANTS && shape.unique(&[*time]) => {
            automatic(shape, "").ok()?
        }
        (None, Some(category))
            if shape.rows.len() <= UNASKED_GROUPS && shape.unique(&[*category]) =>
        {
            let mark = if measures.len() == 1 {
                Mark::Bar
            } else {
                Mark::GroupedBar
            };
            fit::fit(mark, shape).ok()?
        }
        _ => return None,
    };
    Some(plan)
}

/// A number for most pairs of few series with a time, an order or some groups: lines or bars.
fn inviting_pairs(shape: &Shape<'_>) -> Option<Plan> {
    let groups: Vec<usize> = shape
        .times
        .iter()
        .chain(&shape.categories)
        .copied()
        .collect();
    let ([first, second], [_]) = (groups.as_slice(), shape.measures.as_slice()) else {
        return None;
    };
    let pairs = shape.distinct(*first) * shape.distinct(*second);
    let dense = shape.rows.len() * 2 > pairs;
    if !dense || pairs > UNASKED_PAIRS || !shape.unique(&[*first, *second]) {
        return None;
    }
    let ordered = groups.iter().copied().find(|index| {
        matches!(shape.columns[*index].role, Role::Time(_) | Role::Part)
            && shape.distinct(*index) > 2
    });
    let series = ordered.and_then(|key| groups.iter().copied().find(|index| *index != key));
    match series {
        Some(series) if shape.distinct(series) <= fit::SERIES => fit::fit(Mark::Line, shape).ok(),
        _ => fit::fit(Mark::GroupedBar, shape).ok(),
    }
}
