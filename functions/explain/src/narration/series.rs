use super::{Point, cell, numeric};
use crate::number;
use chart::naming;
use contract::{ResultColumn, ResultSet};
use serde_json::Value;
use std::cmp::Ordering;

/// Points a series needs; fewer are told as a comparison.
const LEAST: usize = 3;
/// Correlation of value and position from which a direction is called a trend.
const TREND: f64 = 0.7;

/// A number over time: first to last, extremes, trend. `None` when a point in time repeats.
pub(super) fn series(result: &ResultSet, time: usize, measure: usize) -> Option<Vec<String>> {
    let mut rows: Vec<_> = result
        .rows
        .iter()
        .filter(|row| !cell(row, time).is_null())
        .collect();
    rows.sort_by(|a, b| order(cell(a, time), cell(b, time)));
    if rows
        .windows(2)
        .any(|pair| cell(pair[0], time) == cell(pair[1], time))
    {
        return None;
    }
    let column = &result.columns[measure];
    let points: Vec<Point> = rows
        .into_iter()
        .filter_map(|row| {
            let value = cell(row, measure);
            Some(Point {
                label: number::value(cell(row, time), &result.columns[time]),
                value: numeric(value)?,
                said: number::value(value, column),
            })
        })
        .collect();
    if points.len() < LEAST {
        return None;
    }
    let mut told = vec![first_to_last(&points, column)];
    told.extend(extremes(&points));
    told.extend(trend(&points));
    Some(told)
}

fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a
            .as_f64()
            .unwrap_or_default()
            .total_cmp(&b.as_f64().unwrap_or_default()),
        _ => a.as_str().cmp(&b.as_str()),
    }
}

fn first_to_last(points: &[Point], column: &ResultColumn) -> String {
    let (first, last) = (&points[0], &points[points.len() - 1]);
    let name = naming::humanise(&column.name);
    let change = last.value - first.value;
    if change == 0.0 {
        return format!(
            "{name} is {} both in {} and in {}.",
            first.said, first.label, last.label
        );
    }
    let moved = if change > 0.0 { "rose" } else { "fell" };
    let share = if first.value > 0.0 {
        format!(" ({})", number::percent(change.abs() / first.value))
    } else {
        String::new()
    };
    format!(
        "{name} {moved} from {} in {} to {} in {}, by {}{share}.",
        first.said,
        first.label,
        last.said,
        last.label,
        number::computed(change.abs(), column)
    )
}

fn extremes(points: &[Point]) -> Option<String> {
    let best = |beats: fn(f64, f64) -> bool| {
        points.iter().reduce(|best, point| {
            if beats(point.value, best.value) {
                point
            } else {
                best
            }
        })
    };
    let (high, low) = (best(|a, b| a > b)?, best(|a, b| a < b)?);
    if high.value == low.value {
        return None;
    }
    Some(format!(
        "It was highest in {} ({}) and lowest in {} ({}).",
        high.label, high.said, low.label, low.said
    ))
}

/// By Pearson's correlation of the value with its place in the series.
fn trend(points: &[Point]) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "fewer rows than 2^53")]
    let place = |at: usize| at as f64;
    let n = place(points.len());
    let middle = (n - 1.0) / 2.0;
    let mean = points.iter().map(|point| point.value).sum::<f64>() / n;
    let (mut both, mut places, mut values) = (0.0, 0.0, 0.0);
    for (at, point) in points.iter().enumerate() {
        let (x, y) = (place(at) - middle, point.value - mean);
        both += x * y;
        places += x * x;
        values += y * y;
    }
    let correlation = both / (places * values).sqrt();
    if !correlation.is_finite() {
        return None;
    }
    Some(if correlation >= TREND {
        "The trend is upward.".to_owned()
    } else if correlation <= -TREND {
        "The trend is downward.".to_owned()
    } else {
        "There is no clear trend.".to_owned()
    })
}
