//! Reads the linked tokens of a question into a [`Frame`]: a hand-written grammar of analytic
//! English over words and mentions, from left to right.

mod comparison;
mod counts;
mod dates;
mod distribution;
mod extremes;
mod groups;
mod measures;
mod negation;
mod numbers;
mod operands;
mod order;
mod outputs;
mod phrases;
mod ranges;
mod requests;
mod sets;
mod top;
mod values;

use crate::frame::{Attribute, Clause, Entity, Frame, Output};
use crate::index::Index;
use crate::lexicon::words::{is_auxiliary, is_filler};
use crate::link::Mention;
use crate::plan::Metric;
use crate::tokens::{Token, TokenKind};
use jiff::civil::Date;

/// What came of reading.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) frame: Frame,
    /// Positions of tokens that no rule accounted for.
    pub(crate) unread: Vec<usize>,
    /// Doubts that rules raised, each between 0 and 1.
    pub(crate) doubts: Vec<f32>,
}

/// The state of reading.
pub(crate) struct Reader<'a> {
    pub(crate) tokens: &'a [Token],
    pub(crate) mentions: &'a [Mention],
    pub(crate) index: &'a Index,
    pub(crate) today: Option<Date>,
    at: usize,
    frame: Frame,
    covered: Vec<bool>,
    doubts: Vec<f32>,
    /// The thing spoken of last.
    focus: Option<Entity>,
    /// An attribute that waits for what is said of it.
    pending: Option<Attribute>,
    /// The attribute of the last condition: "9 or 10".
    last_attribute: Option<Attribute>,
    /// Whether "or" stands between the last condition and the next.
    or: bool,
    /// Whether "not" waits for what it denies.
    negated: bool,
    /// Whether "both" announced two conditions for two rows.
    both: bool,
    /// How many conditions stood before "both".
    both_start: usize,
    /// Where the conditions of the first of both end.
    both_split: Option<usize>,
    /// Where mentions start that were asked for before they were reached.
    asked: Vec<usize>,
    /// Whether the question began with "sort": its key follows as "by".
    sorting: bool,
    /// How many things with an extreme were asked for before the extreme was named.
    wanted: Option<u64>,
    /// Whether an output may still follow without a new request.
    selecting: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        tokens: &'a [Token],
        mentions: &'a [Mention],
        index: &'a Index,
        today: Option<Date>,
    ) -> Self {
        Self {
            tokens,
            mentions,
            index,
            today,
            at: 0,
            frame: Frame::default(),
            covered: vec![false; tokens.len()],
            doubts: Vec::new(),
            focus: None,
            pending: None,
            last_attribute: None,
            or: false,
            negated: false,
            both: false,
            both_start: 0,
            both_split: None,
            asked: Vec::new(),
            sorting: false,
            wanted: None,
            selecting: true,
        }
    }

    /// Reads the whole question.
    pub(crate) fn read(mut self) -> Reading {
        self.opening();
        while self.at < self.tokens.len() {
            let before = self.at;
            if self.selecting {
                self.outputs();
            }
            if self.at == before {
                self.modifier();
            }
            // Whatever a rule claims, reading goes on.
            if self.at <= before {
                self.at = before;
                self.skip();
            }
        }
        self.close();
        let unread = (0..self.tokens.len())
            .filter(|&at| !self.covered[at])
            .collect();
        Reading {
            frame: self.frame,
            unread,
            doubts: self.doubts,
        }
    }

    /// One modifier at the current position.
    fn modifier(&mut self) -> bool {
        self.order()
            || self.set_phrase()
            || self.group()
            || self.extreme()
            || self.negation()
            || self.more_outputs()
            || self.date_condition()
            || self.comparison()
            || self.null_condition()
            || self.value_condition()
            || self.number_condition()
            || self.noun()
    }

    /// A noun that is no condition by itself: a thing that is joined, or an attribute that waits.
    fn noun(&mut self) -> bool {
        let Some(mention) = self.mention(self.at) else {
            return false;
        };
        let end = mention.end;
        if self.asked.contains(&mention.start) {
            self.take(end);
            return true;
        }
        let entity = self.entity_of(mention);
        let attribute = self.attribute_of(mention);
        let prefers_entity = self.prefers_entity(mention) || self.names_owner();
        match (entity, attribute) {
            (Some(entity), None) => self.speak_of(entity),
            (Some(entity), Some(_)) if prefers_entity => self.speak_of(entity),
            (_, Some(attribute)) => {
                self.drop_pending();
                self.pending = Some(attribute);
            }
            (None, None) => return false,
        }
        self.take(end);
        true
    }

    /// "the name of the ...": what has a name is a thing.
    fn names_owner(&self) -> bool {
        let before = (0..self.at).rev().find(|&at| {
            !crate::lexicon::words::is_determiner(self.word(at))
                && !crate::lexicon::words::is_distinct(self.word(at))
        });
        let of = before.is_some_and(|at| matches!(self.word(at), "of" | "for"));
        let name = |attribute: &Attribute| {
            attribute.near.is_none()
                && self
                    .tokens
                    .get(attribute.at)
                    .is_some_and(|token| token.stem == "name")
        };
        of && self
            .frame
            .outputs
            .iter()
            .any(|output| matches!(output, Output::Attribute(attribute) if name(attribute)))
    }

    /// Makes a thing the one that is spoken of, and joins it.
    fn speak_of(&mut self, entity: Entity) {
        self.focus = Some(entity);
        if !self
            .frame
            .entities
            .iter()
            .any(|e| e.table == entity.table && e.via == entity.via)
        {
            self.frame.entities.push(entity);
        }
        self.own_outputs(entity);
    }

    /// Attributes to return that have no owner yet belong to the first thing named after them.
    fn own_outputs(&mut self, entity: Entity) {
        for output in &mut self.frame.outputs {
            match output {
                Output::Attribute(attribute)
                | Output::Either(attribute, _)
                | Output::Aggregate { attribute, .. }
                | Output::CountDistinct(attribute)
                    if attribute.near.is_none() =>
                {
                    attribute.near = Some(entity);
                }
                _ => {}
            }
        }
    }

    /// Passes over one token that no rule begins with.
    fn skip(&mut self) {
        let Some(token) = self.tokens.get(self.at) else {
            return;
        };
        let exist = self.words(self.at, &["are", "there"])
            || matches!(self.word(self.at), "exist" | "exists") && self.phrase_ends(self.at + 1);
        if self.at > 0 && exist && self.count_phrase(0).is_none() {
            self.frame.distinct = true;
        }
        let harmless = is_filler(&token.lower)
            || is_auxiliary(&token.lower)
            || matches!(token.kind, TokenKind::Mark | TokenKind::Possessive);
        if self.count_phrase(self.at).is_some() && !self.covered[self.at] {
            // A number was asked for, and of what was not understood.
            self.doubts.push(0.6);
        }
        if token.lower == "or" {
            self.or = true;
        }
        if crate::lexicon::words::is_distinct(&token.lower) {
            self.frame.distinct = true;
            self.covered[self.at] = true;
        }
        self.covered[self.at] |= harmless || token.lower == "or";
        self.at += 1;
    }

    /// What is left when the question ends.
    fn close(&mut self) {
        if self.negated || self.wanted.is_some() {
            self.doubts.push(0.6);
        }
        self.drop_pending();
        self.finish_both();
    }

    /// An attribute of which nothing was said: it was only a word.
    fn drop_pending(&mut self) {
        if let Some(attribute) = self.pending.take() {
            self.covered[attribute.at] = false;
        }
    }

    // --- looking ---

    /// The mention that starts at a position.
    fn mention(&self, at: usize) -> Option<&'a Mention> {
        self.mentions.iter().find(|mention| mention.start == at)
    }

    /// The word at a position in lower case; empty beyond the end and for what is no word.
    fn word(&self, at: usize) -> &'a str {
        match self.tokens.get(at) {
            Some(token) if token.kind != TokenKind::Quoted => &token.lower,
            _ => "",
        }
    }

    /// Whether these words stand at a position.
    fn words(&self, at: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(offset, word)| self.word(at + offset) == *word)
    }

    /// The first position from `at` that is no word of the list.
    fn past(&self, mut at: usize, words: &[&str]) -> usize {
        while words.contains(&self.word(at)) && at < self.tokens.len() {
            at += 1;
        }
        at
    }

    /// Marks everything up to `end` as read and goes there.
    fn take(&mut self, end: usize) {
        let end = end.min(self.tokens.len());
        for covered in &mut self.covered[self.at.min(end)..end] {
            *covered = true;
        }
        self.at = end;
    }

    // --- making ---

    fn attribute_of(&self, mention: &Mention) -> Option<Attribute> {
        (!mention.columns.is_empty()).then(|| Attribute {
            columns: mention.columns.clone(),
            owner: None,
            near: self.focus,
            at: mention.start,
            words: mention.end - mention.start,
        })
    }

    #[expect(clippy::unused_self, reason = "reads as the other makers do")]
    fn entity_of(&self, mention: &Mention) -> Option<Entity> {
        let best = mention
            .tables
            .iter()
            .max_by(|a, b| a.score.total_cmp(&b.score).then(b.table.cmp(&a.table)))?;
        Some(Entity {
            table: best.table,
            via: best.via,
            at: mention.start,
        })
    }

    /// The metric an attribute means, when it is called by its name.
    pub(crate) fn metric_of(&self, attribute: &Attribute) -> Option<&'a Metric> {
        crate::metric::meant(self.index, attribute)
    }

    /// Whether a word that names both a thing and an attribute means the thing.
    fn prefers_entity(&self, mention: &Mention) -> bool {
        mention.best_table() + 0.05 >= mention.best_column()
    }

    /// Adds a condition; an "or" before it joins it to the last one.
    fn add(&mut self, clause: Clause) {
        let clause = if std::mem::take(&mut self.negated) {
            negation::deny(clause)
        } else {
            clause
        };
        if let Clause::Compare { attribute, .. } | Clause::Between { attribute, .. } = &clause {
            self.last_attribute = Some(attribute.clone());
        }
        self.selecting &= self.frame.outputs.is_empty();
        let first = self.both_split.unwrap_or(0);
        if std::mem::take(&mut self.or) && self.frame.clauses.len() > first {
            match self.frame.clauses.pop() {
                Some(Clause::Any(mut any)) => {
                    any.push(clause);
                    self.frame.clauses.push(Clause::Any(any));
                }
                Some(last) => self.frame.clauses.push(Clause::Any(vec![last, clause])),
                None => self.frame.clauses.push(clause),
            }
        } else {
            self.frame.clauses.push(clause);
        }
    }
}
