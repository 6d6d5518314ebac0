//! "both ... and", "except".

use super::Reader;
use crate::frame::Clause;
use crate::plan::SetOperator;

impl Reader<'_> {
    /// A word that announces two sets of rows.
    pub(super) fn set_phrase(&mut self) -> bool {
        match self.word(self.at) {
            "both" if !self.both => {
                self.both = true;
                self.both_start = self.frame.clauses.len();
                self.take(self.at + 1);
                true
            }
            "and"
                if self.both
                    && self.both_split.is_none()
                    && self.frame.clauses.len() > self.both_start =>
            {
                self.both_split = Some(self.frame.clauses.len());
                self.take(self.at + 1);
                true
            }
            "except" | "excluding" => self.except(),
            _ => false,
        }
    }

    /// "all shops except those in Paris".
    fn except(&mut self) -> bool {
        let next = self.past(
            self.at + 1,
            &["for", "those", "that", "the", "from", "ones"],
        );
        self.take(next);
        let outer = std::mem::take(&mut self.frame.clauses);
        let entities = self.frame.entities.clone();
        while self.at < self.tokens.len() {
            let before = self.at;
            if !(self.extreme()
                || self.negation()
                || self.date_condition()
                || self.comparison()
                || self.value_condition()
                || self.number_condition()
                || self.noun())
            {
                self.skip();
            }
            if self.at <= before {
                break;
            }
        }
        let mut inner = std::mem::replace(&mut self.frame.clauses, outer);
        let joined: Vec<_> = self
            .frame
            .entities
            .drain(entities.len().min(self.frame.entities.len())..)
            .collect();
        inner.extend(joined.into_iter().map(|entity| Clause::Exists {
            entity,
            inner: Vec::new(),
            negated: false,
        }));
        self.frame.set = Some((SetOperator::Except, inner));
        true
    }

    /// Splits the conditions that "both" announced.
    pub(super) fn finish_both(&mut self) {
        if !self.both {
            return;
        }
        let Some(split) = self
            .both_split
            .filter(|split| *split < self.frame.clauses.len())
        else {
            return;
        };
        let second = self.frame.clauses.split_off(split);
        let mut other: Vec<Clause> = self.frame.clauses[..self.both_start].to_vec();
        other.extend(second);
        self.frame.set = Some((SetOperator::Intersect, other));
    }
}
