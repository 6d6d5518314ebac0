//! Whether two questions are one.

use contract::{Aggregation, Direction, Slots};
use std::collections::BTreeSet;

/// A question as the cache compares it.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// Its words.
    pub text: &'a str,
    /// Its slots.
    pub slots: &'a Slots,
    /// The key of its query plan, where it was read surely: [`crate::PlanReader::plan_key`].
    pub plan: Option<&'a str>,
}

/// Why an earlier answer serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// The same words in the same order.
    Words,
    /// The same query plan.
    Plan,
    /// Near to each other, and the same slots.
    Slots,
}

impl Question<'_> {
    /// Why the answer to `stored` is the answer to this question; `None` when it is not known to be.
    /// `similarity` is the cosine of the two, `threshold` what it must reach where no plans were read.
    pub fn sameness(
        &self,
        stored: &Question<'_>,
        similarity: f32,
        threshold: f32,
    ) -> Option<Sameness> {
        if has_same_words(self.text, stored.text) {
            return Some(Sameness::Words);
        }
        match (self.plan, stored.plan) {
            (Some(plan), Some(other)) => (plan == other
                && announces_alike(self.slots, stored.slots))
            .then_some(Sameness::Plan),
            _ => (similarity >= threshold && question_slots::same(self.slots, stored.slots))
                .then_some(Sameness::Slots),
        }
    }
}

/// Whether two texts differ in spacing and closing marks at most. Case counts: a value may be
/// written in it.
fn has_same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        let text = text.trim_end_matches(['?', '.', '!', ' ']);
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    words(a) == words(b)
}

/// Whether what both questions announce is alike. A parser that overlooks a word overlooks it in both
/// readings, and then the plans are equal although the questions are not: what can be told from words
/// alone must be equal, too.
fn announces_alike(a: &Slots, b: &Slots) -> bool {
    a.negations == b.negations
        && a.distinct == b.distinct
        && a.grouping.is_empty() == b.grouping.is_empty()
        && set(&a.numbers) == set(&b.numbers)
        && set(&a.dates) == set(&b.dates)
        && set(&a.comparisons) == set(&b.comparisons)
        && functions(a) == functions(b)
}

fn set<T: Ord>(all: &[T]) -> BTreeSet<&T> {
    all.iter().collect()
}

/// The aggregates that a question names, by what they make. "The highest" and "the maximum" are one;
/// a count has too many forms to be told by its words.
fn functions(slots: &Slots) -> BTreeSet<Aggregation> {
    let ends = slots.directions.iter().map(|direction| match direction {
        Direction::Highest => Aggregation::Maximum,
        Direction::Lowest => Aggregation::Minimum,
    });
    slots
        .aggregations
        .iter()
        .copied()
        .filter(|aggregation| *aggregation != Aggregation::Count)
        .chain(ends)
        .collect()
}
