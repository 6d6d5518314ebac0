//! Bars of one width, a group beside or below the other.

use super::{Plot, place, short};
use crate::svg::WIDTH;
use crate::svg::paper::{Anchor, Paper};
use crate::svg::scale::Linear;

/// Share of a group's place that its bars take.
const FILLED: f64 = 0.8;

impl Plot<'_> {
    pub(super) fn draw_bars(&self, paper: &mut Paper, numbers: &Linear) {
        let length = if self.lies { self.height } else { WIDTH };
        let band = length / self.groups.len() as f64;
        let start = if self.lies { self.top } else { self.left };
        let mut ends: Vec<(f64, f64)> = vec![(0.0, 0.0); self.groups.len()];
        for mark in &self.marks {
            let group = place(&self.groups, &mark.group);
            let (mut from, mut to) = (numbers.base(), mark.value);
            let (mut offset, mut size) = (band * (1.0 - FILLED) / 2.0, band * FILLED);
            if self.picture.aside {
                size /= self.series.len() as f64;
                offset += size * mark.series as f64;
            } else if let Some((below, above)) = ends.get_mut(group) {
                let end = if mark.value < 0.0 { below } else { above };
                from = *end;
                to = *end + mark.value;
                *end = to;
            }
            let at = start + band * group as f64 + offset;
            let (from, to) = (numbers.place(from), numbers.place(to));
            let says = self.says(mark);
            if self.lies {
                paper.bar((from, at), (to, at + size), self.color(mark), &says);
            } else {
                paper.bar((at, from), (at + size, to), self.color(mark), &says);
            }
        }
        self.draw_groups(paper, band);
        let base = numbers.place(numbers.base());
        if self.lies {
            paper.axis((base, self.top), (base, self.bottom()));
        } else {
            paper.axis((self.left, base), (self.right(), base));
        }
    }

    /// The names of the groups; of many only some, where they stand beside each other.
    fn draw_groups(&self, paper: &mut Paper, band: f64) {
        let slanted = self.slants();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small number"
        )]
        let every = if self.lies {
            1
        } else {
            (16.0 / band).ceil().max(1.0) as usize
        };
        for (at, name) in self.groups.iter().enumerate().step_by(every) {
            let middle = band * (at as f64 + 0.5);
            if self.lies {
                let y = self.top + middle + 4.0;
                paper.label(self.left - 8.0, y, &short(name), Anchor::End);
            } else if slanted {
                paper.slanted(self.left + middle + 4.0, self.bottom() + 14.0, &short(name));
            } else {
                paper.label(
                    self.left + middle,
                    self.bottom() + 18.0,
                    &short(name),
                    Anchor::Middle,
                );
            }
        }
    }
}
