use super::{Point, cell, numeric};
use crate::language::Language;
use crate::number;
use contract::{ResultColumn, ResultSet};
use serde_json::Value;
use std::cmp::Ordering;

/// Points a series needs; fewer are told as a comparison.
const LEAST: usize = 3;
/// Correlation of value and position from which a direction is called a trend.
const TREND: f64 = 0.7;

/// A number over time: first to last, extremes, trend. `None` when a point in time repeats.
pub(super) fn series(
    result: &ResultSet,
    time: usize,
    measure: usize,
    language: Language,
) -> Option<Vec<String>> {
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
                label: number::value(cell(row, time), &result.columns[time], language),
                value: numeric(value)?,
                said: number::value(value, column, language),
            })
        })
        .collect();
    if points.len() < LEAST {
        return None;
    }
    let mut told = vec![first_to_last(&points, column, language)];
    told.extend(extremes(&points, language));
    told.extend(trend(&points).map(|trend| trend.said(language).to_owned()));
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

fn first_to_last(points: &[Point], column: &ResultColumn, language: Language) -> String {
    let (first, last) = (&points[0], &points[points.len() - 1]);
    let name = language.heading(column);
    let change = last.value - first.value;
    let (begin, end) = (&first.label, &last.label);
    let (from, to) = (&first.said, &last.said);
    if change == 0.0 {
        return match language {
            Language::English => format!("{name} is {from} both in {begin} and in {end}."),
            Language::German => format!("{name}: {from}, zu Beginn ({begin}) wie am Ende ({end})."),
        };
    }
    let share = if first.value > 0.0 {
        format!(
            " ({})",
            number::percent(change.abs() / first.value, language)
        )
    } else {
        String::new()
    };
    let by = number::computed(change.abs(), column, language);
    match language {
        Language::English => {
            let moved = if change > 0.0 { "rose" } else { "fell" };
            format!("{name} {moved} from {from} in {begin} to {to} in {end}, by {by}{share}.")
        }
        Language::German => {
            let moved = if change > 0.0 { "Anstieg" } else { "Rückgang" };
            format!("{name}: {moved} von {from} ({begin}) auf {to} ({end}), um {by}{share}.")
        }
    }
}

fn extremes(points: &[Point], language: Language) -> Option<String> {
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
    let (best, most) = (&high.label, &high.said);
    let (worst, least) = (&low.label, &low.said);
    Some(match language {
        Language::English => {
            format!("It was highest in {best} ({most}) and lowest in {worst} ({least}).")
        }
        Language::German => {
            format!("Höchster Wert: {best} ({most}), niedrigster: {worst} ({least}).")
        }
    })
}

/// Where a series goes.
enum Trend {
    Up,
    Down,
    Unclear,
}

impl Trend {
    const fn said(&self, language: Language) -> &'static str {
        match (language, self) {
            (Language::English, Self::Up) => "The trend is upward.",
            (Language::English, Self::Down) => "The trend is downward.",
            (Language::English, Self::Unclear) => "There is no clear trend.",
            (Language::German, Self::Up) => "Die Tendenz ist steigend.",
            (Language::German, Self::Down) => "Die Tendenz ist fallend.",
            (Language::German, Self::Unclear) => "Eine klare Tendenz gibt es nicht.",
        }
    }
}

/// By Pearson's correlation of the value with its place in the series.
fn trend(points: &[Point]) -> Option<Trend> {
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
        Trend::Up
    } else if correlation <= -TREND {
        Trend::Down
    } else {
        Trend::Unclear
    })
}
