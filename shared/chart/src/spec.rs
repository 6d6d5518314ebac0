//! The Vega-Lite specification: plain JSON, no expression, no signal, no address to fetch.

mod draw;
mod encoded;

pub(crate) use draw::PALETTE;

use crate::choice::Choice;
use crate::column::Role;
use crate::field::Fields;
use crate::fit::{Measure, Plan};
use crate::points::{Key, Points};
use crate::request::Chart;
use crate::shape::Shape;
use crate::{Mark, format, naming};
use encoded::{Encoded, Kind};
use serde_json::{Map, Value, json};

/// The three parts a picture is made of.
struct Parts {
    key: Option<Encoded>,
    series: Option<Encoded>,
    value: Encoded,
}

/// Writes the specification.
pub(crate) fn build(shape: &Shape<'_>, choice: Choice, points: &Points, truncated: bool) -> Chart {
    let plan = choice.plan;
    let mut notes = choice.notes;
    notes.extend(points.notes.iter().cloned());
    if truncated {
        notes.push(format!(
            "Only the first {} rows of the result are in it.",
            shape.rows.len()
        ));
    }
    let parts = parts(shape, &plan, points);
    let title = title(shape, &plan, &parts);
    let mut spec = json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description(plan.mark, &title, &notes),
        "title": { "text": title, "subtitle": notes, "anchor": "start" },
        "width": "container",
        "height": 300,
        "data": { "values": values(&plan, &parts, points) },
        "config": { "range": { "category": PALETTE } },
    });
    if notes.is_empty()
        && let Some(title) = spec["title"].as_object_mut()
    {
        title.remove("subtitle");
    }
    let drawn = draw::draw(&plan, &parts, points);
    if let (Some(spec), Value::Object(drawn)) = (spec.as_object_mut(), drawn) {
        spec.extend(drawn);
    }
    Chart {
        mark: plan.mark,
        spec,
        notes,
    }
}

/// What a screen reader says.
fn description(mark: Mark, title: &str, notes: &[String]) -> String {
    let mut text = format!("{}: {title}.", naming::humanise(mark.as_str()));
    for note in notes {
        text.push(' ');
        text.push_str(note);
    }
    text
}

fn parts(shape: &Shape<'_>, plan: &Plan, points: &Points) -> Parts {
    let mut fields = Fields::default();
    let key = match (plan.key, &plan.value) {
        (Some(index), _) => Some(encode_key(shape, index, plan.mark, &mut fields)),
        (None, Measure::Folded(_)) => Some(Encoded {
            field: fields.field("measure"),
            title: String::new(),
            kind: Kind::Nominal,
        }),
        (None, _) => None,
    };
    let series = match (plan.series, &plan.value) {
        (Some(index), _) => Some(Encoded {
            field: fields.field(shape.columns[index].name),
            title: shape.columns[index].title(),
            kind: Kind::Nominal,
        }),
        (None, Measure::Folded(_)) if plan.key.is_some() => Some(Encoded {
            field: fields.field("measure"),
            title: String::new(),
            kind: Kind::Nominal,
        }),
        (None, _) => None,
    };
    Parts {
        key,
        series,
        value: encode_value(shape, plan, points, &mut fields),
    }
}

fn encode_key(shape: &Shape<'_>, index: usize, mark: Mark, fields: &mut Fields) -> Encoded {
    let column = &shape.columns[index];
    let kind = match column.role {
        Role::Time(granularity) => Kind::Temporal(granularity.time_unit()),
        Role::Measure if mark == Mark::Scatter => Kind::Quantitative(format::number_format(column)),
        Role::Measure | Role::Part => Kind::Ordinal,
        _ => Kind::Nominal,
    };
    Encoded {
        field: fields.field(column.name),
        title: column.title(),
        kind,
    }
}

fn encode_value(shape: &Shape<'_>, plan: &Plan, points: &Points, fields: &mut Fields) -> Encoded {
    match &plan.value {
        Measure::One(index) => {
            let column = &shape.columns[*index];
            // Averages of whole numbers are not whole.
            let whole = points.points.iter().all(|point| point.value.fract() == 0.0);
            let format = if column.whole && !whole {
                format::plain(column.range.map_or(0.0, |(_, high)| high.abs()), false)
            } else {
                format::number_format(column)
            };
            Encoded {
                field: fields.field(column.name),
                title: column.title(),
                kind: Kind::Quantitative(format),
            }
        }
        Measure::Folded(_) => {
            let most = points
                .points
                .iter()
                .map(|point| point.value.abs())
                .fold(0.0, f64::max);
            let whole = points.points.iter().all(|point| point.value.fract() == 0.0);
            Encoded {
                field: fields.field("value"),
                title: "Value".to_owned(),
                kind: Kind::Quantitative(format::plain(most, whole)),
            }
        }
        Measure::Rows => Encoded {
            field: fields.field("rows"),
            title: "Number of rows".to_owned(),
            kind: Kind::Quantitative(",d"),
        },
    }
}

fn title(shape: &Shape<'_>, plan: &Plan, parts: &Parts) -> String {
    let value = &parts.value.title;
    let by = |encoded: &Option<Encoded>| {
        encoded
            .as_ref()
            .filter(|one| !one.title.is_empty())
            .map(|one| naming::phrase(&one.title))
    };
    let (key, series) = (by(&parts.key), by(&parts.series));
    match (plan.mark, &plan.value, key, series) {
        (Mark::Histogram, ..) => format!("Distribution of {}", naming::phrase(value)),
        (Mark::Scatter, _, Some(key), _) => format!("{value} against {key}"),
        (_, Measure::Folded(measures), key, _) => {
            let names: Vec<String> = measures
                .iter()
                .map(|index| naming::phrase(shape.columns[*index].name))
                .collect();
            let names = naming::capitalise(&names.join(", "));
            key.map_or_else(|| names.clone(), |key| format!("{names} by {key}"))
        }
        (_, _, Some(key), Some(series)) => format!("{value} by {key} and {series}"),
        (_, _, Some(key), None) => format!("{value} by {key}"),
        _ => value.clone(),
    }
}

fn values(plan: &Plan, parts: &Parts, points: &Points) -> Vec<Value> {
    if plan.mark == Mark::Histogram {
        let bin =
            |bin: &crate::bins::Bin| json!({"start": bin.start, "end": bin.end, "rows": bin.rows});
        return points.bins.iter().map(bin).collect();
    }
    points
        .points
        .iter()
        .map(|point| {
            let mut row = Map::new();
            if let (Some(part), Some(key)) = (&parts.key, &point.key) {
                let key = match key {
                    Key::Text(text) | Key::Instant(text) => json!(text),
                    Key::Number(number) => plain_number(*number),
                };
                row.insert(part.field.key.clone(), key);
            }
            if let (Some(part), Some(series)) = (&parts.series, &point.series) {
                row.insert(part.field.key.clone(), json!(series));
            }
            row.insert(parts.value.field.key.clone(), plain_number(point.value));
            Value::Object(row)
        })
        .collect()
}

/// A whole number without a fraction: `3`, not `3.0`.
fn plain_number(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        json!(number as i64)
    } else {
        json!(number)
    }
}
