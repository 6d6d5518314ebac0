//! Which words announce which part of a plan.

use super::{Audit, Features, LIKELY, Missing, SURE};
use crate::lexicon::dimensions::{comparative, superlative};
use crate::lexicon::words::{
    aggregate, is_auxiliary, is_distinct, is_each, is_filler, is_negation,
};
use crate::plan::Aggregate;

impl Audit<'_> {
    /// What the word at a position announces and the plan lacks.
    pub(super) fn cue(&self, at: usize, plan: &Features) -> Option<Missing> {
        let word = self.word(at);
        if word.is_empty() || self.is_name(at) {
            return None;
        }
        let lack = |missing: bool, what: &'static str, doubt: f32| {
            missing.then_some(Missing { at, what, doubt })
        };
        let checks = [
            lack(self.lost_group(at, plan), "a grouping", SURE),
            lack(self.lost_denial(at, plan), "a negation", SURE),
            lack(self.lost_comparison(at, plan), "a comparison", SURE),
            lack(self.lost_extreme(at, plan), "a greatest or least", SURE),
            lack(self.lost_function(at, plan), "an aggregate", SURE),
            lack(self.lost_count(at, plan), "a count", SURE),
            lack(self.lost_order(at, plan), "an order", SURE),
            lack(self.lost_arithmetic(at, plan), "a calculation", SURE),
            lack(
                self.lost_alternative(at, plan),
                "one of several conditions",
                SURE,
            ),
            lack(
                self.lost_both(at, plan),
                "two conditions that both hold",
                SURE,
            ),
            lack(
                self.lost_difference(at, plan),
                "each different row once",
                LIKELY,
            ),
            lack(self.lost_subject(at, plan), "who it is", SURE),
            lack(word == "only" && at > 2, "an exclusion of all else", LIKELY),
        ];
        checks.into_iter().flatten().next()
    }

    /// "each", "per", "by country": with nothing but aggregates returned, there must be groups.
    fn lost_group(&self, at: usize, plan: &Features) -> bool {
        let word = self.word(at);
        // "killed each time" means each row.
        let announces = is_each(word) && self.word(at + 1) != "time"
            || matches!(word, "grouped" | "breakdown" | "distribution");
        let by = word == "by"
            && self.mention_around(at + 1).is_some_and(|mention| {
                mention
                    .columns
                    .iter()
                    .any(|link| !self.index.column(link.column).numeric)
                    && mention.best_column() > mention.best_value()
            })
            && !matches!(
                self.before(at, 1),
                "ordered" | "sorted" | "order" | "sort" | "ranked" | "rank" | "arranged" | "listed"
            )
            && plan.limits.is_empty()
            && !plan.ordered;
        // "the average price per book": each group would be one row.
        let rows = self.mentions.iter().any(|mention| {
            mention.start > at
                && mention.start <= at + 2
                && mention
                    .tables
                    .iter()
                    .any(|link| self.index.tables[link.table].name == plan.from)
        });
        let of_rows = rows && plan.has(Aggregate::Average) && plan.functions.len() == 1;
        (announces && !of_rows || by) && plan.only_aggregates && !plan.grouped
    }

    fn lost_denial(&self, at: usize, plan: &Features) -> bool {
        let word = self.word(at);
        let announces = is_negation(word) && !(word == "not" && self.word(at + 1) == "only")
            || matches!(
                word,
                "except"
                    | "excluding"
                    | "exclude"
                    | "excludes"
                    | "besides"
                    | "unlike"
                    | "don"
                    | "doesn"
                    | "didn"
                    | "isn"
                    | "aren"
                    | "wasn"
                    | "weren"
                    | "haven"
                    | "hasn"
                    | "cannot"
            )
            || word == "other" && self.word(at + 1) == "than";
        let zero = word == "zero" && plan.numbers.contains(&0.0);
        announces && plan.denials == 0 && !plan.inclusive && !zero
    }

    fn lost_comparison(&self, at: usize, plan: &Features) -> bool {
        let word = self.word(at);
        let than = word == "than"
            && !matches!(self.before(at, 1), "other" | "rather")
            && self.before(at, 1) != "different";
        let at_bound = word == "at" && matches!(self.word(at + 1), "least" | "most");
        let numbered = self
            .tokens
            .get(at + 1)
            .is_some_and(|token| token.number().is_some());
        let bound = matches!(
            word,
            "above" | "below" | "over" | "under" | "exceeding" | "exceed" | "exceeds" | "beyond"
        ) && (numbered
            || matches!(self.word(at + 1), "the" | "average")
                && matches!(self.word(at + 2), "average" | "mean"));
        let time = matches!(word, "after" | "before" | "since" | "until") && numbered;
        let between = word == "between" && numbered;
        let trailing = word == "or"
            && matches!(
                self.word(at + 1),
                "more" | "less" | "fewer" | "above" | "below"
            );
        let adjective = comparative(word).is_some() && self.word(at + 1) == "than";
        // "At least one" may be read as there being some.
        let some = at_bound && self.number(at + 2) == Some(1.0)
            || than && self.before(at, 1) == "more" && self.number(at + 1) == Some(0.0);
        (than || at_bound || bound || time || between || trailing || adjective)
            && !plan.inequality
            && !some
    }

    fn number(&self, at: usize) -> Option<f64> {
        self.tokens.get(at)?.number()
    }

    fn lost_extreme(&self, at: usize, plan: &Features) -> bool {
        let word = self.word(at);
        let bound = self.before(at, 1) == "at" && matches!(word, "least" | "most");
        let announces = superlative(word).is_some()
            || matches!(word, "most" | "least" | "fewest" | "top" | "bottom");
        // "from the oldest to the youngest" is an order.
        let from = self.tokens[..at]
            .iter()
            .rev()
            .take(6)
            .any(|token| token.lower == "from");
        let range = from
            || self.word(at + 1) == "to"
            || self.before(at, 1) == "to"
            || self.before(at, 2) == "to";
        let first = (at + 1..at + 4).any(|at| self.word(at) == "first") && plan.ordered;
        announces
            && !bound
            && (!plan.extreme() || plan.orders_one_row)
            && !((range || first) && plan.ordered)
    }

    fn lost_function(&self, at: usize, plan: &Features) -> bool {
        let word = self.word(at);
        let Some(function) = aggregate(word) else {
            return false;
        };
        // "maximum number of seats" may be the name of a column.
        let named = self.mentions.iter().any(|mention| {
            mention.columns.iter().any(|link| {
                let stem = crate::stem::stem(word);
                let column = self.index.column(link.column);
                column.forms[0].words.iter().any(|(own, _)| *own == stem)
            })
        });
        let found = match function {
            Aggregate::Sum => {
                plan.has(Aggregate::Sum) || plan.has(Aggregate::Count) || plan.divides
            }
            Aggregate::Maximum | Aggregate::Minimum => {
                plan.has(function) || plan.extreme() || plan.inequality
            }
            other => plan.has(other),
        };
        !found && !named
    }

    /// "how many", "number of", "count".
    fn lost_count(&self, at: usize, plan: &Features) -> bool {
        let word = self.word(at);
        let announces = word == "many" && self.before(at, 1) == "how"
            || word == "number" && self.word(at + 1) == "of"
            || word == "often" && self.before(at, 1) == "how"
            || word == "count" && (at == 0 || self.word(at + 1) == "of");
        let counted = plan.has(Aggregate::Count) || plan.has(Aggregate::Sum);
        // "how many pages does it have" asks for a column, "the number of seats" may be one.
        let measured = self.used.columns.iter().any(|(table, column)| {
            self.index.tables.iter().any(|info| {
                info.name == *table
                    && info
                        .columns
                        .iter()
                        .any(|info| info.name == *column && info.numeric && !info.is_key)
            })
        });
        announces && !counted && !measured
    }

    fn lost_order(&self, at: usize, plan: &Features) -> bool {
        // "never ordered in 2024" tells of orders.
        let relation =
            self.word(at + 1) == "in" && self.mentions.iter().any(|mention| mention.start == at);
        let participle = !relation
            && matches!(self.word(at), "sorted" | "ordered" | "ranked" | "arranged")
            && matches!(
                self.word(at + 1),
                "by" | "in" | "from" | "according" | "alphabetically"
            );
        let announces = participle
            || matches!(
                self.word(at),
                "sort"
                    | "ascending"
                    | "descending"
                    | "alphabetical"
                    | "alphabetically"
                    | "chronological"
                    | "chronologically"
            )
            || self.word(at) == "order" && self.before(at, 1) == "in"
            || self.word(at) == "order" && self.word(at + 1) == "by";
        announces && !plan.ordered
    }

    fn lost_arithmetic(&self, at: usize, plan: &Features) -> bool {
        match self.word(at) {
            "percentage" | "percent" | "proportion" | "ratio" | "fraction" | "share" => {
                // "share the same name" is a verb.
                let verb = self.word(at) == "share" && self.word(at + 1) != "of";
                !plan.divides && !verb
            }
            "difference" | "increase" | "decrease" | "growth" | "gap" | "changed" | "grew"
            | "trend" | "versus" | "vs" | "compare" | "compared" => !plan.subtracts,
            _ => false,
        }
    }

    fn lost_alternative(&self, at: usize, plan: &Features) -> bool {
        let word = self.word(at);
        let bound = matches!(
            self.word(at + 1),
            "more"
                | "less"
                | "fewer"
                | "above"
                | "below"
                | "higher"
                | "lower"
                | "equal"
                | "greater"
                | "older"
                | "younger"
                | "later"
                | "earlier"
                | "after"
                | "before"
                | "over"
                | "under"
                | "larger"
                | "smaller"
                | "longer"
                | "shorter"
        );
        let denied = plan.denials > 0;
        // "The name or title of" names one thing twice.
        let of_outputs = plan.conditions == 0;
        (word == "or" && !bound && !of_outputs || word == "either") && !plan.alternatives && !denied
    }

    /// "both": two conditions, two sets or two things to return.
    fn lost_both(&self, at: usize, plan: &Features) -> bool {
        self.word(at) == "both" && !plan.intersects && plan.conditions < 2 && plan.projections < 2
    }

    /// "Who sponsors the teams?" asks for nobody that was named; teams are no answer to it.
    fn lost_subject(&self, at: usize, plan: &Features) -> bool {
        let verb = self.word(at + 1);
        let asks = at == 0
            && self.word(at) == "who"
            && !is_filler(verb)
            && !is_auxiliary(verb)
            && superlative(verb).is_none();
        if asks && plan.only_aggregates {
            return true;
        }
        let Some((table, column)) = plan.first_column.as_ref().filter(|_| asks) else {
            return false;
        };
        let object = self
            .mentions
            .iter()
            .find(|mention| mention.start > at + 1 && !is_negation(self.word(mention.start)));
        object.is_some_and(|mention| {
            let tables = mention.tables.iter();
            let mut columns = mention.columns.iter().map(|link| link.column);
            tables
                .map(|link| &self.index.tables[link.table].name)
                .any(|name| name == table)
                || columns.any(|id| {
                    self.index.tables[id.table].name == *table
                        && self.index.column(id).name == *column
                })
        })
    }

    fn lost_difference(&self, at: usize, plan: &Features) -> bool {
        is_distinct(self.word(at))
            && !plan.distinct
            && !plan.groups_anywhere
            && !plan.only_aggregates
    }
}
