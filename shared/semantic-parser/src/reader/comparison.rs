//! Conditions on attributes: comparisons, values, numbers, patterns, unknowns.

use super::Reader;
use crate::frame::{Attribute, Clause, Operand, Output};
use crate::lexicon::comparisons::trailing;
use crate::lexicon::dimensions::{comparative, is_downward};
use crate::lexicon::numbers::factor;
use crate::lexicon::words::aggregate;
use crate::link::Mention;
use crate::plan::{Aggregate, Comparison};
use crate::tokens::TokenKind;

impl Reader<'_> {
    /// A comparison at the current position.
    pub(super) fn comparison(&mut self) -> bool {
        let start = self.past_auxiliaries(self.at);
        if self.word(start) == "between" || self.words(start, &["in", "between"]) || self.words(start, &["ranging", "from"]) {
            return self.between(start);
        }
        if self.having(start) {
            return true;
        }
        if self.pattern(self.at) || self.pattern(start) {
            return true;
        }
        if let Some(phrase) = self.comparison_at(start) {
            let end = self.past(start + phrase.len(), &["that", "of"]);
            if self.compared(phrase.operator, end, phrase.temporal, None) {
                return true;
            }
        }
        if let Some(dimension) = comparative(self.word(start)).or_else(|| {
            // "more expensive than"
            matches!(self.word(start), "more" | "less").then(|| crate::lexicon::dimensions::positive(self.word(start + 1)))?
        }) {
            return self.compared_by_adjective(&dimension, start);
        }
        self.attribute_than(start)
    }

    /// "an average price above 10", of the groups that are returned.
    fn having(&mut self, start: usize) -> bool {
        let at = self.past_determiners(self.past(start, &["with", "whose", "has", "have", "had"]));
        let Some(function) = aggregate(self.word(at)).filter(|_| self.mention(at).is_none()) else { return false };
        let Some(mention) = self.noun_at(at + 1).filter(|mention| !mention.columns.is_empty()).cloned() else { return false };
        let phrase_at = self.past_auxiliaries(mention.end);
        let Some(phrase) = self.comparison_at(phrase_at) else { return false };
        let Some((number, end)) = self.number_at(phrase_at + phrase.len()) else { return false };
        let Some(attribute) = self.attribute_of(&mention) else { return false };
        self.take(end);
        self.add(Clause::Having { function, attribute, operator: phrase.operator, number });
        true
    }

    /// "older than 20", "more expensive than the average".
    fn compared_by_adjective(&mut self, dimension: &crate::lexicon::dimensions::Dimension, start: usize) -> bool {
        let word = self.word(start);
        let two_words = matches!(word, "more" | "less");
        let than = start + 1 + usize::from(two_words);
        if self.word(than) != "than" {
            return self.attribute_than(start);
        }
        let words_up = dimension.rising;
        let words_down = dimension.falling;
        let near_has = |links: &[crate::link::ColumnLink]| {
            self.focus.is_some_and(|focus| links.iter().any(|link| link.column.table == focus.table))
        };
        let rising = self.columns_about(words_up);
        let falling = self.columns_about(words_down);
        let (columns, greater) = if rising.is_empty() || (near_has(&falling) && !near_has(&rising)) { (falling, false) } else { (rising, true) };
        let greater = greater != (word == "less");
        let operator = if greater { Comparison::Greater } else { Comparison::Less };
        if self.pending.is_some() {
            // "whose weight is heavier than 10": the attribute is named already.
            let operator = if is_downward(word) { Comparison::Less } else if dimension.falling.contains(&"age") { Comparison::Less } else { Comparison::Greater };
            return self.compared(operator, than + 1, false, None);
        }
        if columns.is_empty() {
            return false;
        }
        let attribute = Attribute { columns, owner: None, near: self.focus, at: start, words: 0 };
        self.compared(operator, than + 1, false, Some(attribute))
    }

    /// "a larger capacity than 100", "more pages than the average".
    fn attribute_than(&mut self, start: usize) -> bool {
        let start = self.past_determiners(start);
        let word = self.word(start);
        let bare = comparative(word).is_some() || matches!(word, "more" | "less" | "fewer");
        if !bare {
            return false;
        }
        let Some(mention) = self.mention(start + 1).cloned() else { return false };
        if self.word(mention.end) != "than" {
            return false;
        }
        let Some(attribute) = self.attribute_of(&mention) else { return false };
        let operator = if is_downward(word) || matches!(word, "less" | "fewer") { Comparison::Less } else { Comparison::Greater };
        self.compared(operator, mention.end + 1, false, Some(attribute))
    }

    /// After the operator: what is compared, unless it was named, and what it is compared with.
    fn compared(&mut self, operator: Comparison, at: usize, temporal: bool, attribute: Option<Attribute>) -> bool {
        let mut at = at;
        let mut attribute = attribute.or_else(|| self.pending.take()).or_else(|| self.output_as_subject());
        let saved = attribute.clone();
        // "above age 20", "after year 2010": the attribute stands before the bound.
        let named_at = self.past_determiners(at);
        if let Some(mention) = self.mention(named_at).filter(|_| aggregate(self.word(named_at)).is_none()).cloned() {
            let bound = self.past(mention.end, &["of", "than", "the", "is"]);
            if self.tokens.get(bound).is_some_and(|token| token.number().is_some()) && !mention.columns.is_empty() {
                let named = self.attribute_of(&mention);
                attribute = attribute.or(named);
                at = bound;
            }
        }
        if let Some(number) = self.number_at(at) {
            return self.compared_with_number(operator, number, temporal, attribute, saved);
        }
        match self.operand(at, attribute.as_ref()) {
            Some((operand, end, named)) => {
                let dated = match operand {
                    Operand::Date(_) => self.date_attribute(end),
                    _ => None,
                };
                let Some(attribute) = attribute.or(named).or(dated) else {
                    self.pending = saved;
                    return false;
                };
                self.take(end);
                self.add(Clause::Compare { attribute, operator, operand });
                true
            }
            None => {
                self.pending = saved;
                false
            }
        }
    }

    /// "which shop's size is above 9": what seemed to be asked for is what is compared.
    fn output_as_subject(&mut self) -> Option<Attribute> {
        let auxiliary = matches!(self.word(self.at), "is" | "are" | "was" | "were");
        let adjacent = auxiliary && self.frame.clauses.is_empty() && self.frame.outputs.len() == 1;
        let whose = match self.frame.outputs.first() {
            Some(Output::Attribute(attribute)) if adjacent => attribute.owner?,
            _ => return None,
        };
        match std::mem::replace(&mut self.frame.outputs[0], Output::Entity(whose)) {
            Output::Attribute(attribute) => Some(attribute),
            _ => None,
        }
    }

    fn compared_with_number(&mut self, operator: Comparison, (number, end): (f64, usize), temporal: bool, attribute: Option<Attribute>, saved: Option<Attribute>) -> bool {
        let (operator, end) = match trailing(self.word(end), self.word(end + 1)) {
            Some(trailing) => (trailing, end + 2),
            None => (operator, end),
        };
        let attribute = attribute.and_then(|attribute| self.plausible(attribute, number));
        if let Some(attribute) = attribute {
            let end = self.past_unit(end);
            self.take(end);
            self.add(Clause::Compare { attribute, operator, operand: Operand::Number(number) });
            return true;
        }
        let year = is_year(number);
        let goes_on = self.at > 0 && matches!(self.word(self.at - 1), "and" | "or") && saved.is_none();
        if let Some(attribute) = self.last_attribute.clone().filter(|_| temporal && goes_on && !self.frame.clauses.is_empty()) {
            self.take(end);
            self.add(Clause::Compare { attribute, operator, operand: Operand::Number(number) });
            return true;
        }
        if temporal && year {
            if let Some(attribute) = self.year_attribute(end) {
                self.take(end);
                self.add(Clause::Compare { attribute, operator, operand: Operand::Number(number) });
                return true;
            }
        }
        let here = self.at;
        if self.count_condition_from(operator, number, end) {
            return true;
        }
        self.at = here;
        self.pending = saved;
        // The attribute follows or was the last one spoken of: "older than 3 and under 9".
        let Some(attribute) = self.last_attribute.clone().filter(|_| self.frame.clauses.last().is_some()) else { return false };
        self.take(end);
        self.add(Clause::Compare { attribute, operator, operand: Operand::Number(number) });
        true
    }

    fn count_condition_from(&mut self, operator: Comparison, number: f64, end: usize) -> bool {
        let at = self.at;
        for covered in &mut self.covered[at..end.min(self.tokens.len())] {
            *covered = true;
        }
        self.at = end;
        if self.count_condition(operator, number, end) {
            return true;
        }
        for covered in &mut self.covered[at..end.min(self.tokens.len())] {
            *covered = false;
        }
        self.at = at;
        false
    }

    /// "pounds", "years old", "dollars": units say nothing new.
    fn past_unit(&self, at: usize) -> usize {
        if self.words(at, &["years", "old"]) || self.words(at, &["years", "of", "age"]) {
            return at + if self.word(at + 1) == "of" { 3 } else { 2 };
        }
        let unit = matches!(self.word(at), "pounds" | "dollars" | "euros" | "usd" | "kg" | "km" | "miles" | "meters" | "metres" | "minutes" | "seconds" | "hours" | "percent" | "%" | "years" | "units" | "feet" | "cm" | "lbs" | "tons" | "points");
        if unit && self.mention(at).is_none() { at + 1 } else { at }
    }

    /// A number at a position, with a factor such as "million".
    pub(super) fn number_at(&self, at: usize) -> Option<(f64, usize)> {
        let at = self.past(at, &["a", "about", "around", "the", "year", "$"]);
        let number = self.tokens.get(at)?.number()?;
        if self.word(at) == "one" && (at == 0 || matches!(self.word(at - 1), "the" | "each" | "which" | "this" | "that" | "every") || self.word(at - 1) == "than" && matches!(self.word(at + 1), "with" | "that" | "who" | "which" | "of" | "in")) {
            return None;
        }
        match factor(self.word(at + 1)) {
            Some(factor) => Some((number * factor, at + 2)),
            None => Some((number, at + 1)),
        }
    }

    /// What an attribute is compared with, where it ends, and the attribute when it is named here.
    fn operand(&mut self, at: usize, attribute: Option<&Attribute>) -> Option<(Operand, usize, Option<Attribute>)> {
        let next = self.past(at, &["the", "that", "of", "those", "all", "an", "a", "any", "overall"]);
        if let Some((date, end)) = self.date_at(next) {
            return Some((Operand::Date(date), end, None));
        }
        if let Some(function) = aggregate(self.word(next)).or_else(|| self.extreme_function(next)) {
            return Some(self.aggregate_operand(function, next + 1));
        }
        let token = self.tokens.get(next)?;
        if token.kind == TokenKind::Quoted {
            return Some((Operand::Text(token.text.clone()), next + 1, None));
        }
        if matches!(self.word(next), "one" | "ones") {
            return self.thing_operand(next + 1);
        }
        let mention = self.mention(next)?.clone();
        if !mention.tables.is_empty() && (mention.columns.is_empty() || self.prefers_entity(&mention)) {
            return self.thing_operand(mention.end);
        }
        let named = self.attribute_of(&mention)?;
        (attribute.is_some() && !self.is_value(&mention)).then_some((Operand::Attribute(named), mention.end, None))
    }

    fn extreme_function(&self, at: usize) -> Option<Aggregate> {
        crate::lexicon::dimensions::superlative(self.word(at))?;
        Some(if is_downward(self.word(at)) { Aggregate::Minimum } else { Aggregate::Maximum })
    }

    /// "the average", "the average price", "the minimum price of books opened after 2010".
    fn aggregate_operand(&mut self, function: Aggregate, at: usize) -> (Operand, usize, Option<Attribute>) {
        let next = self.past(at, &["of", "the", "value", "overall"]);
        let named = self.mention(next).filter(|mention| !mention.columns.is_empty() && !self.is_value(mention)).cloned();
        let (attribute, mut end) = match &named {
            Some(mention) if mention.best_column() >= mention.best_table() => (self.attribute_of(mention), mention.end),
            _ => (None, at),
        };
        // "of all books published after 2010": the average is of those alone.
        let owner_at = self.past(end, &["of", "all", "for", "the", "number", "across", "among"]);
        let mut inner = Vec::new();
        if let Some(owner) = self.mention(owner_at).filter(|owner| !owner.tables.is_empty()).cloned() {
            end = owner.end;
            let outer = std::mem::take(&mut self.frame.clauses);
            let (at, or, focus) = (self.at, std::mem::take(&mut self.or), self.focus);
            let pending = self.pending.take();
            self.focus = self.entity_of(&owner);
            self.at = end;
            while self.at < self.tokens.len() && !self.clause_ends(self.at) {
                let before = self.at;
                if !(self.date_condition() || self.comparison() || self.value_condition() || self.number_condition() || self.verb_attribute()) {
                    self.skip();
                }
                if self.at == before {
                    break;
                }
            }
            end = self.at;
            self.drop_pending();
            inner = std::mem::replace(&mut self.frame.clauses, outer);
            self.pending = pending;
            self.at = at;
            self.or = or;
            self.focus = focus;
            if inner.is_empty() {
                end = owner.end;
            }
        }
        let operand = Operand::Aggregate { function, attribute: attribute.clone(), inner };
        (operand, end, attribute)
    }

    fn verb_attribute(&mut self) -> bool {
        let Some(mention) = self.mention(self.at).filter(|mention| !mention.columns.is_empty()).cloned() else { return false };
        self.pending = self.attribute_of(&mention);
        self.take(mention.end);
        true
    }

    /// "the car with the largest horsepower", "any book in English".
    fn thing_operand(&self, end: usize) -> Option<(Operand, usize, Option<Attribute>)> {
        let with = self.past(end, &["with", "that", "which", "who", "has", "having", "have", "the"]);
        let extreme = crate::lexicon::dimensions::superlative(self.word(with)).is_some() || matches!(self.word(with), "most" | "least" | "maximum" | "minimum");
        if extreme {
            let downward = is_downward(self.word(with));
            let next = self.past(with + 1, &["amount", "of", "the", "value"]);
            let named = self.mention(next)?.clone();
            let by = self.attribute_of(&named)?;
            return Some((Operand::OfExtreme { by, descending: !downward }, named.end, None));
        }
        None
    }

    fn between(&mut self, start: usize) -> bool {
        let first = self.past(start, &["in", "between", "ranging", "from"]);
        let low = self.bound_at(first);
        let Some((low, middle)) = low else { return false };
        if !matches!(self.word(middle), "and" | "to") {
            return false;
        }
        let Some((high, end)) = self.bound_at(middle + 1) else { return false };
        let end = self.past_unit(end);
        let attribute = self.pending.take().or_else(|| self.mention(end).cloned().and_then(|mention| self.attribute_of(&mention)));
        let attribute = attribute.or_else(|| match low {
            Operand::Number(number) if is_year(number) => self.year_attribute(end),
            Operand::Date(_) => self.date_attribute(end),
            _ => None,
        });
        let Some(attribute) = attribute else { return false };
        let end = if attribute.at == end { self.mention(end).map_or(end, |mention| mention.end) } else { end };
        self.take(end);
        self.add(Clause::Between { attribute, low, high });
        true
    }

    fn bound_at(&mut self, at: usize) -> Option<(Operand, usize)> {
        if let Some((date, end)) = self.date_at(at) {
            return Some((Operand::Date(date), end));
        }
        self.number_at(at).map(|(number, end)| (Operand::Number(number), end))
    }

    /// "contains the word 'x'", "starting with 'x'".
    fn pattern(&mut self, start: usize) -> bool {
        let word = self.word(start);
        let contains = matches!(word, "contain" | "contains" | "containing" | "contained" | "include" | "includes" | "including" | "like" | "have" | "has" | "having" | "with" | "substring")
            || self.words(start, &["the", "word"]) || self.words(start, &["the", "substring"]);
        let starts = matches!(word, "start" | "starts" | "starting" | "begin" | "begins" | "beginning" | "started");
        let ends = matches!(word, "end" | "ends" | "ending");
        if !contains && !starts && !ends {
            return false;
        }
        let next = self.past(start + 1, &["with", "the", "word", "words", "string", "substring", "letter", "letters", "text", "phrase", "prefix", "suffix", "in", "by", "a", "character", "characters", "keyword"]);
        let said_word = (start..next).any(|at| matches!(self.word(at), "word" | "words" | "string" | "substring" | "letter" | "letters" | "phrase" | "prefix" | "suffix" | "character" | "keyword"));
        let Some(token) = self.tokens.get(next) else { return false };
        let quoted = token.kind == TokenKind::Quoted;
        if !(quoted || (said_word || starts || ends) && token.kind == TokenKind::Word && (token.text.len() <= 2 || token.capital)) {
            return false;
        }
        let in_name = matches!(self.word(next + 1), "in" | "as");
        if matches!(word, "have" | "has" | "having" | "with") && !said_word && !in_name {
            return false;
        }
        let text = token.text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = match (starts, ends) {
            (true, _) => format!("{text}%"),
            (_, true) => format!("%{text}"),
            _ => format!("%{text}%"),
        };
        let mut end = next + 1;
        let mut attribute = self.pending.take();
        let after = self.past_determiners(self.past(end, &["in", "as", "part", "of"]));
        if attribute.is_none() && after > end {
            if let Some(mention) = self.mention(after).filter(|mention| !mention.columns.is_empty()).cloned() {
                attribute = self.attribute_of(&mention);
                end = mention.end;
            }
        }
        let returned = self.frame.outputs.iter().rev().find_map(|output| match output {
            Output::Attribute(attribute) => attribute.columns.iter().any(|link| self.index.column(link.column).data_type.is_text()).then(|| attribute.clone()),
            _ => None,
        });
        let Some(attribute) = attribute.or(returned) else { return false };
        self.take(end);
        self.add(Clause::Like { attribute, pattern, negated: false });
        true
    }

    /// "whose end date is missing", "with no end date".
    pub(super) fn null_condition(&mut self) -> bool {
        let at = self.past_auxiliaries(self.at);
        let negated = self.word(at) == "not";
        let at = at + usize::from(negated);
        let word = self.word(at);
        let unknown = matches!(word, "null" | "missing" | "unknown" | "empty" | "blank" | "unspecified");
        let known = matches!(word, "known" | "specified");
        if !(unknown || known) || self.mention(at).is_some_and(|mention| mention.best_value() > 0.9) {
            return false;
        }
        let Some(attribute) = self.pending.take() else { return false };
        self.take(at + 1);
        let denied = std::mem::take(&mut self.negated) != negated;
        self.add(Clause::Null { attribute, negated: known != denied });
        true
    }

    /// A value at the current position.
    pub(super) fn value_condition(&mut self) -> bool {
        let start = self.at;
        let token = &self.tokens[start];
        let mention = self.mention(start).cloned();
        if token.kind == TokenKind::Quoted && mention.as_ref().is_none_or(|mention| mention.values.is_empty()) {
            return self.unknown_text(start);
        }
        let Some(mention) = mention.filter(|mention| !mention.values.is_empty()) else { return false };
        let waits = self.pending.as_ref().is_some_and(|pending| fits(pending, &mention));
        if !waits && !self.is_value(&mention) {
            return false;
        }
        let other = mention.best_table().max(mention.best_column());
        if !waits && other >= mention.best_value() && !token.capital {
            return false;
        }
        let attribute = self.pending.take().or_else(|| self.last_attribute.clone().filter(|last| self.or && fits(last, &mention)));
        let (attribute, end) = self.value_kind(attribute, &mention);
        if attribute.as_ref().is_some_and(|attribute| !fits(attribute, &mention)) {
            self.doubts.push(0.3);
        }
        let attribute = attribute.filter(|attribute| fits(attribute, &mention));
        self.take(end);
        self.last_attribute.clone_from(&attribute);
        // "French authors": the value is that of the noun it stands before.
        let noun = self.mention(end).filter(|noun| !noun.tables.is_empty() && attribute.is_none()).and_then(|noun| self.entity_of(noun));
        let near = noun.or(self.focus);
        self.follow_value(&mention, end);
        self.add(Clause::Value { links: mention.values.clone(), attribute, near, at: start, negated: false });
        true
    }

    /// A clause right after a value is about the thing with that value: "a cat that is 3".
    fn follow_value(&mut self, mention: &Mention, end: usize) {
        let table = mention.values[0].place.column.table;
        let one = mention.values.iter().all(|value| value.place.column.table == table);
        if one && matches!(self.word(end), "that" | "which" | "who" | "whose" | "with") {
            self.focus = Some(crate::frame::Entity { table, via: None, at: end });
        }
    }

    /// "CD as their format", "Paris city": what kind of value it is may follow.
    fn value_kind(&self, attribute: Option<Attribute>, mention: &Mention) -> (Option<Attribute>, usize) {
        let after = self.past_determiners(mention.end + usize::from(self.word(mention.end) == "as"));
        if let Some(kind) = self.mention(after).filter(|kind| !kind.columns.is_empty()) {
            let follows = after > mention.end || self.word(mention.end) != "as";
            if let Some(named) = self.attribute_of(kind).filter(|named| follows && fits(named, mention) && after <= mention.end + 2) {
                let direct = after == mention.end || self.word(mention.end) == "as";
                if direct && (kind.tables.is_empty() || kind.best_column() > kind.best_table() || self.word(mention.end) == "as") {
                    return (Some(named), kind.end);
                }
            }
        }
        // "a cat as a pet": the kind of thing it is.
        if self.word(mention.end) == "as" {
            let thing = self.mention(after).filter(|thing| thing.tables.iter().any(|link| mention.values.iter().any(|value| value.place.column.table == link.table)));
            if let Some(thing) = thing {
                return (attribute, thing.end);
            }
        }
        (attribute, mention.end)
    }

    /// Quoted text that is no known value.
    fn unknown_text(&mut self, at: usize) -> bool {
        let attribute = self.pending.take().or_else(|| self.last_attribute.clone().filter(|_| self.or));
        let attribute = attribute.or_else(|| {
            let kind = self.past_determiners(at + 1 + usize::from(self.word(at + 1) == "as"));
            self.mention(kind).filter(|_| self.word(at + 1) == "as").cloned().and_then(|mention| self.attribute_of(&mention))
        });
        let attribute = attribute.or_else(|| self.name_attribute(at));
        let Some(attribute) = attribute else { return false };
        let text = self.tokens[at].text.clone();
        self.take(at + 1);
        self.add(Clause::Compare { attribute, operator: Comparison::EqualIgnoringCase, operand: Operand::Text(text) });
        true
    }

    /// "named 'x'", "the book 'x'": the name of the thing spoken of.
    fn name_attribute(&self, at: usize) -> Option<Attribute> {
        let focus = self.focus?;
        let column = self.index.tables[focus.table].display?;
        let id = crate::index::ColumnId { table: focus.table, column };
        Some(Attribute { columns: vec![crate::link::ColumnLink { column: id, score: 0.8 }], owner: Some(focus), near: Some(focus), at, words: 0 })
    }

    /// A number that stands without a comparison.
    pub(super) fn number_condition(&mut self) -> bool {
        let start = self.past_auxiliaries(self.past(self.at, &["in", "equal", "of", "the", "=", "on", "at", "exactly"]));
        let start = self.past(start, &["in", "equal", "to", "of", "=", "exactly"]);
        let Some((number, end)) = self.number_at(start) else { return false };
        if end > self.tokens.len() || (start..end).any(|at| self.mentioned_inside(at)) {
            return false;
        }
        let waiting = self.pending.take();
        let measured = self.mention(end).is_some_and(|mention| mention.columns.iter().any(|link| self.index.column(link.column).numeric));
        self.pending = waiting.clone().and_then(|attribute| self.plausible(attribute, number)).filter(|attribute| {
            !measured || attribute.columns.iter().any(|link| self.index.column(link.column).numeric)
        });
        if self.pending.is_none() {
            if let Some(attribute) = waiting {
                self.covered[attribute.at] = false;
            }
        }
        if let Some(operator) = trailing(self.word(end), self.word(end + 1)) {
            if self.pending.is_none() && self.count_condition_from(operator, number, end + 2) {
                return true;
            }
            if let Some(attribute) = self.pending.take() {
                self.take(end + 2);
                self.add(Clause::Compare { attribute, operator, operand: Operand::Number(number) });
                return true;
            }
        }
        if self.word(end) == "or" && self.number_at(end + 1).is_some() || self.pending.is_some() {
            if let Some(attribute) = self.pending.take() {
                let end = self.past_unit(end);
                self.take(end);
                self.add(Clause::Compare { attribute, operator: Comparison::Equal, operand: Operand::Number(number) });
                return true;
            }
        }
        if self.words(end, &["years", "old"]) || self.words(end, &["year", "old"]) {
            if let Some(attribute) = self.dimension_attribute("old", end) {
                self.take(end + 2);
                self.add(Clause::Compare { attribute, operator: Comparison::Equal, operand: Operand::Number(number) });
                return true;
            }
        }
        let continues = self.or || (self.at > 0 && matches!(self.word(self.at - 1), "and" | "," | "or"));
        if continues {
            if let Some(attribute) = self.last_attribute.clone() {
                self.take(end);
                self.add(Clause::Compare { attribute, operator: Comparison::Equal, operand: Operand::Number(number) });
                return true;
            }
        }
        if self.count_condition_from(Comparison::Equal, number, end) {
            return true;
        }
        let preposition = (self.at.saturating_sub(1)..start).any(|at| matches!(self.word(at), "in" | "of" | "during" | "for" | "on" | "year" | "from" | "both")) || self.or;
        if is_year(number) && preposition {
            if let Some(attribute) = self.year_attribute(end) {
                self.take(end);
                self.add(Clause::Compare { attribute, operator: Comparison::Equal, operand: Operand::Number(number) });
                return true;
            }
        }
        false
    }

    /// The attribute with the columns alone that such a number can be compared with; a verb that
    /// happened to sound like some column is none.
    fn plausible(&self, mut attribute: Attribute, number: f64) -> Option<Attribute> {
        let named_key = self.tokens.get(attribute.at).is_some_and(|token| matches!(token.stem.as_str(), "id" | "code" | "number"));
        attribute.columns.retain(|link| {
            let column = self.index.column(link.column);
            let key = column.is_key && !named_key && link.score < 0.95;
            (column.numeric && !key) || (column.data_type.is_temporal() && is_year(number)) || (column.data_type.is_text() && link.score > 0.85)
        });
        (!attribute.columns.is_empty()).then_some(attribute)
    }

    fn mentioned_inside(&self, at: usize) -> bool {
        self.mentions.iter().any(|mention| mention.start < at && at < mention.end)
    }
}

/// Whether a value occurs in one of the columns an attribute may mean.
pub(super) fn fits(attribute: &Attribute, mention: &Mention) -> bool {
    mention.values.iter().any(|value| attribute.columns.iter().any(|link| link.column == value.place.column))
}

/// Whether a number can be a year.
pub(super) fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && (1000.0..=2100.0).contains(&number)
}
