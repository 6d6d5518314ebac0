//! A mark with its encodings, for each kind.

use super::Parts;
use super::encoded::{Encoded, Kind};
use crate::Mark;
use crate::fit::Plan;
use crate::points::{Key, Points};
use serde_json::{Map, Value, json};

/// Eight colours that people with any common colour blindness can tell apart (Okabe and Ito,
/// "Color Universal Design", 2008), black replaced by grey so that they work on a dark page.
pub(crate) const PALETTE: [&str; 8] = [
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999",
];
/// Groups beyond which bars lie down.
const UPRIGHT_GROUPS: usize = 10;
/// Letters of a group's name beyond which bars lie down.
const UPRIGHT_LETTERS: usize = 12;

/// The mark and its encodings; what it gives stands above the general settings.
pub(super) fn draw(plan: &Plan, parts: &Parts, points: &Points) -> Value {
    match plan.mark {
        Mark::Number => json!({
            "height": 120,
            "mark": { "type": "text", "fontSize": 56, "fontWeight": "bold", "color": PALETTE[0] },
            "encoding": { "text": parts.value.tooltip() },
        }),
        Mark::Bar => bars(parts, points, None),
        Mark::GroupedBar => bars(parts, points, Some("xOffset")),
        Mark::StackedBar => bars(parts, points, Some("stack")),
        Mark::Line | Mark::Area => line(plan.mark, parts, points),
        Mark::Scatter => scatter(parts),
        Mark::Histogram => histogram(parts),
        Mark::HeatMap => heat_map(parts, points),
        Mark::Box => boxes(parts, points),
        Mark::Pie => pie(parts),
    }
}

fn tooltips(parts: &Parts) -> Value {
    let shown = [
        parts.key.as_ref(),
        parts.series.as_ref(),
        Some(&parts.value),
    ];
    Value::Array(shown.into_iter().flatten().map(Encoded::tooltip).collect())
}

/// The axis of groups; short names beside each other are written level.
fn groups_axis(part: Option<&Encoded>, down: bool) -> Value {
    let mut axis = axis_of(part);
    if !down && part.is_some_and(|part| matches!(part.kind, Kind::Nominal)) {
        axis["axis"]["labelAngle"] = json!(0);
    }
    axis
}

fn axis_of(part: Option<&Encoded>) -> Value {
    part.map_or_else(|| json!({"value": 0}), Encoded::axis)
}

fn colour(part: &Encoded) -> Value {
    let mut channel = part.bare();
    channel.insert("sort".to_owned(), Value::Null);
    if part.title.is_empty() {
        channel.insert("title".to_owned(), Value::Null);
    }
    Value::Object(channel)
}

