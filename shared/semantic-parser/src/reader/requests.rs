//! Where a request begins, and requests that follow another one.

use super::Reader;
use crate::frame::Output;
use crate::lexicon::words::{aggregate, is_auxiliary, is_command, is_distinct, is_each};
use crate::plan::Aggregate;

impl Reader<'_> {
    /// A question that begins with a condition names its outputs later.
    pub(super) fn opening(&mut self) {
        let first = self.word(0);
        if matches!(first, "sort" | "order" | "arrange" | "rank")
            && self.mention(0).is_none_or(|mention| mention.end == 1)
            && self.word(1) != "by"
        {
            self.sorting = true;
            self.take(1);
            return;
        }
        if matches!(first, "in" | "for" | "on" | "from" | "at" | "of" | "to")
            && matches!(self.word(1), "which" | "what")
        {
            self.take(2);
            return;
        }
        if matches!(
            first,
            "for"
                | "in"
                | "among"
                | "of"
                | "on"
                | "at"
                | "from"
                | "within"
                | "during"
                | "per"
                | "between"
                | "considering"
                | "across"
                | "after"
                | "before"
                | "if"
                | "when"
        ) {
            self.selecting = false;
        }
        if matches!(first, "who" | "whose") {
            self.frame.person = true;
        }
    }

    /// Where the words that only ask end.
    pub(super) fn preamble(&mut self, mut at: usize) -> usize {
        loop {
            let word = self.word(at);
            let asks = is_command(word)
                && (word != "count" && word != "sum" && word != "name"
                    || at == 0 && self.word(at + 1) != "of")
                || is_auxiliary(word)
                || matches!(
                    word,
                    "me" | "us"
                        | "please"
                        | "the"
                        | "all"
                        | "a"
                        | "an"
                        | "there"
                        | "out"
                        | "and"
                        | "also"
                        | ","
                        | "."
                        | "?"
                        | "any"
                        | "their"
                        | "its"
                        | "i"
                        | "you"
                        | "can"
                        | "want"
                        | "to"
                        | "know"
                        | "for"
                        | "these"
                        | "those"
                        | "full"
                        | "complete"
                        | "different"
                        | "distinct"
                        | "unique"
                        | "of"
                        | "that"
                        | "ones"
                ) && !(word == "for" && is_each(self.word(at + 1)));
            let named = self.mention(at).is_some_and(|mention| {
                mention.end > at + 1
                    || (at > 0
                        && !matches!(
                            word,
                            "show"
                                | "list"
                                | "state"
                                | "name"
                                | "report"
                                | "order"
                                | "count"
                                | "full"
                                | "different"
                                | "distinct"
                                | "unique"
                        ))
            });
            if !asks
                || named
                || self.count_phrase(at).is_some()
                || is_distinct(word) && self.mention(at).is_some()
            {
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
                let next = self.past(
                    at + 1,
                    &["the", "all", "up", "number", "numbers", "of", "total"],
                );
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
        (found[0] != "or" || !self.frame.outputs.is_empty() && self.selecting)
            .then_some(at + found.len())
    }

    /// Whether an output, and no condition, stands at a position.
    pub(super) fn output_follows(&self, at: usize) -> bool {
        let at = self.past_determiners(at);
        if self.count_phrase(at).is_some()
            || aggregate(self.word(at)).is_some()
            || self.word(at) == "how"
            || self.extreme_measure(at)
        {
            return true;
        }
        let next = if is_distinct(self.word(at)) {
            at + 1
        } else {
            at
        };
        self.mention(next)
            .is_some_and(|mention| !mention.columns.is_empty() || !mention.tables.is_empty())
            && !self.mention(next).is_some_and(|mention| {
                self.is_value(mention) && mention.best_value() > mention.best_column()
            })
    }

    /// "... and the highest price": a measure with a superlative is an output of its own.
    fn extreme_measure(&self, at: usize) -> bool {
        let next = self.past(at + 1, &["amount", "number", "of", "value", "the"]);
        crate::lexicon::dimensions::superlative(self.word(at)).is_some()
            && self.mention(next).is_some_and(|mention| {
                mention.best_column() > mention.best_table()
                    && mention.columns.iter().any(|link| {
                        let column = self.index.column(link.column);
                        column.numeric && !column.is_key
                    })
            })
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
        let Some(next) = self.connector(self.at) else {
            return false;
        };
        if self.request_at(next) {
            self.take(next);
            return self.new_request();
        }
        let noun = self.past_determiners(next);
        let counted = self.count_phrase(noun).is_some() || self.aggregate_at(noun).is_some();
        let owned = noun > next
            || matches!(self.word(self.at), "as" | "along" | "together")
            || self.frame.clauses.is_empty();
        let named = self.mention(noun).is_some_and(|mention| {
            let (end, column) = (mention.end, !mention.columns.is_empty());
            let thing = !mention.tables.is_empty() && self.frame.clauses.is_empty();
            (column || thing)
                && !self.is_value(mention)
                && self.phrase_ends(end)
                && !self.condition_follows(end)
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
    pub(super) fn new_request(&mut self) -> bool {
        let sentence = self.at > 0 && matches!(self.word(self.at - 1), "." | "?" | ";" | "!");
        let restates = (sentence && !matches!(self.word(self.at), "how") || self.sorting)
            && !self.frame.outputs.is_empty();
        let before = std::mem::take(&mut self.frame.outputs);
        let start = self.at;
        self.drop_pending();
        self.outputs();
        if self.frame.outputs.is_empty() {
            self.frame.outputs = before;
            self.at = start;
            return false;
        }
        let aggregates = |outputs: &[Output]| {
            outputs.iter().any(|output| {
                !matches!(
                    output,
                    Output::Attribute(_)
                        | Output::Entity(_)
                        | Output::Either(..)
                        | Output::Everything(_)
                )
            })
        };
        if restates && (aggregates(&self.frame.outputs) || !aggregates(&before)) {
            self.adopt(&before, start);
        } else {
            let added = std::mem::replace(&mut self.frame.outputs, before);
            self.frame.outputs.extend(added);
        }
        true
    }

    /// What a restated output left unsaid is taken from the first request.
    pub(super) fn adopt(&mut self, before: &[Output], start: usize) {
        let totalled = (start..self.at).any(|at| matches!(self.word(at), "total" | "sum"));
        let counted = before
            .iter()
            .find(|output| match output {
                Output::Count(Some(_)) => true,
                // "Give the name and the total": the total that was asked for.
                Output::Aggregate { function, .. } => totalled && *function == Aggregate::Sum,
                _ => false,
            })
            .cloned();
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
                Output::Attribute(attribute) | Output::Aggregate { attribute, .. }
                    if attribute.near.is_none() =>
                {
                    attribute.near = near;
                }
                _ => {}
            }
        }
    }
}
