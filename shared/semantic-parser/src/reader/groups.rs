//! "for each", "per", "by".

use super::Reader;
use crate::frame::{Entity, GroupKey, Output};
use crate::lexicon::words::{is_distinct, is_each};
use crate::link::ColumnLink;
use crate::plan::DatePart;
use contract::DataType;

impl Reader<'_> {
    /// A grouping at the current position.
    pub(super) fn group(&mut self) -> bool {
        let counted = self.counted_by_group();
        let Some(mut at) = self.group_phrase().or_else(|| counted.map(|_| self.at + 1)) else {
            return false;
        };
        at = self.past_determiners(at);
        while is_distinct(self.word(at)) || matches!(self.word(at), "of" | "the" | "single") {
            at += 1;
        }
        if self.word(at) == "number" && self.word(at + 1) == "of" && self.mention(at).is_none() {
            at += 2;
        }
        if matches!(self.word(at), "one" | "them" | "those" | "," | "?" | ".")
            || at >= self.tokens.len()
        {
            // "in each one": the groups are what was named before.
            self.take(at + usize::from(matches!(self.word(at), "one" | "them" | "those")));
            return true;
        }
        let mut found = false;
        while let Some(key) = self.group_key(at) {
            self.drop_pending();
            self.frame.groups.push(key);
            found = true;
            let next = self.past_determiners(self.past(self.at, &["and", ",", "each", "every"]));
            let more = next > self.at
                && self.mention(next).is_some_and(|mention| {
                    !mention.columns.is_empty()
                        && !self.condition_follows(mention.end)
                        && self.phrase_ends(mention.end)
                })
                && !self.frame.outputs.is_empty()
                && self.count_phrase(next).is_none();
            if !more {
                break;
            }
            at = next;
        }
        if let Some(entity) = counted.filter(|_| found) {
            self.frame.outputs = vec![Output::Count(Some(entity))];
        }
        found
    }

    /// "flights per hour", and "flights by cabin" where nothing is said to be listed: of the one thing
    /// that was named, how many there are in each group.
    fn counted_by_group(&self) -> Option<Entity> {
        let [Output::Entity(entity) | Output::Either(_, entity)] = self.frame.outputs.as_slice()
        else {
            return None;
        };
        let bare = self.past_determiners(0) == entity.at;
        let groups = match self.word(self.at) {
            "per" => true,
            "by" => bare && self.names_group(self.at + 1),
            _ => false,
        };
        let follows = self
            .mention(entity.at)
            .is_some_and(|mention| mention.end == self.at && mention.best_table() > 0.9);
        (groups && follows).then_some(*entity)
    }

    /// Whether a group is named at a position, and no value.
    fn names_group(&self, at: usize) -> bool {
        let at = self.past_determiners(at);
        match self.mention(at) {
            Some(mention) => mention.best_column().max(mention.best_table()) > mention.best_value(),
            None => self.part_at(at).is_some(),
        }
    }

    fn group_phrase(&self) -> Option<usize> {
        let at = self.past(
            self.at,
            &[
                "for", "in", "of", "from", "by", "within", "on", "at", "grouped", "and", "to",
                "with", "across", "has", "have", "does", "did", "do", "are", "is", "under", "that",
            ],
        );
        if is_each(self.word(at)) {
            return Some(at + 1);
        }
        let here = self.word(self.at);
        if here == "grouped" {
            return Some(self.past(self.at + 1, &["by"]));
        }
        let aggregated = self.frame.outputs.iter().any(|output| {
            matches!(
                output,
                Output::Count(_)
                    | Output::Aggregate { .. }
                    | Output::CountDistinct(_)
                    | Output::Share
            ) || self.returns_total(output)
                || self.returns_metric(output)
        });
        // "for all the different cylinders", "across different countries".
        if matches!(here, "for" | "in" | "across" | "of") && aggregated {
            let next = self.past(self.at + 1, &["all", "the", "of"]);
            if is_distinct(self.word(next)) {
                return Some(next + 1);
            }
        }
        let participle = self.at > 0 && !self.after_metric() && {
            let before = self.word(self.at - 1);
            before.ends_with("ed") || before.ends_with("en") || before == "order"
        };
        (here == "by" && aggregated && !participle && self.at > 0).then_some(self.at + 1)
    }

    /// "total by country" of a column that holds totals.
    fn returns_total(&self, output: &Output) -> bool {
        let Output::Attribute(attribute) = output else {
            return false;
        };
        self.tokens
            .get(attribute.at)
            .is_some_and(|token| matches!(token.stem.as_str(), "total" | "amount"))
            && attribute
                .columns
                .iter()
                .all(|link| self.index.column(link.column).numeric)
    }

    /// "net revenue by country": one number of many rows, or one that adds up.
    fn returns_metric(&self, output: &Output) -> bool {
        let (Output::Attribute(attribute) | Output::Either(attribute, _)) = output else {
            return false;
        };
        self.metric_of(attribute).is_some()
    }

    /// Whether the last words are the name of a metric, whatever they end in: "units returned by ward".
    fn after_metric(&self) -> bool {
        let Some(Output::Attribute(attribute)) = self.frame.outputs.last() else {
            return false;
        };
        attribute.at + attribute.words == self.at && self.metric_of(attribute).is_some()
    }

    /// What is returned for each group belongs to the group, or to the table that has it.
    fn own_by_group(
        &mut self,
        entity: Option<Entity>,
        attribute: Option<&crate::frame::Attribute>,
    ) {
        let holder = attribute.and_then(|attribute| {
            let table = attribute.columns.first()?.column.table;
            let only = attribute
                .columns
                .iter()
                .all(|link| link.column.table == table);
            only.then_some(Entity {
                table,
                via: None,
                at: attribute.at,
            })
        });
        if let Some(owner) = entity.or(holder) {
            self.own_outputs(owner);
        }
    }

    /// A part of a date at a position, and where its words end: "hour", "hour of the day".
    fn part_at(&self, at: usize) -> Option<(DatePart, usize)> {
        let whole = self.past(at + 1, &["of", "the"]);
        let (part, of) = match (self.word(at), self.word(whole)) {
            ("day", "week") if whole > at + 1 => return Some((DatePart::Weekday, whole + 1)),
            ("day" | "date", _) => (DatePart::Date, ""),
            ("year", _) => (DatePart::Year, ""),
            ("quarter", _) => (DatePart::Quarter, "year"),
            ("month", _) => (DatePart::Month, "year"),
            ("weekday", _) => (DatePart::Weekday, "week"),
            ("hour", _) => (DatePart::Hour, "day"),
            _ => return None,
        };
        let named = whole > at + 1 && self.word(whole) == of;
        Some((part, if named { whole + 1 } else { at + 1 }))
    }

    fn part_key(&mut self, at: usize) -> Option<GroupKey> {
        let (part, end) = self.part_at(at)?;
        if self
            .mention(at)
            .is_some_and(|mention| mention.best_column() > 0.6)
        {
            return None;
        }
        let mut attribute = self.date_attribute(at)?;
        if part == DatePart::Hour {
            // A day has no hours.
            let has_time = |link: &ColumnLink| {
                let data_type = &self.index.column(link.column).data_type;
                !matches!(data_type, DataType::Date)
            };
            attribute.columns.retain(has_time);
        }
        if attribute.columns.is_empty() {
            return None;
        }
        self.take(end);
        Some(GroupKey::Part(part, attribute))
    }

    fn group_key(&mut self, at: usize) -> Option<GroupKey> {
        if let Some(key) = self.part_key(at) {
            return Some(key);
        }
        let mention = self.mention(at)?.clone();
        if self.is_value(&mention)
            && mention.best_value() > mention.best_column().max(mention.best_table())
        {
            return None;
        }
        let next = mention.end
            + usize::from(
                self.tokens
                    .get(mention.end)
                    .is_some_and(|token| token.kind == crate::tokens::TokenKind::Possessive),
            );
        let entity = self.entity_of(&mention);
        if let (Some(owner), Some(attribute)) = (entity, self.mention(next).cloned())
            && let Some(mut key) = self
                .attribute_of(&attribute)
                .filter(|_| !self.is_value(&attribute))
        {
            let also_output = self.frame.outputs.is_empty()
                && next == mention.end
                && self.prefers_entity(&attribute);
            if !also_output {
                key.owner = Some(owner);
                self.take(attribute.end);
                return Some(GroupKey::Attribute(key));
            }
        }
        self.take(mention.end);
        let attribute = self.attribute_of(&mention);
        self.own_by_group(entity, attribute.as_ref());
        Some(match (entity, attribute) {
            (Some(entity), None) => {
                self.focus = self.focus.or(Some(entity));
                GroupKey::Entity(entity)
            }
            (None, Some(attribute)) => GroupKey::Attribute(attribute),
            (Some(entity), Some(attribute))
                if mention.best_table() > mention.best_column() + 0.2 =>
            {
                let _ = attribute;
                GroupKey::Entity(entity)
            }
            (Some(_), Some(attribute)) if mention.best_column() > mention.best_table() + 0.2 => {
                GroupKey::Attribute(attribute)
            }
            (Some(entity), Some(attribute)) => GroupKey::Either(attribute, entity),
            (None, None) => return None,
        })
    }
}
