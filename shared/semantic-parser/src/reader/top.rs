//! "top 3", "the three books with the highest price": how many extremes are asked for.

use super::Reader;
use crate::frame::{OrderKey, OrderSpec, Output};
use crate::lexicon::dimensions::is_downward;

impl Reader<'_> {
    /// "the three books with the highest price": the number says how many extremes are asked for.
    pub(super) fn counted_things(&mut self) -> bool {
        let at = self.past(self.at, &["of", "for", "the"]);
        let Some(number) = self.count_at(at).filter(|_| self.wanted.is_none()) else {
            return false;
        };
        let Some(mention) = self
            .mention(at + 1)
            .filter(|mention| !mention.tables.is_empty() && self.prefers_entity(mention))
            .cloned()
        else {
            return false;
        };
        let lead = self.past(
            mention.end,
            &[
                "with", "that", "which", "who", "have", "has", "had", "having", "of", "in", "are",
                "is", "the",
            ],
        );
        if lead == mention.end
            || !self.is_superlative(lead)
            || self.comparison_at(lead).is_some()
            || self.word(lead - 1) == "at"
        {
            return false;
        }
        let Some(entity) = self.entity_of(&mention) else {
            return false;
        };
        self.take(mention.end);
        self.speak_of(entity);
        if self.frame.outputs.is_empty() {
            self.frame.outputs.push(Output::Entity(entity));
            self.selecting = false;
        }
        self.wanted = Some(number);
        true
    }

    pub(super) fn count_at(&self, at: usize) -> Option<u64> {
        let number = self.tokens.get(at)?.number()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be a small whole number"
        )]
        (number.fract() == 0.0 && (1.0..=1000.0).contains(&number)).then_some(number as u64)
    }

    /// "cheapest first", "most orders first": an order of all rows.
    pub(super) fn puts_first(&mut self, at: usize) -> bool {
        let noun_end = self.mention(at + 1).map_or(at + 1, |mention| mention.end);
        let last = if self.word(at + 1) == "first" {
            at + 1
        } else {
            noun_end
        };
        if self.word(last) != "first" || !self.phrase_ends(last + 1) {
            return false;
        }
        if let Some(order) = self.frame.order.last() {
            let descending = match &order.key {
                OrderKey::Attribute(attribute) => self.falls(self.word(at), attribute),
                _ => None,
            };
            let descending = descending.unwrap_or(!is_downward(self.word(at)));
            if let Some(order) = self.frame.order.last_mut() {
                order.descending = descending;
            }
        } else {
            let orders = self.frame.order.len();
            if !self.superlative_at(at, 1) || self.frame.order.len() == orders {
                return false;
            }
            self.frame.limit = None;
        }
        self.take(last + 1);
        true
    }

    /// "top 3 books by price".
    pub(super) fn top(&mut self, at: usize, number: u64) -> bool {
        let falling = !matches!(self.word(at), "bottom" | "last");
        self.take(at + 2);
        self.frame.limit = Some(number);
        if self.is_superlative(self.at) {
            return self.superlative_at(self.at, number);
        }
        self.selecting = self.frame.outputs.is_empty();
        // The key follows: "by price", "with the highest price".
        let by = (self.at..self.tokens.len()).find(|&at| {
            matches!(self.word(at), "by")
                || self.words(at, &["in", "terms", "of"])
                || self.words(at, &["based", "on"])
        });
        if let Some(by) = by {
            let next = self.past(
                by,
                &["by", "in", "terms", "of", "based", "on", "their", "the"],
            );
            let here = self.at;
            if let Some((key, end)) = self.number_of(next).or_else(|| self.order_key(next)) {
                for covered in &mut self.covered[by..end] {
                    *covered = true;
                }
                let mention = self
                    .mention(self.past_determiners(next))
                    .map(|mention| mention.start);
                self.asked.extend(mention);
                self.frame.order.push(OrderSpec {
                    key,
                    descending: falling,
                });
            }
            self.at = here;
        }
        true
    }

    /// "top 5 cities by flights": what has no order of its own is counted.
    fn number_of(&self, at: usize) -> Option<(OrderKey, usize)> {
        let mention = self.mention(self.past_determiners(at))?;
        let thing = mention.best_table() > 0.9 && mention.columns.is_empty();
        let more = self
            .mention(mention.end)
            .is_some_and(|next| !next.columns.is_empty());
        let entity = self.entity_of(mention).filter(|_| thing && !more)?;
        Some((OrderKey::Count(Some(entity)), mention.end))
    }
}
