//! Bars, lines, areas and dots with their axes.

mod along;
mod bars;

use super::paper::{Anchor, Paper};
use super::scale::Linear;
use super::{Channel, Kind, LABEL, LETTER, Picture, WIDTH, labels};
use crate::spec::PALETTE;

/// Height of the part that upright marks are drawn in.
const HEIGHT: f64 = 300.0;
/// Height of a lying bar with its gap, alone and beside others.
const LYING: f64 = 22.0;
const LYING_ASIDE: f64 = 12.0;

/// One mark.
struct Mark {
    group: String,
    /// Its place along the axis of the groups, where that is not one of them.
    along: Option<f64>,
    until: Option<f64>,
    series: usize,
    value: f64,
}

/// Everything that is drawn, and where.
struct Plot<'a> {
    picture: &'a Picture<'a>,
    /// The axis of groups, times or ranges, and that of the numbers.
    along: &'a Channel<'a>,
    value: &'a Channel<'a>,
    marks: Vec<Mark>,
    groups: Vec<String>,
    series: Vec<String>,
    /// Whether the bars lie.
    lies: bool,
    left: f64,
    top: f64,
    height: f64,
}

pub(super) fn draw(picture: &Picture<'_>) -> Option<String> {
    let (x, y) = (picture.x.as_ref(), picture.y.as_ref()?);
    let lies = picture.mark == "bar"
        && x.is_some_and(|x| x.kind == Kind::Number)
        && y.kind != Kind::Number;
    let (along, value) = if lies { (y, x?) } else { (x?, y) };
    let plot = Plot::of(picture, along, value, lies)?;
    let mut paper = Paper::new(plot.width(), plot.top + plot.height + 76.0);
    paper.title(picture.title, &picture.notes);
    let numbers = plot.numbers()?;
    plot.draw_numbers(&mut paper, &numbers);
    if plot.is_even() {
        plot.draw_bars(&mut paper, &numbers);
    } else {
        plot.draw_along(&mut paper, &numbers)?;
    }
    plot.draw_legend(&mut paper);
    Some(paper.finish(picture.title))
}

fn place(of: &[String], name: &str) -> usize {
    of.iter().position(|one| one == name).unwrap_or_default()
}

