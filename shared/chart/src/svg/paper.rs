//! SVG as text. Whatever comes from data is escaped.

use std::fmt::Write as _;

/// Grey of texts and lines.
const INK: &str = "#333";
const SOFT: &str = "#666";
const GRID: &str = "#e5e5e5";

pub(super) struct Paper {
    body: String,
    width: f64,
    height: f64,
}

/// On which side of its place a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Paper {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            body: String::new(),
            width,
            height,
        }
    }

    pub(super) fn title(&mut self, title: &str, notes: &[&str]) {
        self.write(
            24.0,
            28.0,
            title,
            "font-size=\"15\" font-weight=\"600\"",
            INK,
        );
        for (at, note) in notes.iter().enumerate() {
            self.write(24.0, 46.0 + 16.0 * at as f64, note, "", SOFT);
        }
    }

    pub(super) fn number(&mut self, x: f64, y: f64, number: &str) {
        let style = "font-size=\"52\" font-weight=\"700\"";
        self.write(x, y, number, style, crate::spec::PALETTE[0]);
    }

    pub(super) fn label(&mut self, x: f64, y: f64, text: &str, anchor: Anchor) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => "text-anchor=\"middle\"",
            Anchor::End => "text-anchor=\"end\"",
        };
        self.write(x, y, text, anchor, SOFT);
    }

    /// A text that is read from below.
    pub(super) fn upward(&mut self, x: f64, y: f64, text: &str) {
        let (x, y) = (tenth(x), tenth(y));
        let style = format!("text-anchor=\"middle\" transform=\"rotate(-90 {x} {y})\"");
        let _ = write!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" fill=\"{SOFT}\" {style}>"
        );
        self.escaped(text);
        self.body.push_str("</text>\n");
    }

    /// A text that falls to the left below its place.
    pub(super) fn slanted(&mut self, x: f64, y: f64, text: &str) {
        let (x, y) = (tenth(x), tenth(y));
        let style = format!("text-anchor=\"end\" transform=\"rotate(-35 {x} {y})\"");
        let _ = write!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" fill=\"{SOFT}\" {style}>"
        );
        self.escaped(text);
        self.body.push_str("</text>\n");
    }

    pub(super) fn grid(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.line(from, to, GRID);
    }

    pub(super) fn axis(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.line(from, to, "#999");
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), color: &str) {
        let (x1, y1, x2, y2) = (tenth(from.0), tenth(from.1), tenth(to.0), tenth(to.1));
        let _ = writeln!(
            self.body,
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{color}\"/>"
        );
    }

    /// A bar, whichever of its corners are given; what it says stands in its title.
    pub(super) fn bar(&mut self, from: (f64, f64), to: (f64, f64), color: &str, says: &str) {
        let (x, y) = (tenth(from.0.min(to.0)), tenth(from.1.min(to.1)));
        let (width, height) = (tenth((to.0 - from.0).abs()), tenth((to.1 - from.1).abs()));
        let _ = write!(
            self.body,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{color}\"><title>"
        );
        self.escaped(says);
        self.body.push_str("</title></rect>\n");
    }

    pub(super) fn dot(&mut self, at: (f64, f64), color: &str, says: &str) {
        let (x, y) = (tenth(at.0), tenth(at.1));
        let _ = write!(
            self.body,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"3.5\" fill=\"{color}\" fill-opacity=\"0.75\"><title>"
        );
        self.escaped(says);
        self.body.push_str("</title></circle>\n");
    }

    pub(super) fn path(&mut self, points: &[(f64, f64)], color: &str) {
        let list = listed(points);
        let _ = writeln!(
            self.body,
            "<polyline points=\"{list}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2.5\"/>"
        );
    }

    pub(super) fn area(&mut self, points: &[(f64, f64)], color: &str) {
        let list = listed(points);
        let _ = writeln!(
            self.body,
            "<polygon points=\"{list}\" fill=\"{color}\" fill-opacity=\"0.7\"/>"
        );
    }

    fn write(&mut self, x: f64, y: f64, text: &str, style: &str, color: &str) {
        let (x, y) = (tenth(x), tenth(y));
        let _ = write!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" fill=\"{color}\" {style}>"
        );
        self.escaped(text);
        self.body.push_str("</text>\n");
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.body.push_str("&amp;"),
                '<' => self.body.push_str("&lt;"),
                '>' => self.body.push_str("&gt;"),
                '"' => self.body.push_str("&quot;"),
                // XML has no way to write these.
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => self.body.push(' '),
                other => self.body.push(other),
            }
        }
    }

    pub(super) fn finish(mut self, description: &str) -> String {
        let body = std::mem::take(&mut self.body);
        self.escaped(description);
        let (width, height, label) = (tenth(self.width), tenth(self.height), self.body);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\" \
             font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n{body}</svg>\n"
        )
    }
}

fn listed(points: &[(f64, f64)]) -> String {
    let points = points
        .iter()
        .map(|(x, y)| format!("{},{}", tenth(*x), tenth(*y)));
    points.collect::<Vec<_>>().join(" ")
}

/// Tenths of a pixel are enough, and the same everywhere.
fn tenth(length: f64) -> f64 {
    let rounded = (length * 10.0).round() / 10.0;
    // No minus before zero.
    rounded + 0.0
}
