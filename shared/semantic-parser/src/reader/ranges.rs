//! "from oldest to youngest", "high to low": orders told by their two ends.

use super::Reader;
use crate::frame::{Attribute, OrderKey, OrderSpec};
use crate::lexicon::dimensions::{comparative, is_downward, positive, superlative};

impl Reader<'_> {
    /// "high to low", "the oldest to the youngest".
    pub(super) fn range(&self, at: usize) -> Option<(usize, bool)> {
        let first = self.past(at, &["the"]);
        // "best paid to worst paid"
        let measured = |at: usize| {
            usize::from(
                superlative(self.word(at)).is_some() && positive(self.word(at + 1)).is_some(),
            )
        };
        let to = first + 1 + measured(first);
        if self.word(to) != "to" {
            return None;
        }
        let second = self.past(to + 1, &["the"]);
        let last = second + measured(second);
        let end = |word: &str| -> Option<bool> {
            if matches!(
                word,
                "high"
                    | "highest"
                    | "large"
                    | "largest"
                    | "big"
                    | "biggest"
                    | "most"
                    | "more"
                    | "greatest"
                    | "z"
            ) {
                return Some(true);
            }
            if is_downward(word) || matches!(word, "low" | "small" | "few" | "a") {
                return Some(false);
            }
            let dimension = positive(word)
                .or_else(|| superlative(word))
                .or_else(|| comparative(word))?;
            Some(!dimension.rising.is_empty())
        };
        let (one, other) = (end(self.word(first))?, end(self.word(second))?);
        // For "youngest to oldest" the first word decides; equal readings mean a falling scale.
        Some((
            last + 1,
            if one == other {
                !matches!(
                    self.word(first),
                    "young" | "youngest" | "earliest" | "early"
                )
            } else {
                one
            },
        ))
    }

    /// The direction of a range over a certain column: the oldest has the greatest age, but the
    /// earliest year.
    pub(super) fn turned(&self, at: usize, attribute: &Attribute, descending: bool) -> bool {
        let first = self.past(at, &["in", "the", "an", "a", "by", "from", ","]);
        match self.range(first) {
            Some(_) => self
                .falls(self.word(first), attribute)
                .unwrap_or(descending),
            None => descending,
        }
    }

    /// Whether an adjective puts the greatest values of an attribute first: "newest" does for a
    /// year, "oldest" for an age.
    pub(super) fn falls(&self, word: &str, attribute: &Attribute) -> Option<bool> {
        let dimension = superlative(word).or_else(|| positive(word))?;
        let has = |words: &[&str]| {
            attribute.columns.first().is_some_and(|link| {
                let own = &self.index.column(link.column).forms[0].words;
                words
                    .iter()
                    .any(|word| own.iter().any(|(own, _)| *own == crate::stem::stem(word)))
            })
        };
        match (has(dimension.rising), has(dimension.falling)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// "from the oldest to the youngest" with no other key names the attribute itself.
    pub(super) fn range_order(&mut self) -> bool {
        if self.word(self.at) != "from" {
            return false;
        }
        let Some((end, descending)) = self.range(self.at + 1) else {
            return false;
        };
        let first = self.past(self.at + 1, &["the"]);
        let at = if superlative(self.word(first)).is_some()
            && positive(self.word(first + 1)).is_some()
        {
            first + 1
        } else {
            first
        };
        let attribute = self
            .pending
            .take()
            .or_else(|| self.dimension_attribute(self.word(at), at));
        let Some(attribute) = attribute else {
            return false;
        };
        let descending = self.turned(self.at, &attribute, descending);
        self.take(end);
        match self.frame.order.last_mut() {
            Some(order) => order.descending = descending,
            None => self.frame.order.push(OrderSpec {
                key: OrderKey::Attribute(attribute),
                descending,
            }),
        }
        true
    }

    pub(super) fn range_attribute(&self, end: usize) -> Option<Attribute> {
        // "sorted from oldest to youngest": nothing but the range names the attribute.
        if !self.frame.order.is_empty()
            || end < 4
            || self.word(end.saturating_sub(2)) != "to" && self.word(end.saturating_sub(3)) != "to"
        {
            return None;
        }
        let start = (0..end).rev().find(|&at| self.word(at) == "from")?;
        let at = self.past(start + 1, &["the"]);
        let before = self.word(start.saturating_sub(1));
        let dimension = superlative(self.word(at)).or_else(|| positive(self.word(at)))?;
        (!dimension.is_bare()
            && matches!(
                before,
                "ordered" | "sorted" | "listed" | "arranged" | "them"
            ))
        .then(|| self.dimension_attribute(self.word(at), at))?
    }
}
