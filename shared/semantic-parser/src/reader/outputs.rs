//! What a question asks to return.

use super::Reader;
use crate::frame::{Attribute, Clause, Entity, Output};
use crate::lexicon::dimensions::{is_downward, positive, superlative};
use crate::lexicon::words::{aggregate, is_auxiliary, is_command, is_distinct, is_each};
use crate::link::{ColumnLink, Mention};
use crate::plan::Aggregate;
use crate::tokens::TokenKind;

impl Reader<'_> {
    /// A question that begins with a condition names its outputs later.
    pub(super) fn opening(&mut self) {
        let first = self.word(0);
        if matches!(first, "sort" | "order" | "arrange" | "rank") && self.mention(0).is_none_or(|mention| mention.end == 1) && self.word(1) != "by" {
            self.sorting = true;
            self.take(1);
            return;
        }
        if matches!(first, "in" | "for" | "on" | "from" | "at" | "of" | "to") && matches!(self.word(1), "which" | "what") {
            self.take(2);
            return;
        }
        if matches!(first, "for" | "in" | "among" | "of" | "on" | "at" | "from" | "within" | "during" | "per" | "between" | "considering" | "across" | "after" | "before" | "if" | "when") {
            self.selecting = false;
        }
        if matches!(first, "who" | "whose") {
            self.frame.person = true;
        }
    }

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
            let Some(next) = self.connector(self.at).filter(|next| self.output_follows(*next)) else { break };
            at = next;
        }
    }

    /// Where the words that only ask end.
    fn preamble(&mut self, mut at: usize) -> usize {
        loop {
            let word = self.word(at);
            let asks = is_command(word) && (word != "count" && word != "sum" && word != "name" || at == 0 && self.word(at + 1) != "of")
                || is_auxiliary(word)
                || matches!(word, "me" | "us" | "please" | "the" | "all" | "a" | "an" | "there" | "out" | "and" | "also" | "," | "." | "?" | "any" | "their" | "its" | "i" | "you" | "can" | "want" | "to" | "know" | "for" | "these" | "those" | "full" | "complete" | "different" | "distinct" | "unique" | "of" | "that" | "ones")
                    && !(word == "for" && is_each(self.word(at + 1)));
            let named = self.mention(at).is_some_and(|mention| mention.end > at + 1 || (at > 0 && !matches!(word, "show" | "list" | "state" | "name" | "report" | "order" | "count" | "full" | "different" | "distinct" | "unique")));
            if !asks || named || self.count_phrase(at).is_some() || is_distinct(word) && self.mention(at).is_some() {
                break;
            }
            if is_distinct(word) {
                self.frame.distinct = true;
            }
            if word == "who" {
                self.frame.person = true;
            }
            if word == "count" && at == 0 {
                // "Count the books" asks for a number as "how many books" does.
                let next = self.past(at + 1, &["the", "all", "up", "number", "numbers", "of", "total"]);
                self.take(next);
                let next = self.past_determiners(next);
                if self.counted(next, false) {
                    self.selecting = false;
                }
                return self.at;
            }
            at += 1;
        }
        self.take(at);
        at
    }

    /// Where the word that joins outputs ends.
    pub(super) fn connector(&self, at: usize) -> Option<usize> {
        let lists: [&[&str]; 12] = [
            &[",", "and", "also"],
            &[",", "as", "well", "as"],
            &[",", "and"],
            &["and", "also"],
            &["as", "well", "as"],
            &["along", "with"],
            &["together", "with"],
            &["and", "the", "corresponding"],
            &["and"],
            &[","],
            &["plus"],
            &["or"],
        ];
        let found = lists.iter().find(|words| self.words(at, words))?;
        (found[0] != "or" || !self.frame.outputs.is_empty() && self.selecting).then_some(at + found.len())
    }

    /// Whether an output, and no condition, stands at a position.
    fn output_follows(&self, at: usize) -> bool {
        let at = self.past_determiners(at);
        if self.count_phrase(at).is_some() || aggregate(self.word(at)).is_some() || self.word(at) == "how" {
            return true;
        }
        let next = if is_distinct(self.word(at)) { at + 1 } else { at };
        self.mention(next).is_some_and(|mention| !mention.columns.is_empty() || !mention.tables.is_empty())
            && !self.mention(next).is_some_and(|mention| self.is_value(mention) && mention.best_value() > mention.best_column())
    }

    /// One output at a position.
    fn output(&mut self, at: usize) -> bool {
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
            || self.share(at)
            || self.aggregates(at)
            || self.how_much(at)
            || self.named_count(at)
            || self.superlative_output(at)
            || self.plain_output(at)
    }

    /// "the number of each": what is counted was named before.
    fn bare_count(&mut self, end: usize) -> bool {
        if !is_each(self.word(end)) && !matches!(self.word(end), "them" | "those" | "these" | "such") {
            return false;
        }
        self.take(end);
        self.frame.outputs.push(Output::Count(None));
        true
    }

    /// "the count", "the number", "their frequency".
    fn named_count(&mut self, at: usize) -> bool {
        let counts = matches!(self.word(at), "count" | "counts" | "frequency" | "number" | "numbers" | "total");
        if !counts || self.mention(at).is_some_and(|mention| mention.best_column() > 0.9) || !self.phrase_ends(at + 1) {
            return false;
        }
        self.take(at + 1);
        self.frame.outputs.push(Output::Count(None));
        true
    }

    /// "all the information about books".
    fn everything(&mut self, at: usize) -> bool {
        let word = self.word(at);
        if !matches!(word, "information" | "info" | "details" | "detail" | "data" | "columns" | "fields" | "attributes" | "record" | "records" | "rows" | "everything") {
            return false;
        }
        let all = at == 0 || matches!(self.word(at - 1), "all" | "the" | "full" | "complete" | "show" | "list") || word == "everything";
        let next = self.past_determiners(self.past(at + 1, &["about", "of", "on", "for", "in", "from", "regarding", "every", "each", "all"]));
        let Some(mention) = self.mention(next).filter(|mention| next > at + 1 && all && self.prefers_entity(mention)).cloned() else { return false };
        let Some(entity) = self.entity_of(&mention) else { return false };
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
        let mention = self.mention(next).filter(|mention| !mention.tables.is_empty() && self.prefers_entity(mention) && !self.is_value(mention))?.clone();
        let possessive = self.tokens.get(mention.end).is_some_and(|token| token.kind == TokenKind::Possessive);
        let compound = self.mention(mention.end).is_some_and(|next| !next.columns.is_empty());
        if possessive || compound {
            return None;
        }
        let entity = self.entity_of(&mention)?;
        self.take(mention.end);
        self.speak_of(entity);
        Some(entity)
    }

    /// "what percentage of the books".
    fn share(&mut self, at: usize) -> bool {
        let asks = matches!(self.word(at), "percentage" | "percent" | "proportion" | "share" | "fraction") && self.word(at + 1) == "of";
        if !asks || self.mention(at).is_some_and(|mention| mention.best_column() > 0.8) {
            return false;
        }
        let next = self.adjectives(self.past_determiners(at + 2));
        let Some(mention) = self.mention(next).cloned() else { return false };
        let Some(entity) = self.entity_of(&mention) else { return false };
        self.take(mention.end);
        self.speak_of(entity);
        self.frame.outputs.push(Output::Share);
        true
    }

    /// "average, minimum and maximum age", "total sales".
    fn aggregates(&mut self, at: usize) -> bool {
        let mut functions = Vec::new();
        let mut next = at;
        while let Some(function) = self.aggregate_at(next) {
            functions.push(function);
            next = self.past(next + 1, &[",", "and", "the", "&", "or", "value", "of"]);
        }
        if functions.is_empty() {
            return false;
        }
        next = self.past_determiners(next);
        if let Some(end) = self.count_phrase(next) {
            return self.aggregated_count(&functions, end);
        }
        let distinct = is_distinct(self.word(next));
        next = if distinct { next + 1 } else { next };
        next = self.adjectives(next);
        let Some(mention) = self.mention(next).cloned() else { return false };
        let (mention, owner) = self.owned(&mention);
        let Some(mut attribute) = self.attribute_of(&mention).or_else(|| self.dimension_attribute(self.word(next), next)) else {
            return false;
        };
        attribute.owner = owner.or(attribute.owner);
        attribute.near = None;
        if functions.iter().any(|function| matches!(function, Aggregate::Sum | Aggregate::Average)) {
            self.keep_numeric(&mut attribute);
        }
        self.take(mention.end);
        for function in functions {
            self.frame.outputs.push(Output::Aggregate { function, distinct, attribute: attribute.clone() });
        }
        true
    }

    fn aggregate_at(&self, at: usize) -> Option<Aggregate> {
        let function = aggregate(self.word(at))?;
        // A column whose own name has the word: "average attendance" as a stored number.
        let own = self.mention(at).is_some_and(|mention| mention.best_column() > 0.95 && mention.end > at + 1);
        (!own).then_some(function)
    }

    /// "average number of books per author": a column that counts, or an average over groups.
    fn aggregated_count(&mut self, functions: &[Aggregate], end: usize) -> bool {
        let Some(mention) = self.noun_at(end).cloned() else { return false };
        match (self.entity_of(&mention), self.attribute_of(&mention)) {
            (Some(entity), _) if self.prefers_entity(&mention) => {
                self.take(mention.end);
                match functions {
                    [Aggregate::Sum] => {
                        self.speak_of(entity);
                        self.frame.outputs.push(Output::Count(Some(entity)));
                    }
                    [Aggregate::Average] => self.frame.outputs.push(Output::AverageCount { counted: entity }),
                    _ => return false,
                }
            }
            (_, Some(mut attribute)) => {
                self.keep_numeric(&mut attribute);
                self.take(mention.end);
                for &function in functions {
                    self.frame.outputs.push(Output::Aggregate { function, distinct: false, attribute: attribute.clone() });
                }
            }
            _ => return false,
        }
        true
    }

    fn keep_numeric(&mut self, attribute: &mut Attribute) {
        let numeric: Vec<ColumnLink> =
            attribute.columns.iter().filter(|link| self.index.column(link.column).numeric).copied().collect();
        if numeric.is_empty() {
            self.doubts.push(0.5);
        } else {
            attribute.columns = numeric;
        }
    }

    /// "how old", "how much does it weigh".
    fn how_much(&mut self, at: usize) -> bool {
        if self.word(at) != "how" {
            return false;
        }
        if self.word(at + 1) == "much" {
            self.take(at + 2);
            return self.later_measure();
        }
        let Some(attribute) = self.dimension_attribute(self.word(at + 1), at + 1) else { return false };
        self.take(at + 2);
        self.frame.outputs.push(Output::Attribute(attribute));
        true
    }

    /// "how much does the dog weigh": the last attribute of the clause is asked for.
    fn later_measure(&mut self) -> bool {
        let mut found = None;
        for at in self.at..self.tokens.len() {
            if self.tokens[at].kind == TokenKind::Mark && at + 1 < self.tokens.len() {
                break;
            }
            if let Some(mention) = self.mention(at).filter(|mention| !mention.columns.is_empty() && mention.best_column() > mention.best_table()) {
                let numeric = mention.columns.iter().any(|link| self.index.column(link.column).numeric);
                if numeric {
                    found = Some(mention.clone());
                }
            }
        }
        let Some(mention) = found else { return false };
        let Some(attribute) = self.attribute_of(&mention) else { return false };
        for covered in &mut self.covered[mention.start..mention.end] {
            *covered = true;
        }
        self.asked.push(mention.start);
        self.frame.outputs.push(Output::Attribute(attribute));
        true
    }

    /// The columns an adjective is about, wherever they are.
    pub(super) fn dimension_attribute(&self, word: &str, at: usize) -> Option<Attribute> {
        let dimension = positive(word)
            .or_else(|| superlative(word))
            .or_else(|| crate::lexicon::dimensions::comparative(word))?;
        let words: Vec<&str> = dimension.rising.iter().chain(dimension.falling).copied().collect();
        let columns = self.columns_about(&words);
        (!columns.is_empty()).then(|| Attribute { columns, owner: None, near: self.focus, at, words: 0 })
    }

    /// Columns whose names have one of the words; earlier words and fuller matches score higher.
    pub(super) fn columns_about(&self, words: &[&str]) -> Vec<ColumnLink> {
        let stems: Vec<String> = words.iter().map(|word| crate::stem::stem(word)).collect();
        let mut links = Vec::new();
        for (column, info) in self.index.columns() {
            if info.is_key || info.forms.is_empty() {
                continue;
            }
            let whole: f32 = info.forms[0].words.iter().map(|(_, weight)| weight).sum();
            let best = stems.iter().enumerate().filter_map(|(rank, stem)| {
                let (_, weight) = info.forms[0].words.iter().find(|(word, _)| word == stem)?;
                #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
                let penalty = 0.08 * rank as f32;
                Some((0.6 + 0.4 * weight / whole - penalty).max(0.1))
            });
            let score = best.fold(0.0, f32::max);
            if score > 0.0 {
                links.push(ColumnLink { column, score });
            }
        }
        links.sort_by(|a, b| b.score.total_cmp(&a.score));
        links
    }

    /// "the highest salary", "the smallest weight": an extreme value, unless a thing follows.
    fn superlative_output(&mut self, at: usize) -> bool {
        let word = self.word(at);
        let bare = superlative(word).is_some() || matches!(word, "most" | "least" | "maximum" | "minimum");
        if !bare {
            return false;
        }
        let next = self.past(at + 1, &["amount", "number", "of", "value", "possible", "the"]);
        let Some(mention) = self.mention(next).cloned() else { return false };
        let entity = self.prefers_entity(&mention) && !mention.tables.is_empty();
        let Some(mut attribute) = self.attribute_of(&mention).filter(|_| !entity) else { return false };
        let whole = self.mention(mention.end).is_some_and(|next| !next.tables.is_empty());
        if whole || !self.orderable(&attribute) {
            return false;
        }
        attribute.columns.retain(|link| self.index.column(link.column).numeric || self.index.column(link.column).data_type.is_temporal());
        let function = if is_downward(word) { Aggregate::Minimum } else { Aggregate::Maximum };
        self.take(mention.end);
        self.frame.outputs.push(Output::Aggregate { function, distinct: false, attribute });
        true
    }

    fn orderable(&self, attribute: &Attribute) -> bool {
        attribute.columns.iter().any(|link| {
            let column = self.index.column(link.column);
            column.numeric && !column.is_key || column.data_type.is_temporal()
        })
    }

    /// A thing or an attribute, perhaps with what it belongs to.
    fn plain_output(&mut self, at: usize) -> bool {
        let at = self.adjectives(at);
        let Some(mention) = self.mention(at).cloned() else { return false };
        if self.asked.contains(&mention.start) {
            return false;
        }
        if mention.columns.is_empty() && mention.tables.is_empty() {
            return self.possessor(&mention);
        }
        if self.is_value(&mention) && mention.best_value() > mention.best_column().max(mention.best_table()) {
            return self.possessor(&mention);
        }
        let (mention, owner) = self.owned(&mention);
        let entity = self.entity_of(&mention);
        let mut attribute = self.attribute_of(&mention).map(|attribute| Attribute { owner, near: None, ..attribute });
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

    /// "Ann's age": the value is a condition, what follows is the output.
    fn possessor(&mut self, mention: &Mention) -> bool {
        let possessive = self.tokens.get(mention.end).is_some_and(|token| token.kind == TokenKind::Possessive);
        if !possessive || mention.values.is_empty() {
            return false;
        }
        self.take(mention.end + 1);
        let kept = self.selecting;
        self.add(Clause::Value { links: mention.values.clone(), attribute: None, near: None, at: mention.start, negated: false });
        self.selecting = kept;
        self.output(self.at)
    }

    /// "singer names", "the singer's name": the attribute with its owner.
    fn owned(&mut self, mention: &Mention) -> (Mention, Option<Entity>) {
        let possessive = self.tokens.get(mention.end).is_some_and(|token| token.kind == TokenKind::Possessive);
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

    /// Outputs after conditions: "... and what is their age", "... and the number of books".
    pub(super) fn more_outputs(&mut self) -> bool {
        if self.pending.is_some() && !self.request_at(self.at) {
            return false;
        }
        if self.at > 0 && self.request_at(self.at) {
            return self.new_request();
        }
        if self.frame.outputs.is_empty() || self.both {
            return false;
        }
        let Some(next) = self.connector(self.at) else { return false };
        if self.request_at(next) {
            self.take(next);
            return self.new_request();
        }
        let noun = self.past_determiners(next);
        let counted = self.count_phrase(noun).is_some() || self.aggregate_at(noun).is_some();
        let owned = noun > next || matches!(self.word(self.at), "as" | "along" | "together") || self.frame.clauses.is_empty();
        let named = self.mention(noun).is_some_and(|mention| {
            let (end, column) = (mention.end, !mention.columns.is_empty());
            let thing = !mention.tables.is_empty() && self.frame.clauses.is_empty();
            (column || thing) && !self.is_value(mention) && self.phrase_ends(end) && !self.condition_follows(end)
        });
        if !(counted || (owned && named)) {
            return false;
        }
        let before = self.at;
        if self.output(next) {
            return true;
        }
        self.at = before;
        false
    }

    /// A new sentence that says what to return says it all; a clause adds to it.
    fn new_request(&mut self) -> bool {
        let sentence = self.at > 0 && matches!(self.word(self.at - 1), "." | "?" | ";" | "!");
        let restates = (sentence && !matches!(self.word(self.at), "how") || self.sorting) && !self.frame.outputs.is_empty();
        let before = std::mem::take(&mut self.frame.outputs);
        let start = self.at;
        self.drop_pending();
        self.outputs();
        if self.frame.outputs.is_empty() {
            self.frame.outputs = before;
            self.at = start;
            return false;
        }
        let aggregates = |outputs: &[Output]| outputs.iter().any(|output| !matches!(output, Output::Attribute(_) | Output::Entity(_) | Output::Either(..) | Output::Everything(_)));
        if restates && (aggregates(&self.frame.outputs) || !aggregates(&before)) {
            self.adopt(&before);
        } else {
            let added = std::mem::replace(&mut self.frame.outputs, before);
            self.frame.outputs.extend(added);
        }
        true
    }

    /// What a restated output left unsaid is taken from the first request.
    fn adopt(&mut self, before: &[Output]) {
        let counted = before.iter().find(|output| matches!(output, Output::Count(Some(_)))).cloned();
        let near = before.iter().find_map(|output| match output {
            Output::Attribute(attribute) | Output::Aggregate { attribute, .. } => attribute.near,
            Output::Entity(entity) | Output::Count(Some(entity)) => Some(*entity),
            _ => None,
        });
        for output in &mut self.frame.outputs {
            match output {
                Output::Count(None) => {
                    if let Some(counted) = &counted {
                        *output = counted.clone();
                    }
                }
                Output::Attribute(attribute) | Output::Aggregate { attribute, .. } if attribute.near.is_none() => {
                    attribute.near = near;
                }
                _ => {}
            }
        }
    }
}
