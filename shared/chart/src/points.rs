use crate::bins::{self, Bin};
use crate::column::{self, Role};
use crate::fit::{Measure, POINTS, Plan, SERIES};
use crate::request::NoChart;
use crate::shape::{Shape, cell};
use crate::{Mark, naming, time};
use contract::Row;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::HashMap;

/// Groups along an axis before only the greatest are shown.
const GROUPS: usize = 50;
/// How many of them are shown then.
const TOP: usize = 20;

/// What stands along the first axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Key {
    Text(String),
    Number(f64),
    Instant(String),
}

impl Key {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a) | Self::Instant(a), Self::Text(b) | Self::Instant(b)) => a.cmp(b),
            (Self::Number(_), _) => Ordering::Less,
            (_, Self::Number(_)) => Ordering::Greater,
        }
    }
}

/// One mark of the picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    pub(crate) key: Option<Key>,
    pub(crate) series: Option<String>,
    pub(crate) value: f64,
}

/// All marks in the order they are drawn, and what was done to get there.
#[derive(Debug, Default)]
pub(crate) struct Points {
    pub(crate) points: Vec<Point>,
    pub(crate) bins: Vec<Bin>,
    pub(crate) notes: Vec<String>,
}

/// Collects what the plan draws from the rows.
pub(crate) fn gather(shape: &Shape<'_>, plan: &Plan) -> Result<Points, NoChart> {
    let mut found = Points {
        points: raw(shape, plan),
        ..Points::default()
    };
    let left_out = expected(shape, plan) - found.points.len();
    if left_out > 0 {
        let (what, have) = if left_out == 1 {
            ("value is", "it is")
        } else {
            ("values are", "they are")
        };
        found.notes.push(format!(
            "{left_out} {what} left out because {have} missing."
        ));
    }
    if found.points.is_empty() {
        return Err(NoChart::NothingToMeasure);
    }
    if plan.mark == Mark::Histogram {
        let values: Vec<f64> = found.points.drain(..).map(|point| point.value).collect();
        found.bins = bins::bins(&values);
        if found.bins.is_empty() {
            let reason = "it needs at least two different numbers".to_owned();
            return Err(NoChart::Unfit {
                mark: plan.mark,
                reason,
            });
        }
        return Ok(found);
    }
    if !matches!(plan.mark, Mark::Scatter | Mark::Box) {
        sum_up(shape, plan, &mut found);
        keep_greatest_series(shape, plan, &mut found);
        keep_greatest_groups(shape, plan, &mut found);
    }
    sort(shape, plan, &mut found.points);
    if found.points.len() > POINTS {
        let reason = format!(
            "{} points are more than the {POINTS} it can show",
            found.points.len()
        );
        return Err(NoChart::Unfit {
            mark: plan.mark,
            reason,
        });
    }
    Ok(found)
}

fn expected(shape: &Shape<'_>, plan: &Plan) -> usize {
    match &plan.value {
        Measure::Folded(measures) => shape.rows.len() * measures.len(),
        Measure::One(_) | Measure::Rows => shape.rows.len(),
    }
}

fn raw(shape: &Shape<'_>, plan: &Plan) -> Vec<Point> {
    let mut points = Vec::new();
    for row in shape.rows {
        let key = match plan.key {
            Some(index) => match key(shape, plan, index, row) {
                Some(key) => Some(key),
                None => continue,
            },
            None => None,
        };
        let series = plan.series.map(|index| label(cell(row, index)));
        match &plan.value {
            Measure::Rows => points.push(Point {
                key,
                series,
                value: 1.0,
            }),
            Measure::One(index) => {
                let value = column::number(cell(row, *index));
                points.extend(value.map(|value| Point { key, series, value }));
            }
            Measure::Folded(measures) => points.extend(measures.iter().filter_map(|index| {
                let value = column::number(cell(row, *index))?;
                let name = shape.columns[*index].title();
                // Without groups the columns themselves are the groups.
                Some(match &key {
                    Some(key) => Point {
                        key: Some(key.clone()),
                        series: Some(name),
                        value,
                    },
                    None => Point {
                        key: Some(Key::Text(name)),
                        series: None,
                        value,
                    },
                })
            })),
        }
    }
    points
}

fn key(shape: &Shape<'_>, plan: &Plan, index: usize, row: &Row) -> Option<Key> {
    let value = cell(row, index);
    match shape.columns[index].role {
        Role::Time(_) => time::instant(value).map(Key::Instant),
        Role::Measure | Role::Part => column::number(value).map(Key::Number),
        _ if plan.mark == Mark::Scatter => None,
        _ => Some(Key::Text(label(value))),
    }
}

