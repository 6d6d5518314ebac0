//! Numbers that stand without a comparison.

use super::Reader;
use crate::frame::{Attribute, Clause, Operand};
use crate::lexicon::comparisons::trailing;
use crate::plan::Comparison;

impl Reader<'_> {
    /// A number that stands without a comparison.
    pub(super) fn number_condition(&mut self) -> bool {
        let start = self.past_auxiliaries(self.past(
            self.at,
            &["in", "equal", "of", "the", "=", "on", "at", "exactly"],
        ));
        let start = self.past(start, &["in", "equal", "to", "of", "=", "exactly"]);
        let Some((number, end)) = self.number_at(start) else {
            return false;
        };
        if end > self.tokens.len() || (start..end).any(|at| self.mentioned_inside(at)) {
            return false;
        }
        let waiting = self.pending.take();
        let measured = self.mention(end).is_some_and(|mention| {
            mention
                .columns
                .iter()
                .any(|link| self.index.column(link.column).numeric)
        });
        self.pending = waiting
            .clone()
            .and_then(|attribute| self.plausible(attribute, number))
            .filter(|attribute| {
                !measured
                    || attribute
                        .columns
                        .iter()
                        .any(|link| self.index.column(link.column).numeric)
            });
        if self.pending.is_none()
            && let Some(attribute) = waiting
        {
            self.covered[attribute.at] = false;
        }
        if let Some(operator) = trailing(self.word(end), self.word(end + 1)) {
            if self.pending.is_none() && self.count_condition_from(operator, number, end + 2) {
                return true;
            }
            if let Some(attribute) = self.pending.take() {
                self.take(end + 2);
                self.add(Clause::Compare {
                    attribute,
                    operator,
                    operand: Operand::Number(number),
                });
                return true;
            }
        }
        if (self.word(end) == "or" && self.number_at(end + 1).is_some() || self.pending.is_some())
            && let Some(attribute) = self.pending.take()
        {
            let end = self.past_unit(end);
            self.take(end);
            self.add(Clause::Compare {
                attribute,
                operator: Comparison::Equal,
                operand: Operand::Number(number),
            });
            return true;
        }
        if (self.words(end, &["years", "old"]) || self.words(end, &["year", "old"]))
            && let Some(attribute) = self.dimension_attribute("old", end)
        {
            self.take(end + 2);
            self.add(Clause::Compare {
                attribute,
                operator: Comparison::Equal,
                operand: Operand::Number(number),
            });
            return true;
        }
        let continues =
            self.or || (self.at > 0 && matches!(self.word(self.at - 1), "and" | "," | "or"));
        if continues && let Some(attribute) = self.last_attribute.clone() {
            self.take(end);
            self.add(Clause::Compare {
                attribute,
                operator: Comparison::Equal,
                operand: Operand::Number(number),
            });
            return true;
        }
        if self.count_condition_from(Comparison::Equal, number, end) {
            return true;
        }
        let preposition = (self.at.saturating_sub(1)..start).any(|at| {
            matches!(
                self.word(at),
                "in" | "of" | "during" | "for" | "on" | "year" | "from" | "both"
            )
        }) || self.or;
        if is_year(number)
            && preposition
            && let Some(attribute) = self.year_attribute(end)
        {
            self.take(end);
            self.add(Clause::Compare {
                attribute,
                operator: Comparison::Equal,
                operand: Operand::Number(number),
            });
            return true;
        }
        false
    }

    /// The attribute with the columns alone that such a number can be compared with; a verb that
    /// happened to sound like some column is none.
    pub(super) fn plausible(&self, mut attribute: Attribute, number: f64) -> Option<Attribute> {
        let named_key = self
            .tokens
            .get(attribute.at)
            .is_some_and(|token| matches!(token.stem.as_str(), "id" | "code" | "number"));
        attribute.columns.retain(|link| {
            let column = self.index.column(link.column);
            let key = column.is_key && !named_key && link.score < 0.95;
            (column.numeric && !key)
                || (column.data_type.is_temporal() && is_year(number))
                || (column.data_type.is_text() && link.score > 0.85)
        });
        // "shipped in 2023": the day, not the fee, when the word says both in part.
        let temporal =
            |link: &crate::link::ColumnLink| self.index.column(link.column).data_type.is_temporal();
        if is_year(number) && attribute.columns.iter().any(temporal) {
            attribute
                .columns
                .retain(|link| temporal(link) || link.score > 0.85);
        }
        (!attribute.columns.is_empty()).then_some(self.counted_in(attribute))
    }

    /// What stands beside a number: the columns of numbers where a word means those as well as others
    /// ("2 engines", of the columns `engine` and `engines`).
    pub(super) fn counted_in(&self, mut attribute: Attribute) -> Attribute {
        let counts = |link: &crate::link::ColumnLink| {
            let column = self.index.column(link.column);
            column.numeric && !column.is_key
        };
        let best = |links: &mut dyn Iterator<Item = &crate::link::ColumnLink>| {
            links.map(|link| link.score).fold(0.0, f32::max)
        };
        let numbers = best(&mut attribute.columns.iter().filter(|link| counts(link)));
        let others = best(&mut attribute.columns.iter().filter(|link| !counts(link)));
        // A column of another kind that is said better is what was meant.
        if numbers > 0.85 && numbers + 0.05 >= others {
            attribute
                .columns
                .retain(|link| counts(link) || !self.index.column(link.column).data_type.is_text());
        }
        attribute
    }

    pub(super) fn mentioned_inside(&self, at: usize) -> bool {
        self.mentions
            .iter()
            .any(|mention| mention.start < at && at < mention.end)
    }
}

/// Whether a number can be a year.
pub(super) fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && (1000.0..=2100.0).contains(&number)
}
