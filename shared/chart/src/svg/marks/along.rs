//! Marks along times, numbers or groups that follow each other: lines, areas, dots, and bars over ranges.

use super::{Mark, Plot, pixels, place, short};
use crate::spec::PALETTE;
use crate::svg::Kind;
use crate::svg::labels;
use crate::svg::paper::{Anchor, Paper};
use crate::svg::scale::Linear;

impl Plot<'_> {
    pub(super) fn draw_along(&self, paper: &mut Paper, numbers: &Linear) -> Option<()> {
        let groups = self.groups.len() as f64;
        let at = |mark: &Mark| {
            let group = place(&self.groups, &mark.group) as f64 + 0.5;
            mark.along.unwrap_or(group)
        };
        let ends = (self.left, self.right());
        let all = self
            .marks
            .iter()
            .flat_map(|mark| [Some(at(mark)), mark.until])
            .flatten();
        let scale = match self.along.kind {
            Kind::Number if self.picture.mark == "point" => {
                Linear::round(all, self.along.zero, ends)
            }
            Kind::Group => Linear::exact([0.0, groups].into_iter(), ends),
            Kind::Number | Kind::Time => Linear::exact(all, ends),
        }?;
        if self.picture.mark == "bar" {
            self.draw_ranges(paper, &scale, numbers);
        } else {
            let areas = self.picture.mark == "area";
            let mut below: Vec<(f64, f64)> = Vec::new();
            for series in 0..self.series.len() {
                let mut marks: Vec<&Mark> = self
                    .marks
                    .iter()
                    .filter(|mark| mark.series == series)
                    .collect();
                marks.sort_by(|a, b| at(a).total_cmp(&at(b)));
                let points: Vec<(f64, f64)> = marks
                    .iter()
                    .map(|mark| {
                        let under = below.iter().find(|(x, _)| *x == at(mark)).filter(|_| areas);
                        (
                            at(mark),
                            mark.value + under.map_or(0.0, |(_, under)| *under),
                        )
                    })
                    .collect();
                let placed: Vec<(f64, f64)> = points
                    .iter()
                    .map(|(x, y)| (scale.place(*x), numbers.place(*y)))
                    .collect();
                let color = PALETTE[series % PALETTE.len()];
                if areas {
                    self.draw_area(paper, &scale, numbers, &points, &below, color);
                    below = points;
                }
                if self.picture.mark != "point" {
                    paper.path(&placed, color);
                }
                if self.picture.mark == "point" || self.picture.dotted {
                    for (mark, point) in marks.iter().zip(&placed) {
                        paper.dot(*point, color, &self.says(mark));
                    }
                }
            }
        }
        self.draw_ticks(paper, &scale, &at);
        paper.axis((self.left, self.bottom()), (self.right(), self.bottom()));
        Some(())
    }

    fn draw_ranges(&self, paper: &mut Paper, scale: &Linear, numbers: &Linear) {
        let base = numbers.place(numbers.base());
        for mark in &self.marks {
            if let (Some(from), Some(until)) = (mark.along, mark.until) {
                let corner = (scale.place(from) + 0.5, base);
                let other = (scale.place(until) - 0.5, numbers.place(mark.value));
                paper.bar(corner, other, self.color(mark), &self.says(mark));
            }
        }
    }

    fn draw_area(
        &self,
        paper: &mut Paper,
        scale: &Linear,
        numbers: &Linear,
        above: &[(f64, f64)],
        below: &[(f64, f64)],
        color: &str,
    ) {
        let under = |x: f64| below.iter().find(|(at, _)| *at == x).map(|(_, y)| *y);
        let mut outline: Vec<(f64, f64)> = above
            .iter()
            .map(|(x, y)| (scale.place(*x), numbers.place(*y)))
            .collect();
        outline.extend(above.iter().rev().map(|(x, _)| {
            let y = under(*x).unwrap_or_else(|| numbers.base());
            (scale.place(*x), numbers.place(y))
        }));
        paper.area(&outline, color);
    }

    /// Round numbers, or the names of the groups and times themselves as far as there is room.
    fn draw_ticks(&self, paper: &mut Paper, scale: &Linear, at: &dyn Fn(&Mark) -> f64) {
        let y = self.bottom() + 18.0;
        if self.along.kind == Kind::Number {
            for tick in scale.ticks(self.along.format.ends_with('d')) {
                let label = labels::number(&self.along.format, tick);
                paper.label(scale.place(tick), y, &label, Anchor::Middle);
            }
            return;
        }
        let mut places: Vec<(f64, &str)> = self
            .marks
            .iter()
            .map(|mark| (scale.place(at(mark)), mark.group.as_str()))
            .collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free = f64::NEG_INFINITY;
        for (x, name) in places {
            let half = pixels(name) / 2.0;
            if x - half >= free {
                paper.label(x, y, &short(name), Anchor::Middle);
                free = x + half + 14.0;
            }
        }
    }
}
