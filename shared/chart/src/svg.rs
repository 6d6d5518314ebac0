//! The common kinds of charts as SVG, from the specifications that this crate writes. For where there is no
//! browser: plain, the same bytes for the same specification, and no more than what is in it.

mod channel;
mod labels;
mod marks;
mod paper;
mod scale;

use channel::{Channel, Kind};
use paper::Paper;
use serde_json::Value;

/// Width of the part that marks are drawn in.
const WIDTH: f64 = 640.0;
/// Pixels of a letter, about, at the size of labels.
const LETTER: f64 = 6.6;
/// Letters of a label that are shown.
const LABEL: usize = 34;

/// The picture of a specification of this crate; `None` for kinds that need more than bars, lines, areas,
/// dots or one number: heat maps, boxes and pies.
pub fn svg(spec: &Value) -> Option<String> {
    let picture = Picture::read(spec)?;
    match picture.mark {
        "text" => Some(tile(&picture)),
        "bar" | "line" | "area" | "point" => marks::draw(&picture),
        _ => None,
    }
}

/// What a specification says, as far as it is drawn.
struct Picture<'a> {
    title: &'a str,
    notes: Vec<&'a str>,
    mark: &'a str,
    /// Whether a line shows its points.
    dotted: bool,
    values: &'a [Value],
    x: Option<Channel<'a>>,
    /// The end of a range along x.
    x_end: Option<String>,
    y: Option<Channel<'a>>,
    text: Option<Channel<'a>>,
    color: Option<Channel<'a>>,
    /// Whether the marks of one group stand side by side.
    aside: bool,
}

impl<'a> Picture<'a> {
    fn read(spec: &'a Value) -> Option<Self> {
        let encoding = &spec["encoding"];
        let channel = |name: &str| Channel::read(&encoding[name]);
        let notes = spec["title"]["subtitle"].as_array();
        Some(Self {
            title: spec["title"]["text"].as_str().unwrap_or_default(),
            notes: notes
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect(),
            mark: spec["mark"]["type"].as_str()?,
            dotted: spec["mark"]["point"].as_bool().unwrap_or_default(),
            values: spec["data"]["values"].as_array()?,
            x: channel("x"),
            x_end: channel::key(&encoding["x2"]),
            y: channel("y"),
            text: channel("text"),
            color: channel("color"),
            aside: ["xOffset", "yOffset"]
                .iter()
                .any(|name| encoding[*name].is_object()),
        })
    }

    /// Where the title ends.
    fn top(&self) -> f64 {
        44.0 + 16.0 * self.notes.len() as f64
    }
}

/// One number, large.
fn tile(picture: &Picture<'_>) -> String {
    let mut paper = Paper::new(360.0, picture.top() + 90.0);
    paper.title(picture.title, &picture.notes);
    let number = picture.text.as_ref().and_then(|channel| {
        let value = channel.number(picture.values.first()?)?;
        Some(labels::number(&channel.format, value))
    });
    let number = number.unwrap_or_else(|| "no value".to_owned());
    paper.number(24.0, picture.top() + 56.0, &number);
    paper.finish(picture.title)
}
