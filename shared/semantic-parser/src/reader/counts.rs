//! Counting: "how many", "the number of".

use super::Reader;
use crate::frame::{Attribute, Clause, Entity, Output};
use crate::lexicon::words::is_distinct;
use crate::link::{Mention, TableLink};
use crate::plan::{Aggregate, Comparison};

impl Reader<'_> {
    /// Where a phrase that asks for a number ends.
    pub(super) fn count_phrase(&self, at: usize) -> Option<usize> {
        let phrases: [&[&str]; 9] = [
            &["how", "many"],
            &["total", "number", "of"],
            &["total", "count", "of"],
            &["number", "of"],
            &["numbers", "of"],
            &["count", "of"],
            &["total", "amount", "of"],
            &["amount", "of"],
            &["quantity", "of"],
        ];
        // A column that is itself a number of something: "number of pages".
        let column = |at: usize| {
            self.mention(at).is_some_and(|mention| {
                mention.end > at + 2
                    && mention.columns.iter().any(|link| {
                        let words = &self.index.column(link.column).forms[0].words;
                        link.score > 0.8
                            && words
                                .iter()
                                .any(|(word, weight)| word == "number" && *weight < 1.0)
                    })
            })
        };
        let found = phrases.iter().find(|words| self.words(at, words))?;
        // "amount of sales" where there is a column of amounts.
        let measure =
            (at..at + found.len()).find(|&at| matches!(self.word(at), "amount" | "quantity"));
        let measured = measure.is_some_and(|at| {
            self.mention(at)
                .is_some_and(|mention| mention.best_column() > 0.8)
        });
        (!column(at) && !measured).then_some(at + found.len())
    }

    /// What is counted, at a position after the phrase; `total` when a sum may be meant.
    pub(super) fn counted(&mut self, at: usize, total: bool) -> bool {
        let mut next = self.past_determiners(at);
        let mut distinct = false;
        loop {
            if is_distinct(self.word(next))
                || matches!(self.word(next), "type" | "types" | "kinds")
                    && self.word(next + 1) == "of"
                    && self.mention(next).is_none()
            {
                distinct = true;
                next += 1;
            } else if matches!(self.word(next), "of" | "the" | "all" | "any" | "other") {
                next += 1;
            } else {
                break;
            }
        }
        next = self.adjectives(next);
        let Some(mention) = self.mention(next).cloned().or_else(|| self.inside(next)) else {
            return false;
        };
        let named = mention.best_table().max(mention.best_column());
        if let Some(entity) = self
            .kind_of(&mention)
            .filter(|_| mention.best_value() > named && !distinct)
        {
            self.take(mention.end);
            self.of_kind(&mention, entity);
            self.frame.outputs.push(Output::Count(Some(entity)));
            return true;
        }
        let Some(output) = self.count_output(&mention, distinct, total) else {
            return false;
        };
        self.take(mention.end.max(self.at));
        if let Output::Count(Some(entity)) = &output {
            self.speak_of(*entity);
        }
        self.frame.outputs.push(output);
        true
    }

    /// Values and superlatives before a noun become conditions on it: "French players".
    /// Returns where the noun stands.
    pub(super) fn adjectives(&mut self, mut at: usize) -> usize {
        while let Some(mention) = self.mention(at).cloned() {
            let next = self.past_determiners(mention.end);
            let noun = self.mention(next).filter(|noun| {
                next == mention.end && (!noun.tables.is_empty() || !noun.columns.is_empty())
            });
            let Some(noun) = noun.filter(|_| self.is_value(&mention)).cloned() else {
                break;
            };
            if mention.best_table().max(mention.best_column()) > mention.best_value() {
                break;
            }
            let near = self.entity_of(&noun);
            self.take(mention.end);
            let kept = self.selecting;
            self.add(Clause::Value {
                links: mention.values.clone(),
                attribute: None,
                near,
                at: mention.start,
                negated: false,
            });
            self.selecting = kept;
            at = next;
        }
        at
    }

    /// The thing named by the end of a mention that took the phrase of counting for a part of a
    /// name: "number of flights" where flights have a number.
    fn inside(&self, at: usize) -> Option<Mention> {
        let around = self
            .mentions
            .iter()
            .find(|mention| mention.start < at && at < mention.end)?;
        let stems = self.tokens[at..around.end]
            .iter()
            .map(|token| token.stem.as_str());
        let tables = self.index.tables.iter().enumerate().filter(|(_, info)| {
            let words = info.forms[0].words.iter().map(|(word, _)| word.as_str());
            words.eq(stems.clone())
        });
        let tables: Vec<TableLink> = tables
            .map(|(table, _)| TableLink {
                table,
                score: 1.0,
                via: None,
            })
            .collect();
        let found = !tables.is_empty();
        found.then(|| Mention {
            start: at,
            end: around.end,
            tables,
            ..Mention::default()
        })
    }

    fn count_output(&mut self, mention: &Mention, distinct: bool, total: bool) -> Option<Output> {
        let entity = self.entity_of(mention);
        let attribute = self.attribute_of(mention);
        if let Some(entity) = entity.filter(|_| self.prefers_entity(mention)) {
            return Some(match self.compound(mention, entity) {
                Some(output) => output,
                None => Output::Count(Some(entity)),
            });
        }
        let Some(attribute) = attribute else {
            return entity.map(|entity| Output::Count(Some(entity)));
        };
        let numeric = attribute.columns.first().is_some_and(|link| {
            let column = self.index.column(link.column);
            column.numeric && !column.is_key && !is_year_like(&column.label)
        });
        if distinct || !numeric {
            if !distinct && self.describes_rows(&attribute, mention.end) {
                return None;
            }
            if !distinct {
                self.doubts.push(0.1);
            }
            return Some(Output::CountDistinct(attribute));
        }
        // "number of pages" of a column that is a number of pages is that column.
        let says_number = attribute.columns.first().is_some_and(|link| {
            self.index.column(link.column).forms[0]
                .words
                .iter()
                .any(|(word, _)| word == "number")
        });
        let asks_number = (mention.start.saturating_sub(3)..mention.start)
            .any(|at| matches!(self.word(at), "number" | "numbers"));
        if says_number && asks_number && !total {
            return Some(Output::Attribute(attribute));
        }
        if total || !self.one_thing_follows(mention.end) {
            return Some(Output::Aggregate {
                function: Aggregate::Sum,
                distinct: false,
                attribute,
            });
        }
        Some(Output::Attribute(attribute))
    }

    /// "how many book titles": an attribute of the thing just named follows it directly.
    fn compound(&mut self, mention: &Mention, entity: Entity) -> Option<Output> {
        let next = self.mention(mention.end)?;
        let mut attribute = self.attribute_of(next)?;
        // A verb is no part of a name: "how many members joined in 2023".
        let happened = attribute
            .columns
            .first()
            .is_some_and(|link| self.index.column(link.column).data_type.is_temporal());
        if happened
            || self.prefers_entity(next)
            || self.is_value(next)
            || next.best_column() < 0.75
            || self.comparison_at(next.end).is_some()
        {
            return None;
        }
        attribute.owner = Some(entity);
        self.take(next.end);
        Some(Output::CountDistinct(attribute))
    }

    /// Whether a column stands before the rows it belongs to: "active members" counts members that fulfil a
    /// condition, and which of the values fulfils it was not said.
    fn describes_rows(&self, attribute: &Attribute, end: usize) -> bool {
        let owner = attribute.columns.first().map(|link| link.column.table);
        self.mention(end).is_some_and(|noun| {
            self.prefers_entity(noun) && self.entity_of(noun).map(|entity| entity.table) == owner
        })
    }

    /// Whether the question goes on about one thing: "how many pages does the book have".
    fn one_thing_follows(&self, at: usize) -> bool {
        matches!(self.word(at), "does" | "did" | "is" | "was" | "has")
    }

    /// "more than 3 books", "at least two orders", after the operator and the number: the noun
    /// says whether things are counted or a column is compared.
    pub(super) fn count_condition(&mut self, operator: Comparison, number: f64, at: usize) -> bool {
        let mut next = self.past_determiners(at);
        let mut distinct = false;
        while is_distinct(self.word(next)) || matches!(self.word(next), "of") {
            distinct |= is_distinct(self.word(next));
            next += 1;
        }
        let Some(mention) = self.mention(next).cloned() else {
            return false;
        };
        let entity = self
            .entity_of(&mention)
            .filter(|_| self.prefers_entity(&mention));
        let attribute = self.attribute_of(&mention);
        let clause = match (
            entity,
            attribute.map(|attribute| self.counted_in(attribute)),
        ) {
            (Some(entity), _) => Clause::Count {
                entity,
                distinct: None,
                operator,
                number,
                inner: Vec::new(),
            },
            (None, Some(attribute)) => {
                let numeric = attribute.columns.first().is_some_and(|link| {
                    let column = self.index.column(link.column);
                    column.numeric && !column.is_key
                });
                if numeric && !distinct {
                    Clause::Compare {
                        attribute,
                        operator,
                        operand: crate::frame::Operand::Number(number),
                    }
                } else {
                    let entity = Entity {
                        table: attribute
                            .columns
                            .first()
                            .map_or(0, |link| link.column.table),
                        via: None,
                        at: next,
                    };
                    Clause::Count {
                        entity,
                        distinct: Some(attribute),
                        operator,
                        number,
                        inner: Vec::new(),
                    }
                }
            }
            (None, None) => return false,
        };
        self.take(mention.end);
        let clause = self.narrowed(clause);
        self.add(clause);
        true
    }

    /// "more than 2 books in 2024": what follows at once says which books count.
    fn narrowed(&mut self, clause: Clause) -> Clause {
        let follows = matches!(
            self.word(self.at),
            "in" | "on"
                | "during"
                | "from"
                | "with"
                | "that"
                | "after"
                | "before"
                | "since"
                | "of"
                | "under"
                | "over"
                | "above"
                | "below"
                | "between"
                | "whose"
        );
        match clause {
            Clause::Count {
                entity,
                distinct: None,
                operator,
                number,
                ..
            } if follows => {
                let or = std::mem::take(&mut self.or);
                let inner = self.clauses_about(entity, self.frame.clauses.len());
                self.or = or;
                Clause::Count {
                    entity,
                    distinct: None,
                    operator,
                    number,
                    inner,
                }
            }
            other => other,
        }
    }
}

fn is_year_like(label: &str) -> bool {
    label
        .split(' ')
        .any(|word| matches!(word, "year" | "month" | "date"))
}
