//! Conditions on text: values, patterns, unknowns.

use super::Reader;
use crate::frame::{Attribute, Clause, Operand, Output};
use crate::link::Mention;
use crate::plan::Comparison;
use crate::tokens::TokenKind;

impl Reader<'_> {
    /// "contains the word 'x'", "starting with 'x'".
    pub(super) fn pattern(&mut self, start: usize) -> bool {
        let word = self.word(start);
        let contains = matches!(
            word,
            "contain"
                | "contains"
                | "containing"
                | "contained"
                | "include"
                | "includes"
                | "including"
                | "like"
                | "have"
                | "has"
                | "having"
                | "with"
                | "substring"
        ) || self.words(start, &["the", "word"])
            || self.words(start, &["the", "substring"]);
        let starts = matches!(
            word,
            "start" | "starts" | "starting" | "begin" | "begins" | "beginning" | "started"
        );
        let ends = matches!(word, "end" | "ends" | "ending");
        if !contains && !starts && !ends {
            return false;
        }
        let next = self.past(
            start + 1,
            &[
                "with",
                "the",
                "word",
                "words",
                "string",
                "substring",
                "letter",
                "letters",
                "text",
                "phrase",
                "prefix",
                "suffix",
                "in",
                "by",
                "a",
                "character",
                "characters",
                "keyword",
            ],
        );
        let said_word = (start..next).any(|at| {
            matches!(
                self.word(at),
                "word"
                    | "words"
                    | "string"
                    | "substring"
                    | "letter"
                    | "letters"
                    | "phrase"
                    | "prefix"
                    | "suffix"
                    | "character"
                    | "keyword"
            )
        });
        let Some(token) = self.tokens.get(next) else {
            return false;
        };
        let quoted = token.kind == TokenKind::Quoted;
        if !(quoted
            || (said_word || starts || ends)
                && token.kind == TokenKind::Word
                && (token.text.len() <= 2 || token.capital))
        {
            return false;
        }
        let in_name = matches!(self.word(next + 1), "in" | "as");
        if matches!(word, "have" | "has" | "having" | "with") && !said_word && !in_name {
            return false;
        }
        let text = token
            .text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let pattern = match (starts, ends) {
            (true, _) => format!("{text}%"),
            (_, true) => format!("%{text}"),
            _ => format!("%{text}%"),
        };
        let mut end = next + 1;
        let mut attribute = self.pending.take();
        let after = self.past_determiners(self.past(end, &["in", "as", "part", "of"]));
        if attribute.is_none()
            && after > end
            && let Some(mention) = self
                .mention(after)
                .filter(|mention| !mention.columns.is_empty())
                .cloned()
        {
            attribute = self.attribute_of(&mention);
            end = mention.end;
        }
        let returned = self
            .frame
            .outputs
            .iter()
            .rev()
            .find_map(|output| match output {
                Output::Attribute(attribute) => attribute
                    .columns
                    .iter()
                    .any(|link| self.index.column(link.column).data_type.is_text())
                    .then(|| attribute.clone()),
                _ => None,
            });
        let Some(attribute) = attribute.or(returned) else {
            return false;
        };
        self.take(end);
        self.add(Clause::Like {
            attribute,
            pattern,
            negated: false,
        });
        true
    }

    /// "whose end date is missing", "with no end date".
    pub(super) fn null_condition(&mut self) -> bool {
        let at = self.past_auxiliaries(self.at);
        let negated = self.word(at) == "not";
        let at = at + usize::from(negated);
        let word = self.word(at);
        let unknown = matches!(
            word,
            "null" | "missing" | "unknown" | "empty" | "blank" | "unspecified"
        );
        let known = matches!(word, "known" | "specified");
        if !(unknown || known)
            || self
                .mention(at)
                .is_some_and(|mention| mention.best_value() > 0.9)
        {
            return false;
        }
        let Some(attribute) = self.pending.take() else {
            return false;
        };
        self.take(at + 1);
        let denied = std::mem::take(&mut self.negated) != negated;
        self.add(Clause::Null {
            attribute,
            negated: known != denied,
        });
        true
    }

    /// A value at the current position.
    pub(super) fn value_condition(&mut self) -> bool {
        let start = self.at;
        let token = &self.tokens[start];
        let mention = self.mention(start).cloned();
        if token.kind == TokenKind::Quoted
            && mention
                .as_ref()
                .is_none_or(|mention| mention.values.is_empty())
        {
            return self.unknown_text(start);
        }
        let Some(mention) = mention.filter(|mention| !mention.values.is_empty()) else {
            return false;
        };
        let waits = self
            .pending
            .as_ref()
            .is_some_and(|pending| fits(pending, &mention));
        if !waits && !self.is_value(&mention) {
            return false;
        }
        let other = mention.best_table().max(mention.best_column());
        if !waits && other >= mention.best_value() && !token.capital {
            return false;
        }
        let attribute = self.pending.take().or_else(|| {
            self.last_attribute
                .clone()
                .filter(|last| self.or && fits(last, &mention))
        });
        let (attribute, end) = self.value_kind(attribute, &mention);
        if attribute.as_ref().is_some_and(|attribute| {
            !fits(attribute, &mention) && !self.leads_to(attribute, &mention)
        }) {
            self.doubts.push(0.3);
        }
        let attribute = attribute.filter(|attribute| fits(attribute, &mention));
        self.take(end);
        self.last_attribute.clone_from(&attribute);
        // "French authors": the value is that of the noun it stands before.
        let noun = self
            .mention(end)
            .filter(|noun| !noun.tables.is_empty() && attribute.is_none())
            .and_then(|noun| self.entity_of(noun));
        let near = noun.or(self.focus);
        self.follow_value(&mention, end);
        self.add(Clause::Value {
            links: mention.values.clone(),
            attribute,
            near,
            at: start,
            negated: false,
        });
        true
    }

    /// Whether an attribute is a key into a table that has the value: "destination ward North".
    fn leads_to(&self, attribute: &Attribute, mention: &Mention) -> bool {
        self.index.keys.iter().any(|key| {
            let from = attribute.columns.iter().any(|link| {
                link.column.table == key.from && key.from_columns == [link.column.column]
            });
            from && mention
                .values
                .iter()
                .any(|value| value.place.column.table == key.to)
        })
    }

    /// A clause right after a value is about the thing with that value: "a cat that is 3".
    pub(super) fn follow_value(&mut self, mention: &Mention, end: usize) {
        let table = mention.values[0].place.column.table;
        let one = mention
            .values
            .iter()
            .all(|value| value.place.column.table == table);
        if one && matches!(self.word(end), "that" | "which" | "who" | "whose" | "with") {
            self.focus = Some(crate::frame::Entity {
                table,
                via: None,
                at: end,
            });
        }
    }

    /// "CD as their format", "Paris city": what kind of value it is may follow.
    pub(super) fn value_kind(
        &self,
        attribute: Option<Attribute>,
        mention: &Mention,
    ) -> (Option<Attribute>, usize) {
        let after =
            self.past_determiners(mention.end + usize::from(self.word(mention.end) == "as"));
        if let Some(kind) = self.mention(after).filter(|kind| !kind.columns.is_empty()) {
            let follows = after > mention.end || self.word(mention.end) != "as";
            if let Some(named) = self
                .attribute_of(kind)
                .filter(|named| follows && fits(named, mention) && after <= mention.end + 2)
            {
                let direct = after == mention.end || self.word(mention.end) == "as";
                if direct
                    && (kind.tables.is_empty()
                        || kind.best_column() > kind.best_table()
                        || self.word(mention.end) == "as")
                {
                    return (Some(named), kind.end);
                }
            }
        }
        // "a cat as a pet": the kind of thing it is.
        if self.word(mention.end) == "as" {
            let thing = self.mention(after).filter(|thing| {
                thing.tables.iter().any(|link| {
                    mention
                        .values
                        .iter()
                        .any(|value| value.place.column.table == link.table)
                })
            });
            if let Some(thing) = thing {
                return (attribute, thing.end);
            }
        }
        (attribute, mention.end)
    }

    /// Quoted text that is no known value.
    pub(super) fn unknown_text(&mut self, at: usize) -> bool {
        let attribute = self
            .pending
            .take()
            .or_else(|| self.last_attribute.clone().filter(|_| self.or));
        let attribute = attribute.or_else(|| {
            let kind = self.past_determiners(at + 1 + usize::from(self.word(at + 1) == "as"));
            self.mention(kind)
                .filter(|_| self.word(at + 1) == "as")
                .cloned()
                .and_then(|mention| self.attribute_of(&mention))
        });
        let attribute = attribute.or_else(|| self.name_attribute(at));
        let Some(attribute) = attribute else {
            return false;
        };
        let text = self.tokens[at].text.clone();
        self.take(at + 1);
        self.add(Clause::Compare {
            attribute,
            operator: Comparison::EqualIgnoringCase,
            operand: Operand::Text(text),
        });
        true
    }

    /// "named 'x'", "the book 'x'": the name of the thing spoken of.
    pub(super) fn name_attribute(&self, at: usize) -> Option<Attribute> {
        let focus = self.focus?;
        let column = self.index.tables[focus.table].display?;
        let id = crate::index::ColumnId {
            table: focus.table,
            column,
        };
        Some(Attribute {
            columns: vec![crate::link::ColumnLink {
                column: id,
                score: 0.8,
            }],
            owner: Some(focus),
            near: Some(focus),
            at,
            words: 0,
        })
    }
}

/// Whether a value occurs in one of the columns an attribute may mean.
pub(super) fn fits(attribute: &Attribute, mention: &Mention) -> bool {
    mention.values.iter().any(|value| {
        attribute
            .columns
            .iter()
            .any(|link| link.column == value.place.column)
    })
}
