//! "ordered by", "in descending order of", "from oldest to youngest".

use super::Reader;
use crate::frame::{Attribute, OrderKey, OrderSpec};
use crate::lexicon::words::{aggregate, is_distinct};

impl Reader<'_> {
    /// An order at the current position.
    pub(super) fn order(&mut self) -> bool {
        let Some((mut at, mut descending)) = self.order_phrase(self.at) else {
            return self.range_order();
        };
        let keyed = self.past(
            at,
            &[
                "by",
                "of",
                "on",
                "to",
                "according",
                "based",
                "in",
                "terms",
                "their",
                "its",
                "the",
                "his",
                "according",
                "with",
                "respect",
            ],
        );
        let key = self.order_key(keyed);
        let key = match key {
            Some((key, end)) => {
                at = end;
                key
            }
            None => OrderKey::Output,
        };
        let (after, later) = self.direction_after(at);
        if after <= self.at {
            return false;
        }
        let later = match &key {
            OrderKey::Attribute(attribute) => later.map(|later| self.turned(at, attribute, later)),
            _ => later,
        };
        descending = descending.or(later);
        self.take(after);
        if let Some(attribute) = self.range_attribute(after) {
            self.frame.order.push(OrderSpec {
                key: OrderKey::Attribute(attribute),
                descending: descending.unwrap_or(false),
            });
            return true;
        }
        self.drop_pending();
        self.frame.order.push(OrderSpec {
            key,
            descending: descending.unwrap_or(false),
        });
        self.further_keys();
        true
    }

    /// "and then by name".
    fn further_keys(&mut self) {
        loop {
            let next = self.past(self.at, &["and", "then", ",", "by"]);
            let joined = (self.at..next).any(|at| matches!(self.word(at), "then" | "by"));
            let Some((key, end)) = self.order_key(next).filter(|_| joined) else {
                break;
            };
            let (end, descending) = self.direction_after(end);
            self.take(end);
            self.frame.order.push(OrderSpec {
                key,
                descending: descending.unwrap_or(false),
            });
        }
    }

    /// Where the words that announce an order end, and the direction they name.
    fn order_phrase(&self, at: usize) -> Option<(usize, Option<bool>)> {
        let mut next = self.past(at, &["and", "also", ",", "please", "then"]);
        let word = self.word(next);
        if matches!(
            word,
            "ordered"
                | "sorted"
                | "arranged"
                | "ranked"
                | "sort"
                | "sorting"
                | "arrange"
                | "rank"
                | "listed"
                | "ordering"
        ) || (word == "order"
            && (self.mention(next).is_none()
                || matches!(self.word(next + 1), "by" | "the" | "them")))
        {
            let verb = matches!(word, "sort" | "order" | "arrange" | "rank" | "list");
            next += 1;
            let objects = [
                "the",
                "results",
                "result",
                "them",
                "it",
                "names",
                "list",
                "rows",
                "records",
                "output",
                "alphabetically",
                "all",
            ];
            if verb {
                next = self.past(next, &objects);
            }
            let (after, descending) = self.direction_after(next);
            let by = matches!(
                self.word(after),
                "by" | "in" | "according" | "from" | "based" | "on" | "of" | "with"
            );
            // "ordered on the most bills" tells of orders.
            if matches!(word, "ordered" | "order")
                && matches!(self.word(after), "on" | "of" | "with")
                && descending.is_none()
            {
                return None;
            }
            if word == "listed"
                && !matches!(self.word(after), "in" | "alphabetically")
                && descending.is_none()
            {
                return None;
            }
            return (by || descending.is_some() || word != "ranked").then_some((after, descending));
        }
        if word == "by" && self.sorting {
            let (after, descending) = self.direction_after(next);
            return Some((after.max(next), descending));
        }
        if word == "in" || word == "by" || word == "with" {
            let (after, descending) = self.direction_after(next);
            return (after > next && descending.is_some()).then_some((after, descending));
        }
        if matches!(word, "alphabetically") {
            return Some((next + 1, Some(false)));
        }
        None
    }

    /// A direction at a position: where it ends, and whether the greatest comes first.
    fn direction_after(&self, at: usize) -> (usize, Option<bool>) {
        let next = self.past(at, &["in", "the", "an", "a", "by", "from", ","]);
        let word = self.word(next);
        let adverb = |word: &str| {
            matches!(
                word,
                "descending"
                    | "desc"
                    | "decreasing"
                    | "descendingly"
                    | "decending"
                    | "reverse"
                    | "reversed"
            )
        };
        let rising = |word: &str| {
            matches!(
                word,
                "ascending"
                    | "asc"
                    | "increasing"
                    | "ascendingly"
                    | "alphabetical"
                    | "alphabetic"
                    | "lexicographical"
                    | "lexicographic"
                    | "lexicographically"
                    | "alphabetically"
                    | "chronological"
            )
        };
        if adverb(word) || rising(word) {
            let mut descending = adverb(word);
            let mut end = next + 1;
            while adverb(self.word(end))
                || rising(self.word(end))
                || matches!(self.word(end), "order" | "ordering" | "sequence")
            {
                descending |= adverb(self.word(end));
                end += 1;
            }
            return (end, Some(descending));
        }
        if (self.word(next.max(1) - 1) == "from" || self.word(next.max(2) - 2) == "from")
            && let Some((end, descending)) = self.range(next)
        {
            return (end, Some(descending));
        }
        (at, None)
    }

    /// What is ordered by, and where it ends.
    pub(super) fn order_key(&mut self, at: usize) -> Option<(OrderKey, usize)> {
        let at = self.past_determiners(at);
        if let Some(end) = self.count_phrase(at) {
            return self.counted_key(end);
        }
        if matches!(
            self.word(at),
            "count" | "counts" | "frequency" | "popularity"
        ) && self
            .mention(at)
            .is_none_or(|mention| mention.best_column() < 0.9)
        {
            return Some((OrderKey::Count(None), at + 1));
        }
        if let Some(function) = aggregate(self.word(at)) {
            let next = self.past_determiners(at + 1);
            if let Some(mention) = self
                .mention(next)
                .filter(|_| self.mention(at).is_none())
                .cloned()
            {
                let attribute = self.attribute_of(&mention)?;
                return Some((OrderKey::Aggregate(function, attribute), mention.end));
            }
        }
        let mention = self.mention(at)?.clone();
        // "the book with the most pages" is no order by books.
        let (mention, owner) = self.compound_key(&mention);
        let mut attribute = self.attribute_of(&mention).or_else(|| {
            let entity = self.entity_of(&mention)?;
            let column = self.index.tables[entity.table].display?;
            let id = crate::index::ColumnId {
                table: entity.table,
                column,
            };
            Some(Attribute {
                columns: vec![crate::link::ColumnLink {
                    column: id,
                    score: 0.6,
                }],
                owner: Some(entity),
                near: None,
                at,
                words: 0,
            })
        })?;
        if owner.is_some() {
            attribute.owner = owner;
        }
        let mut end = mention.end;
        // "age of the singer": the owner is named after it.
        if matches!(self.word(end), "of") {
            let next = self.past_determiners(end + 1);
            if let Some(owner) = self
                .mention(next)
                .filter(|mention| !mention.tables.is_empty())
            {
                attribute.owner = self.entity_of(owner);
                end = owner.end;
            }
        }
        Some((OrderKey::Attribute(attribute), end))
    }

    fn compound_key(
        &self,
        mention: &crate::link::Mention,
    ) -> (crate::link::Mention, Option<crate::frame::Entity>) {
        let next = mention.end
            + usize::from(self.word(mention.end) == "'s" || self.word(mention.end) == "'");
        match (self.entity_of(mention), self.mention(next)) {
            (Some(owner), Some(attribute))
                if !attribute.columns.is_empty() && !self.is_value(attribute) =>
            {
                (attribute.clone(), Some(owner))
            }
            _ => (mention.clone(), None),
        }
    }

    fn counted_key(&mut self, end: usize) -> Option<(OrderKey, usize)> {
        let mut next = self.past_determiners(end);
        let distinct = is_distinct(self.word(next));
        next += usize::from(distinct);
        let mention = self.mention(next)?.clone();
        match (self.entity_of(&mention), self.attribute_of(&mention)) {
            (Some(entity), _) if self.prefers_entity(&mention) => {
                Some((OrderKey::Count(Some(entity)), mention.end))
            }
            (_, Some(attribute)) => {
                let numeric = attribute
                    .columns
                    .iter()
                    .any(|link| self.index.column(link.column).numeric);
                let key = if numeric {
                    OrderKey::Attribute(attribute)
                } else {
                    OrderKey::CountDistinct(attribute)
                };
                Some((key, mention.end))
            }
            _ => None,
        }
    }
}