fn known(names: &mut Vec<String>, name: &str) -> usize {
    if !names.iter().any(|one| one == name) {
        names.push(name.to_owned());
    }
    place(names, name)
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LABEL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn pixels(text: &str) -> f64 {
    LETTER * text.chars().count().min(LABEL + 1) as f64
}

impl<'a> Plot<'a> {
    fn of(
        picture: &'a Picture<'a>,
        along: &'a Channel<'a>,
        value: &'a Channel<'a>,
        lies: bool,
    ) -> Option<Self> {
        let (mut groups, mut series) = (Vec::new(), Vec::new());
        let mut marks = Vec::new();
        for row in picture.values {
            let Some(number) = value.number(row) else {
                continue;
            };
            let color = picture
                .color
                .as_ref()
                .map_or(String::new(), |one| one.group(row));
            let group = along.group(row);
            known(&mut groups, &group);
            marks.push(Mark {
                along: match along.kind {
                    Kind::Number => along.number(row),
                    Kind::Time => along.instant(row),
                    Kind::Group => None,
                },
                until: picture
                    .x_end
                    .as_ref()
                    .and_then(|end| row[end.as_str()].as_f64()),
                series: known(&mut series, &color),
                group,
                value: number,
            });
        }
        if marks.is_empty() {
            return None;
        }
        let widest = groups.iter().map(|name| pixels(name)).fold(0.0, f64::max);
        let each = if picture.aside {
            LYING_ASIDE * series.len() as f64 + 8.0
        } else {
            LYING
        };
        Some(Self {
            left: if lies { widest + 50.0 } else { 84.0 },
            top: picture.top() + 12.0,
            height: if lies {
                each * groups.len() as f64
            } else {
                HEIGHT
            },
            picture,
            along,
            value,
            marks,
            groups,
            series,
            lies,
        })
    }

    /// Whether marks stand in groups of one width.
    fn is_even(&self) -> bool {
        self.picture.mark == "bar" && self.picture.x_end.is_none()
    }

    fn right(&self) -> f64 {
        self.left + WIDTH
    }

    fn bottom(&self) -> f64 {
        self.top + self.height
    }

    fn width(&self) -> f64 {
        let legend = self
            .series
            .iter()
            .map(|name| pixels(name))
            .fold(0.0, f64::max);
        let has_legend = self.picture.color.is_some();
        self.right() + if has_legend { legend + 60.0 } else { 30.0 }
    }

    /// Whether the names of the groups are too long to stand level.
    fn slants(&self) -> bool {
        let widest = self
            .groups
            .iter()
            .map(|name| pixels(name))
            .fold(0.0, f64::max);
        self.is_even() && !self.lies && widest > WIDTH / self.groups.len() as f64
    }

    fn is_stacked(&self) -> bool {
        !self.picture.aside && matches!(self.picture.mark, "bar" | "area")
    }

    /// The axis of the numbers, over the sums where marks stand on each other.
    fn numbers(&self) -> Option<Linear> {
        let ends = if self.lies {
            (self.left, self.right())
        } else {
            (self.bottom(), self.top)
        };
        let mut numbers: Vec<f64> = self.marks.iter().map(|mark| mark.value).collect();
        if self.is_stacked() {
            for group in &self.groups {
                let of = |sign: f64| -> f64 {
                    let marks = self.marks.iter().filter(|mark| mark.group == *group);
                    marks
                        .map(|mark| mark.value)
                        .filter(|value| value * sign > 0.0)
                        .sum()
                };
                numbers.extend([of(1.0), of(-1.0)]);
            }
        }
        Linear::round(numbers.into_iter(), self.value.zero, ends)
    }

    fn draw_numbers(&self, paper: &mut Paper, numbers: &Linear) {
        for tick in numbers.ticks(self.value.format.ends_with('d')) {
            let at = numbers.place(tick);
            let label = labels::number(&self.value.format, tick);
            if self.lies {
                paper.grid((at, self.top), (at, self.bottom()));
                paper.label(at, self.bottom() + 18.0, &label, Anchor::Middle);
            } else {
                paper.grid((self.left, at), (self.right(), at));
                paper.label(self.left - 8.0, at + 4.0, &label, Anchor::End);
            }
        }
        let (middle, center) = (
            (self.left + self.right()) / 2.0,
            (self.top + self.bottom()) / 2.0,
        );
        let (below, beside) = if self.lies {
            (self.value.title, self.along.title)
        } else {
            (self.along.title, self.value.title)
        };
        let gap = if self.slants() { 66.0 } else { 42.0 };
        paper.label(middle, self.bottom() + gap, below, Anchor::Middle);
        paper.upward(16.0, center, beside);
    }

    fn draw_legend(&self, paper: &mut Paper) {
        let Some(color) = &self.picture.color else {
            return;
        };
        let x = self.right() + 24.0;
        paper.label(x, self.top + 4.0, color.title, Anchor::Start);
        for (at, name) in self.series.iter().enumerate() {
            let y = self.top + 22.0 + 18.0 * at as f64;
            paper.bar(
                (x, y - 9.0),
                (x + 10.0, y + 1.0),
                PALETTE[at % PALETTE.len()],
                name,
            );
            paper.label(x + 16.0, y, &short(name), Anchor::Start);
        }
    }

    fn color(&self, mark: &Mark) -> &'static str {
        PALETTE[mark.series % PALETTE.len()]
    }

    /// What a mark stands for.
    fn says(&self, mark: &Mark) -> String {
        let value = labels::number(&self.value.format, mark.value);
        let along = match (self.along.kind, mark.along, mark.until) {
            (Kind::Number, Some(from), Some(until)) => format!(
                "{} to {}",
                labels::number(&self.along.format, from),
                labels::number(&self.along.format, until)
            ),
            (Kind::Number, Some(number), None) => labels::number(&self.along.format, number),
            _ => mark.group.clone(),
        };
        match self.series.get(mark.series) {
            Some(series) if !series.is_empty() => format!("{along}, {series}: {value}"),
            _ => format!("{along}: {value}"),
        }
    }
}
