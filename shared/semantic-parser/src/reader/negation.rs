//! "not", "no", "without".

use super::Reader;
use crate::frame::{Clause, Entity};
use crate::lexicon::comparisons::negated;
use crate::lexicon::dimensions::{comparative, superlative};
use crate::lexicon::words::{aggregate, is_auxiliary, is_negation};
use crate::tokens::TokenKind;

impl Reader<'_> {
    /// A negation at the current position.
    pub(super) fn negation(&mut self) -> bool {
        if !is_negation(self.word(self.at)) || self.comparison_at(self.at).is_some() {
            return false;
        }
        if self.word(self.at) == "not" && matches!(self.word(self.at + 1), "only") {
            return false;
        }
        let start = self.at;
        let next = self.denied(self.at + 1);
        if aggregate(self.word(next)).is_some() || superlative(self.word(next)).is_some() {
            // "not the cheapest": all rows but an extreme one, which no plan says yet.
            self.take(next);
            self.doubts.push(0.6);
            return true;
        }
        if self.comparison_at(next).is_some() || comparative(self.word(next)).is_some() {
            self.take(next);
            self.negated = true;
            return true;
        }
        let noun = self.past_adjectives(next);
        let Some(mention) = self.mention(noun).cloned() else {
            self.take(start + 1);
            self.negated = true;
            return true;
        };
        let entity = self
            .entity_of(&mention)
            .filter(|_| self.prefers_entity(&mention));
        match entity {
            Some(entity)
                if self
                    .focus
                    .is_none_or(|focus| focus.table != entity.table || entity.via.is_some()) =>
            {
                self.take(next);
                let first = self.frame.clauses.len();
                let or = std::mem::take(&mut self.or);
                self.adjectives(next);
                self.take(mention.end);
                self.or = or;
                self.denied_thing(entity, first);
            }
            _ => {
                self.take(next);
                self.negated = true;
                let have = matches!(self.word(start + 1), "have" | "has" | "had");
                if matches!(self.word(start), "no" | "without") || have {
                    return self.missing();
                }
            }
        }
        true
    }

    /// "without a phone number": the attribute is unknown.
    fn missing(&mut self) -> bool {
        let at = self.past_determiners(self.at);
        let Some(mention) = self.mention(at).cloned() else {
            return true;
        };
        if self.is_value(&mention) || self.condition_follows(mention.end) {
            return true;
        }
        let Some(attribute) = self.attribute_of(&mention) else {
            return true;
        };
        let nullable = attribute
            .columns
            .iter()
            .any(|link| self.index.column(link.column).nullable);
        if nullable {
            self.negated = false;
            self.take(mention.end);
            self.add(Clause::Null {
                attribute,
                negated: false,
            });
        }
        true
    }

    /// Past words between a negation and what it denies: "not (have any)", "not (visit any)".
    fn denied(&mut self, mut at: usize) -> usize {
        let limit = (at + 6).min(self.tokens.len());
        while at < limit {
            let word = self.word(at);
            let light = is_auxiliary(word)
                || matches!(
                    word,
                    "a" | "an"
                        | "any"
                        | "the"
                        | "own"
                        | "been"
                        | "single"
                        | "yet"
                        | "ever"
                        | "in"
                        | "on"
                        | "at"
                        | "by"
                        | "all"
                        | "of"
                        | "from"
                        | "to"
                        | "made"
                        | "use"
                        | "used"
                        | "belong"
                        | "with"
                );
            let unknown_verb = self.tokens[at].kind == TokenKind::Word
                && self.mention(at).is_none()
                && self.comparison_at(at).is_none()
                && word != "between";
            let measures = comparative(word).is_some()
                || aggregate(word).is_some()
                || superlative(word).is_some();
            if !light && (!unknown_verb || measures) {
                break;
            }
            if !light {
                self.doubts.push(0.05);
            }
            at += 1;
        }
        at
    }

    fn past_adjectives(&self, at: usize) -> usize {
        let mut next = at;
        while let Some(mention) = self.mention(next).filter(|mention| self.is_value(mention)) {
            if self
                .mention(mention.end)
                .is_none_or(|noun| noun.tables.is_empty())
            {
                break;
            }
            next = mention.end;
        }
        next
    }

    /// The rest of the clause is about the thing that must not exist.
    fn denied_thing(&mut self, entity: Entity, first: usize) {
        let inner = self.clauses_about(entity, first);
        self.add(Clause::Exists {
            entity,
            inner,
            negated: true,
        });
    }

    /// The conditions from `first` on and those in the rest of the clause, as said of a thing.
    pub(super) fn clauses_about(&mut self, entity: Entity, first: usize) -> Vec<Clause> {
        let outer = self.frame.clauses.drain(..first).collect::<Vec<_>>();
        let entities = self.frame.entities.clone();
        let focus = self.focus;
        let or = std::mem::take(&mut self.or);
        self.focus = Some(entity);
        self.frame.entities.clear();
        while self.at < self.tokens.len() && !self.clause_ends(self.at) {
            let before = self.at;
            if !(self.date_condition()
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
        let joined = std::mem::replace(&mut self.frame.entities, entities);
        let mut inner: Vec<Clause> = std::mem::replace(&mut self.frame.clauses, outer);
        inner.extend(
            joined
                .into_iter()
                .filter(|other| {
                    other.table != entity.table
                        && Some(other.table) != focus.map(|focus| focus.table)
                })
                .map(|entity| Clause::Exists {
                    entity,
                    inner: Vec::new(),
                    negated: false,
                }),
        );
        self.focus = focus;
        self.or = or;
        inner
    }

    /// Whether a clause ends before this position.
    pub(super) fn clause_ends(&self, at: usize) -> bool {
        let mark = self.tokens[at].kind == TokenKind::Mark;
        mark || (at > 0 && self.request_at(at))
            || matches!(
                self.word(at),
                "but" | "sorted" | "ordered" | "order" | "sort"
            )
            || (self.word(at) == "and"
                && (self.request_at(at + 1)
                    || matches!(
                        self.word(at + 1),
                        "also"
                            | "who"
                            | "that"
                            | "whose"
                            | "have"
                            | "has"
                            | "do"
                            | "does"
                            | "are"
                            | "is"
                            | "their"
                            | "did"
                    )))
            || (self.word(at) == "or"
                && matches!(
                    self.word(at + 1),
                    "who" | "that" | "whose" | "have" | "has" | "do" | "does"
                ))
    }
}

/// The opposite of a condition.
pub(super) fn deny(clause: Clause) -> Clause {
    match clause {
        Clause::Compare {
            attribute,
            operator,
            operand,
        } => Clause::Compare {
            attribute,
            operator: negated(operator),
            operand,
        },
        Clause::Value {
            links,
            attribute,
            near,
            at,
            negated,
        } => Clause::Value {
            links,
            attribute,
            near,
            at,
            negated: !negated,
        },
        Clause::Like {
            attribute,
            pattern,
            negated,
        } => Clause::Like {
            attribute,
            pattern,
            negated: !negated,
        },
        Clause::Null { attribute, negated } => Clause::Null {
            attribute,
            negated: !negated,
        },
        Clause::Exists {
            entity,
            inner,
            negated,
        } => Clause::Exists {
            entity,
            inner,
            negated: !negated,
        },
        Clause::Count {
            entity,
            distinct,
            operator,
            number,
            inner,
        } => Clause::Count {
            entity,
            distinct,
            operator: negated(operator),
            number,
            inner,
        },
        other => Clause::Not(vec![other]),
    }
}
