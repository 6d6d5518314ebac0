//! What a question asks to return.

use super::Reader;
use crate::confidence::is_verb_like;
use crate::frame::{Attribute, Clause, Entity, Output};
use crate::lexicon::words::{is_distinct, is_each};
use crate::link::Mention;
use crate::tokens::TokenKind;

impl Reader<'_> {
    /// A list of outputs at the current position.
    pub(super) fn outputs(&mut self) {
        let start = self.at;
        let mut at = self.preamble(start);
        loop {
            let mark = self.at;
            if !self.output(at) {
                self.at = mark;
                break;
            }
            self.selecting = false;
            let Some(next) = self
                .connector(self.at)
                .filter(|next| self.output_follows(*next))
            else {
                break;
            };
            at = next;
        }
    }

    /// One output at a position.
    pub(super) fn output(&mut self, at: usize) -> bool {
        let mut at = self.past_determiners(at);
        if is_distinct(self.word(at)) && self.mention(at).is_none() {
            self.frame.distinct = true;
            at = self.past_determiners(at + 1);
        }
        self.at = self.at.min(at);
        if let Some(end) = self.count_phrase(at) {
            let total = self.word(at) == "total" || self.word(at) == "amount";
            return self.bare_count(end) || self.counted(end, total);
        }
        self.everything(at)
            || self.distribution(at)
            || self.share(at)
            || self.aggregates(at)
            || self.how_much(at)
            || self.named_count(at)
            || self.superlative_output(at)
            || self.plain_output(at)
    }

    /// "the number of each": what is counted was named before.
    fn bare_count(&mut self, end: usize) -> bool {
        if !is_each(self.word(end))
            && !matches!(self.word(end), "them" | "those" | "these" | "such")
        {
            return false;
        }
        self.take(end);
        self.frame.outputs.push(Output::Count(None));
        true
    }

    /// "the count", "the number", "their frequency".
    fn named_count(&mut self, at: usize) -> bool {
        let counts = matches!(
            self.word(at),
            "count" | "counts" | "frequency" | "number" | "numbers" | "total"
        );
        // "its number" is that of a thing.
        let owned = matches!(self.word(at), "number" | "numbers")
            && matches!(
                self.word(at.wrapping_sub(1)),
                "its" | "their" | "his" | "her"
            );
        if !counts
            || owned
            || self
                .mention(at)
                .is_some_and(|mention| mention.best_column() > 0.9)
            || !self.phrase_ends(at + 1)
        {
            return false;
        }
        self.take(at + 1);
        self.frame.outputs.push(Output::Count(None));
        true
    }

    /// "all the information about books".
    fn everything(&mut self, at: usize) -> bool {
        let word = self.word(at);
        if !matches!(
            word,
            "information"
                | "info"
                | "details"
                | "detail"
                | "data"
                | "columns"
                | "fields"
                | "attributes"
                | "record"
                | "records"
                | "rows"
                | "everything"
        ) {
            return false;
        }
        let all = at == 0
            || matches!(
                self.word(at - 1),
                "all" | "the" | "full" | "complete" | "show" | "list"
            )
            || word == "everything";
        let next = self.past_determiners(self.past(
            at + 1,
            &[
                "about",
                "of",
                "on",
                "for",
                "in",
                "from",
                "regarding",
                "every",
                "each",
                "all",
            ],
        ));
        let Some(mention) = self
            .mention(next)
            .filter(|mention| next > at + 1 && all && self.prefers_entity(mention))
            .cloned()
        else {
            return false;
        };
        let Some(entity) = self.entity_of(&mention) else {
            return false;
        };
        self.take(mention.end);
        self.speak_of(entity);
        self.frame.outputs.push(Output::Everything(entity));
        true
    }

    /// The thing an attribute was just said to be of: "name of the shop".
    fn of_thing(&mut self, at: usize) -> Option<Entity> {
        if !matches!(self.word(at), "of" | "for") {
            return None;
        }
        let mut next = self.past_determiners(at + 1);
        while matches!(self.word(next), "all" | "different" | "distinct") {
            next = self.past_determiners(next + 1);
        }
        let mention = self
            .mention(next)
            .filter(|mention| {
                !mention.tables.is_empty()
                    && self.prefers_entity(mention)
                    && !self.is_value(mention)
            })?
            .clone();
        let possessive = self
            .tokens
            .get(mention.end)
            .is_some_and(|token| token.kind == TokenKind::Possessive);
        let compound = self
            .mention(mention.end)
            .is_some_and(|next| !next.columns.is_empty());
        if possessive || compound {
            return None;
        }
        let entity = self.entity_of(&mention)?;
        self.take(mention.end);
        self.speak_of(entity);
        Some(entity)
    }

    /// A thing or an attribute, perhaps with what it belongs to.
    fn plain_output(&mut self, at: usize) -> bool {
        let at = self.adjectives(at);
        let Some(mention) = self.mention(at).cloned() else {
            return false;
        };
        if self.asked.contains(&mention.start) {
            return false;
        }
        if mention.columns.is_empty() && mention.tables.is_empty() {
            return self.possessor(&mention) || self.things_of_kind(&mention);
        }
        // "Who earns ...": a verb, whatever it sounds like.
        if self.word(at.wrapping_sub(1)) == "who" && is_verb_like(self.word(at)) {
            return false;
        }
        if self.is_value(&mention)
            && mention.best_value() > mention.best_column().max(mention.best_table())
        {
            return self.possessor(&mention) || self.things_of_kind(&mention);
        }
        let (mention, owner) = self.owned(&mention);
        let entity = self.entity_of(&mention);
        let mut attribute = self.attribute_of(&mention).map(|attribute| Attribute {
            owner,
            near: None,
            ..attribute
        });
        self.take(mention.end);
        if let Some(owner) = owner {
            self.speak_of(owner);
        } else if let Some(attribute) = attribute.as_mut().filter(|_| entity.is_none()) {
            attribute.owner = self.of_thing(mention.end);
            attribute.near = attribute.owner;
        }
        let output = match (entity, attribute) {
            (Some(entity), Some(attribute)) if owner.is_none() => {
                if mention.best_column() > mention.best_table() + 0.2 {
                    Output::Attribute(attribute)
                } else if mention.best_table() > mention.best_column() + 0.3 {
                    self.speak_of(entity);
                    Output::Entity(entity)
                } else {
                    Output::Either(attribute, entity)
                }
            }
            (_, Some(attribute)) => Output::Attribute(attribute),
            (Some(entity), None) => {
                self.speak_of(entity);
                Output::Entity(entity)
            }
            (None, None) => return false,
        };
        self.frame.outputs.push(output);
        true
    }

    /// "list all desserts": things that are called by the value of their kind.
    fn things_of_kind(&mut self, mention: &Mention) -> bool {
        let Some(entity) = self.kind_of(mention) else {
            return false;
        };
        self.take(mention.end);
        self.of_kind(mention, entity);
        self.frame.outputs.push(Output::Entity(entity));
        true
    }

    /// Puts a value as the kind of thing that is spoken of.
    pub(super) fn of_kind(&mut self, mention: &Mention, entity: Entity) {
        self.doubts.push(0.1);
        self.speak_of(entity);
        let kept = self.selecting;
        self.add(Clause::Value {
            links: mention.values.clone(),
            attribute: None,
            near: Some(entity),
            at: mention.start,
            negated: false,
        });
        self.selecting = kept;
    }

    /// The thing whose kind a value in the plural is, when it is found in one table alone.
    pub(super) fn kind_of(&self, mention: &Mention) -> Option<Entity> {
        let last = self.tokens.get(mention.end.checked_sub(1)?)?;
        let plural = last.lower.ends_with('s') && last.lower != last.stem && !last.capital;
        let table = mention.values.first()?.place.column.table;
        let one = mention
            .values
            .iter()
            .all(|value| value.place.column.table == table);
        (plural && one).then_some(Entity {
            table,
            via: None,
            at: mention.start,
        })
    }

    /// "Ann's age": the value is a condition, what follows is the output.
    fn possessor(&mut self, mention: &Mention) -> bool {
        let possessive = self
            .tokens
            .get(mention.end)
            .is_some_and(|token| token.kind == TokenKind::Possessive);
        if !possessive || mention.values.is_empty() {
            return false;
        }
        self.take(mention.end + 1);
        let kept = self.selecting;
        self.add(Clause::Value {
            links: mention.values.clone(),
            attribute: None,
            near: None,
            at: mention.start,
            negated: false,
        });
        self.selecting = kept;
        self.output(self.at)
    }

    /// "singer names", "the singer's name": the attribute with its owner.
    pub(super) fn owned(&mut self, mention: &Mention) -> (Mention, Option<Entity>) {
        let possessive = self
            .tokens
            .get(mention.end)
            .is_some_and(|token| token.kind == TokenKind::Possessive);
        let next = mention.end + usize::from(possessive);
        let follows = self.mention(next).filter(|next| {
            let compared = !possessive && self.comparison_at(next.end).is_some();
            !next.columns.is_empty() && (possessive || next.best_column() >= 0.75) && !compared
        });
        match (self.entity_of(mention), follows) {
            (Some(owner), Some(attribute)) if possessive || self.prefers_entity(mention) => {
                let attribute = attribute.clone();
                self.covered[next - usize::from(possessive)] = true;
                (attribute, Some(owner))
            }
            _ => (mention.clone(), None),
        }
    }
}