/// Whether bars lie down: many groups or long names. Times and numbers always run to the right.
fn lies_down(parts: &Parts, points: &Points) -> bool {
    if !parts
        .key
        .as_ref()
        .is_some_and(|key| matches!(key.kind, Kind::Nominal))
    {
        return false;
    }
    let mut names: Vec<&str> = points
        .points
        .iter()
        .filter_map(|point| match &point.key {
            Some(Key::Text(text)) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len() > UPRIGHT_GROUPS
        || names
            .iter()
            .any(|name| name.chars().count() > UPRIGHT_LETTERS)
}

fn bars(parts: &Parts, points: &Points, arrangement: Option<&str>) -> Value {
    let down = lies_down(parts, points);
    let (key_channel, value_channel) = if down { ("y", "x") } else { ("x", "y") };
    let mut encoding = Map::new();
    encoding.insert(
        key_channel.to_owned(),
        groups_axis(parts.key.as_ref(), down),
    );
    let mut value = parts.value.axis();
    if let (Some("stack"), Some(value)) = (arrangement, value.as_object_mut()) {
        value.insert("stack".to_owned(), json!("zero"));
    }
    encoding.insert(value_channel.to_owned(), value);
    if let Some(series) = &parts.series {
        encoding.insert("color".to_owned(), colour(series));
        if arrangement == Some("xOffset") {
            let offset = if down { "yOffset" } else { "xOffset" };
            encoding.insert(
                offset.to_owned(),
                json!({"field": series.field.path, "sort": null}),
            );
        }
    }
    encoding.insert("tooltip".to_owned(), tooltips(parts));
    let mut mark = json!({"type": "bar"});
    if parts.series.is_none() {
        mark["color"] = json!(PALETTE[0]);
    }
    let mut drawn = json!({"mark": mark, "encoding": encoding});
    if down {
        let step = if arrangement == Some("xOffset") {
            json!({"step": 12, "for": "offset"})
        } else {
            json!({"step": 22})
        };
        drawn["height"] = step;
    }
    // Side by side needs bands, which continuous time does not have.
    if arrangement == Some("xOffset")
        && let Some(Kind::Temporal(_)) = parts.key.as_ref().map(|key| &key.kind)
    {
        drawn["encoding"][key_channel]["type"] = json!("ordinal");
    }
    drawn
}

fn line(mark: Mark, parts: &Parts, points: &Points) -> Value {
    let mut encoding = Map::new();
    encoding.insert("x".to_owned(), axis_of(parts.key.as_ref()));
    let mut value = parts.value.axis();
    if mark == Mark::Line
        && let Some(value) = value.as_object_mut()
    {
        value.insert("scale".to_owned(), json!({"zero": false}));
    }
    encoding.insert("y".to_owned(), value);
    if let Some(series) = &parts.series {
        encoding.insert("color".to_owned(), colour(series));
    }
    encoding.insert("tooltip".to_owned(), tooltips(parts));
    let few = points.points.len() <= 60;
    let mut mark = match mark {
        Mark::Area => json!({"type": "area", "line": true, "opacity": 0.7}),
        _ => json!({"type": "line", "point": few}),
    };
    if parts.series.is_none() {
        mark["color"] = json!(PALETTE[0]);
    }
    json!({"mark": mark, "encoding": encoding})
}

fn scatter(parts: &Parts) -> Value {
    let loose = |mut axis: Value| {
        axis["scale"] = json!({"zero": false});
        axis
    };
    let x = match parts.key.as_ref() {
        Some(key) if matches!(key.kind, Kind::Quantitative(_)) => loose(key.axis()),
        key => axis_of(key),
    };
    let mut encoding = json!({
        "x": x,
        "y": loose(parts.value.axis()),
        "tooltip": tooltips(parts),
    });
    let mut mark = json!({"type": "point", "filled": true, "opacity": 0.7, "size": 50});
    if let Some(series) = &parts.series {
        encoding["color"] = colour(series);
    } else {
        mark["color"] = json!(PALETTE[0]);
    }
    json!({"mark": mark, "encoding": encoding})
}

fn histogram(parts: &Parts) -> Value {
    let format = match parts.value.kind {
        Kind::Quantitative(format) => format,
        _ => "",
    };
    let rows = json!({"field": "rows", "type": "quantitative", "title": "Number of rows"});
    let mut y = rows.clone();
    y["axis"] = json!({"format": ",d", "tickMinStep": 1});
    json!({
        "mark": {"type": "bar", "color": PALETTE[0]},
        "encoding": {
            "x": {
                "field": "start", "type": "quantitative", "bin": {"binned": true},
                "title": parts.value.title, "axis": {"format": format},
            },
            "x2": {"field": "end"},
            "y": y,
            "tooltip": [
                {"field": "start", "type": "quantitative", "title": "From", "format": format},
                {"field": "end", "type": "quantitative", "title": "To", "format": format},
                rows,
            ],
        },
    })
}

fn heat_map(parts: &Parts, points: &Points) -> Value {
    let discrete = |part: Option<&Encoded>| {
        let mut axis = axis_of(part);
        if part.is_some_and(|part| matches!(part.kind, Kind::Temporal(_))) {
            axis["type"] = json!("ordinal");
        }
        axis
    };
    let mut value = Value::Object(parts.value.bare());
    // Made for colour-blind eyes: one order in lightness and in hue.
    value["scale"] = json!({"scheme": "cividis"});
    if let Kind::Quantitative(format) = parts.value.kind {
        value["legend"] = json!({"format": format});
    }
    let mut y = discrete(parts.series.as_ref());
    y["sort"] = json!(in_order(points));
    json!({
        "height": {"step": 22},
        "mark": {"type": "rect"},
        "encoding": {
            "x": discrete(parts.key.as_ref()),
            "y": y,
            "color": value,
            "tooltip": tooltips(parts),
        },
    })
}

/// The names of the series, numbers by size and other names by letter.
fn in_order(points: &Points) -> Vec<&str> {
    let mut names: Vec<&str> = points
        .points
        .iter()
        .filter_map(|point| point.series.as_deref())
        .collect();
    names.sort_by(|a, b| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) => x.total_cmp(&y).then_with(|| a.cmp(b)),
        (Ok(_), Err(_)) => std::cmp::Ordering::Less,
        (Err(_), Ok(_)) => std::cmp::Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    });
    names.dedup();
    names
}

fn boxes(parts: &Parts, points: &Points) -> Value {
    let down = lies_down(parts, points) || parts.key.is_none();
    let (key_channel, value_channel) = if down { ("y", "x") } else { ("x", "y") };
    let mut value = parts.value.axis();
    value["scale"] = json!({"zero": false});
    let mut encoding = Map::new();
    encoding.insert(value_channel.to_owned(), value);
    if let Some(key) = &parts.key {
        encoding.insert(key_channel.to_owned(), groups_axis(Some(key), down));
    }
    let mut drawn = json!({
        "mark": {"type": "boxplot", "extent": 1.5, "color": PALETTE[0]},
        "encoding": encoding,
    });
    if down {
        drawn["height"] = json!(if parts.key.is_some() {
            json!({"step": 30})
        } else {
            json!(120)
        });
    }
    drawn
}

fn pie(parts: &Parts) -> Value {
    json!({
        "mark": {"type": "arc", "innerRadius": 60, "stroke": "white"},
        "encoding": {
            "theta": {"field": parts.value.field.path, "type": "quantitative", "stack": true},
            "color": parts.key.as_ref().map(colour),
            "order": {"field": parts.value.field.path, "type": "quantitative", "sort": "descending"},
            "tooltip": tooltips(parts),
        },
    })
}