/// A group's name as it stands beside a bar.
fn label(value: &Value) -> String {
    match value {
        Value::Null => "(no value)".to_owned(),
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Rows that share a place become one point: summed where sums make sense, else averaged.
fn sum_up(shape: &Shape<'_>, plan: &Plan, found: &mut Points) {
    let mut places: HashMap<(String, Option<String>), usize> = HashMap::new();
    let mut kept: Vec<(Point, usize)> = Vec::new();
    for point in found.points.drain(..) {
        let place = (format!("{:?}", point.key), point.series.clone());
        if let Some(at) = places.get(&place) {
            kept[*at].0.value += point.value;
            kept[*at].1 += 1;
        } else {
            places.insert(place, kept.len());
            kept.push((point, 1));
        }
    }
    let repeated = kept.iter().any(|(_, rows)| *rows > 1);
    let Measure::One(measure) = plan.value else {
        found.points = kept.into_iter().map(|(point, _)| point).collect();
        return;
    };
    let column = &shape.columns[measure];
    if repeated {
        let how = if column.adds_up() { "total" } else { "average" };
        let name = naming::phrase(column.name);
        found.notes.push(format!(
            "Several rows share a place; the {how} of {name} is shown."
        ));
    }
    found.points = kept
        .into_iter()
        .map(|(mut point, rows)| {
            if !column.adds_up() {
                #[expect(clippy::cast_precision_loss, reason = "fewer rows than 2^53")]
                let rows = rows as f64;
                point.value /= rows;
            }
            point
        })
        .collect();
}

fn keep_greatest_series(shape: &Shape<'_>, plan: &Plan, found: &mut Points) {
    let lines = matches!(plan.mark, Mark::Line | Mark::Area);
    let Some(series) = plan.series.filter(|_| lines) else {
        return;
    };
    let ranked = ranked(&found.points, |point| point.series.clone());
    if ranked.len() <= SERIES {
        return;
    }
    let kept = &ranked[..SERIES];
    found.points.retain(|point| {
        point
            .series
            .as_ref()
            .is_some_and(|name| kept.contains(name))
    });
    let name = naming::phrase(shape.columns[series].name);
    let note = format!(
        "Only {SERIES} of {} are shown for {name}: the greatest.",
        ranked.len()
    );
    found.notes.push(note);
}

fn keep_greatest_groups(shape: &Shape<'_>, plan: &Plan, found: &mut Points) {
    let bars = matches!(plan.mark, Mark::Bar | Mark::GroupedBar | Mark::StackedBar);
    let Some(key) = plan.key.filter(|_| bars) else {
        return;
    };
    let name_of = |point: &Point| point.key.as_ref().map(|key| format!("{key:?}"));
    let ranked = ranked(&found.points, name_of);
    if ranked.len() <= GROUPS || matches!(shape.columns[key].role, Role::Time(_) | Role::Part) {
        return;
    }
    let kept = &ranked[..TOP];
    found
        .points
        .retain(|point| name_of(point).is_some_and(|name| kept.contains(&name)));
    let name = naming::phrase(shape.columns[key].name);
    let note = format!(
        "Only {TOP} of {} are shown for {name}: the greatest.",
        ranked.len()
    );
    found.notes.push(note);
}

/// The groups by the sum of their values, greatest first; ties by name, so that it is stable.
fn ranked(points: &[Point], group: impl Fn(&Point) -> Option<String>) -> Vec<String> {
    let mut sums: HashMap<String, f64> = HashMap::new();
    for point in points {
        if let Some(name) = group(point) {
            *sums.entry(name).or_default() += point.value;
        }
    }
    let mut ranked: Vec<(String, f64)> = sums.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.into_iter().map(|(name, _)| name).collect()
}

/// Times, parts of time and numbers stand in their own order; groups by value, greatest first,
/// unless the rows came ordered by value: then somebody asked for that order.
fn sort(shape: &Shape<'_>, plan: &Plan, points: &mut [Point]) {
    let Some(key) = plan.key else {
        return;
    };
    let own_order = matches!(
        shape.columns[key].role,
        Role::Time(_) | Role::Part | Role::Measure
    );
    let by_key = |a: &Point, b: &Point| match (&a.key, &b.key) {
        (Some(a), Some(b)) => a.order(b),
        _ => Ordering::Equal,
    };
    if own_order {
        points.sort_by(by_key);
        return;
    }
    match plan.mark {
        Mark::HeatMap | Mark::Box => points.sort_by(by_key),
        Mark::Bar | Mark::Pie => {
            let ordered = points.is_sorted_by(|a, b| a.value <= b.value)
                || points.is_sorted_by(|a, b| a.value >= b.value);
            if !ordered {
                points.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| by_key(a, b)));
            }
        }
        Mark::GroupedBar | Mark::StackedBar => {
            let name_of = |point: &Point| point.key.as_ref().map(|key| format!("{key:?}"));
            let places: HashMap<String, usize> =
                ranked(points, name_of).into_iter().zip(0..).collect();
            points.sort_by_key(|point| name_of(point).and_then(|name| places.get(&name).copied()));
        }
        _ => {}
    }
}
