//! "the oldest", "with the most", "top 3".

use super::Reader;
use crate::frame::{Attribute, Clause, OrderKey, OrderSpec, Output};
use crate::lexicon::dimensions::{Dimension, is_downward, superlative};
use crate::lexicon::numbers::ordinal;
use crate::lexicon::words::{aggregate, is_distinct};
use crate::link::Mention;
use crate::plan::Aggregate;

impl Reader<'_> {
    /// An extreme at the current position.
    pub(super) fn extreme(&mut self) -> bool {
        let lead = self.past(
            self.at,
            &[
                "with", "has", "have", "had", "having", "by", "is", "are", "was", "were", "in",
                "on", "at", "for", "from", "of", "to",
            ],
        );
        if self.counted_things() {
            return true;
        }
        let mut at = self.past(lead, &["the", "a"]);
        let mut limit = 1;
        if matches!(self.word(at), "top" | "first" | "bottom" | "last") {
            let time = matches!(
                self.word(at + 2),
                "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years"
            );
            if let Some(number) = self.count_at(at + 1).filter(|_| !time) {
                return self.top(at, number);
            }
        }
        if let Some(number) = self.count_at(at).filter(|_| {
            at > self.at || self.selecting || self.word(self.at.wrapping_sub(1)) == "the"
        }) && self.is_superlative(at + 1)
        {
            limit = number;
            at += 1;
        }
        if let Some(rank) = ordinal(self.word(at)).filter(|_| self.is_superlative(at + 1)) {
            return self.ranked(at + 1, rank);
        }
        let at_most = at > 0 && self.word(at - 1) == "at";
        if !self.is_superlative(at) || self.comparison_at(at).is_some() || at_most {
            return false;
        }
        if self.puts_first(at) {
            return true;
        }
        let limit = self.wanted.take().unwrap_or(limit);
        self.superlative_at(at, limit)
    }

    /// "the second most books": one row of the order, after those before it.
    fn ranked(&mut self, at: usize, rank: u64) -> bool {
        let orders = self.frame.order.len();
        if self.wanted.is_some() || !self.superlative_at(at, 1) {
            return false;
        }
        if self.frame.order.len() == orders || self.frame.limit != Some(1) {
            // The extreme became a condition, which knows no second.
            self.doubts.push(0.7);
        }
        self.frame.skip = rank - 1;
        true
    }

    pub(super) fn is_superlative(&self, at: usize) -> bool {
        let word = self.word(at);
        superlative(word).is_some()
            || matches!(
                word,
                "most" | "least" | "fewest" | "maximum" | "minimum" | "max" | "min"
            )
    }

    pub(super) fn superlative_at(&mut self, at: usize, limit: u64) -> bool {
        let word = self.word(at);
        let next_word = self.word(at + 1);
        if matches!(word, "most" | "least")
            && matches!(
                next_word,
                "common"
                    | "popular"
                    | "frequent"
                    | "frequently"
                    | "commonly"
                    | "often"
                    | "used"
                    | "commonest"
                    | "prevalent"
            )
        {
            return self.most_common(at, limit);
        }
        let (dimension, noun_at) = match (
            word,
            superlative(next_word),
            crate::lexicon::dimensions::positive(next_word),
        ) {
            // "most expensive", "least recent", "best paid", "highest rated"
            ("most" | "least" | "best" | "worst" | "highest" | "lowest", _, Some(dimension)) => {
                (Some(dimension), at + 2)
            }
            _ => (superlative(word), at + 1),
        };
        let downward = is_downward(word);
        if let Some(dimension) = dimension.filter(|dimension| !dimension.is_bare()) {
            return self.by_dimension(&dimension, word, noun_at, limit)
                || self.by_noun(downward, noun_at, limit, at);
        }
        self.by_noun(downward, noun_at, limit, at)
    }

    /// "the most popular genre": the value that most rows have.
    fn most_common(&mut self, at: usize, limit: u64) -> bool {
        let descending = self.word(at) == "most";
        self.take(at + 2);
        self.frame.order.push(OrderSpec {
            key: OrderKey::Count(None),
            descending,
        });
        self.frame.limit = Some(limit);
        self.selecting = self.frame.outputs.is_empty();
        true
    }

    /// "the oldest dog": the adjective itself says by what.
    fn by_dimension(
        &mut self,
        dimension: &Dimension,
        word: &str,
        noun_at: usize,
        limit: u64,
    ) -> bool {
        let noun = self.mention(noun_at).cloned();
        // "the largest population": the noun is what is compared.
        if noun.as_ref().is_some_and(|noun| self.is_measure(noun)) {
            return false;
        }
        let near = noun
            .as_ref()
            .and_then(|noun| self.entity_of(noun))
            .or(self.focus);
        let opposite = noun_at > 1
            && matches!(word, "least" | "lowest" | "worst")
            && self.word(noun_at - 1) != word;
        let make = |words: &[&str]| {
            let columns = self.columns_about(words);
            let columns: Vec<_> = columns
                .into_iter()
                .filter(|link| {
                    near.is_none_or(|near| near.table == link.column.table)
                        || dimension_reaches(link.score)
                })
                .collect();
            (!columns.is_empty()).then_some(Attribute {
                columns,
                owner: None,
                near,
                at: noun_at.saturating_sub(1),
                words: 0,
            })
        };
        let here = |attribute: &Attribute| {
            near.is_none_or(|near| {
                attribute
                    .columns
                    .iter()
                    .any(|link| link.column.table == near.table)
            })
        };
        let best = |attribute: &Attribute| {
            attribute
                .columns
                .iter()
                .filter(|link| near.is_none_or(|near| near.table == link.column.table))
                .map(|link| link.score)
                .fold(0.0, f32::max)
        };
        let rising = make(dimension.rising);
        let falling = make(dimension.falling);
        let (attribute, descending) = match (rising, falling) {
            (Some(rising), Some(falling)) if here(&falling) && !here(&rising) => (falling, false),
            (Some(rising), Some(falling))
                if here(&falling) == here(&rising) && best(&falling) > best(&rising) =>
            {
                (falling, false)
            }
            (Some(rising), _) => (rising, true),
            (None, Some(falling)) => (falling, false),
            (None, None) => return false,
        };
        self.take(noun_at);
        self.selecting = self.frame.outputs.is_empty();
        self.frame.order.push(OrderSpec {
            key: OrderKey::Attribute(attribute),
            descending: descending != opposite,
        });
        self.frame.limit = Some(limit);
        true
    }

    /// Whether a noun names a measure rather than a thing.
    fn is_measure(&self, noun: &Mention) -> bool {
        !noun.columns.is_empty()
            && (noun.best_column() > noun.best_table() || noun.tables.is_empty())
            && noun.columns.iter().any(|link| {
                let column = self.index.column(link.column);
                (column.numeric && !column.is_key) || column.data_type.is_temporal()
            })
    }

    /// "the most books", "the highest price", "the largest number of orders".
    fn by_noun(&mut self, downward: bool, noun_at: usize, limit: u64, word_at: usize) -> bool {
        let mut at = self.past(
            noun_at,
            &["amount", "of", "the", "value", "possible", "ever"],
        );
        let mut counted = false;
        if (matches!(self.word(at), "number" | "numbers" | "count" | "total")
            && self.word(at + 1) == "of"
            || self.words(at, &["total", "number", "of"]))
            && self
                .mention(at)
                .is_none_or(|mention| mention.best_column() < 0.8 || mention.end <= at + 2)
        {
            at = self.past(at, &["total", "number", "numbers", "count", "of", "the"]);
            counted = true;
        }
        let distinct = is_distinct(self.word(at));
        at += usize::from(distinct);
        let function = aggregate(self.word(at)).filter(|_| {
            !self
                .mention(at)
                .is_some_and(|m| m.best_column() > 0.9 && m.end > at)
        });
        if function.is_some() {
            at += 1;
        }
        at = self.adjectives(at);
        let Some(mention) = self.mention(at).cloned() else {
            return self.by_pending(downward, at, limit, word_at);
        };
        let entity = self
            .entity_of(&mention)
            .filter(|_| self.prefers_entity(&mention) && function.is_none());
        let counts = counted
            || matches!(
                self.word(word_at),
                "most" | "least" | "fewest" | "highest" | "greatest" | "maximum" | "minimum"
            );
        if entity.is_some() && !counts {
            // "the longest book": by what, is not known.
            self.doubts.push(0.5);
            return false;
        }
        let key = match (entity, self.attribute_of(&mention)) {
            (Some(entity), _) => OrderKey::Count(Some(entity)),
            (None, Some(attribute)) => self.measure_key(attribute, function, counted || distinct),
            (None, None) => return false,
        };
        self.drop_pending();
        self.take(mention.end);
        if let OrderKey::Count(Some(entity)) = &key {
            self.joined(*entity);
        }
        if self.inside_condition()
            && let OrderKey::Attribute(attribute) = key
        {
            self.add(Clause::Extreme {
                attribute,
                descending: !downward,
                inner: Vec::new(),
            });
            return true;
        }
        self.selecting &= self.frame.outputs.is_empty();
        self.frame.order.push(OrderSpec {
            key,
            descending: !downward,
        });
        self.frame.limit = Some(limit);
        true
    }

    fn measure_key(
        &self,
        attribute: Attribute,
        function: Option<Aggregate>,
        counted: bool,
    ) -> OrderKey {
        let numeric = attribute.columns.iter().any(|link| {
            let column = self.index.column(link.column);
            (column.numeric && !column.is_key) || column.data_type.is_temporal()
        });
        match function {
            Some(function) => OrderKey::Aggregate(function, attribute),
            None if numeric => OrderKey::Attribute(attribute),
            None if counted => OrderKey::CountDistinct(attribute),
            None => OrderKey::CountDistinct(attribute),
        }
    }

    /// "whose price is the highest".
    fn by_pending(&mut self, downward: bool, at: usize, limit: u64, word_at: usize) -> bool {
        let Some(attribute) = self.pending.take() else {
            return false;
        };
        self.take(at.max(word_at + 1).min(word_at + 1));
        self.frame.order.push(OrderSpec {
            key: OrderKey::Attribute(attribute),
            descending: !downward,
        });
        self.frame.limit = Some(limit);
        true
    }

    /// A thing that is counted to find an extreme must be joined, but is not what is spoken of.
    fn joined(&mut self, entity: crate::frame::Entity) {
        if !self
            .frame
            .entities
            .iter()
            .any(|e| e.table == entity.table && e.via == entity.via)
        {
            self.frame.entities.push(entity);
        }
    }

    /// Whether the extreme describes a thing other than the one that is returned: "the number of
    /// concerts in the stadium with the highest capacity".
    fn inside_condition(&self) -> bool {
        self.frame
            .outputs
            .iter()
            .any(|output| matches!(output, Output::Count(_) | Output::CountDistinct(_)))
            && self.frame.groups.is_empty()
            && self.frame.outputs.len() == 1
    }
}

fn dimension_reaches(score: f32) -> bool {
    score > 0.55
}
