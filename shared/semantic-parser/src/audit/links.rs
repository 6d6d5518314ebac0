//! Numbers, quotations and names that were linked, and must be in the plan.

use super::{Audit, Features, Missing, SURE};
use crate::confidence::is_verb_like;
use crate::lexicon::dimensions::superlative;
use crate::lexicon::numbers::factor;
use crate::lexicon::words::{aggregate, is_command, is_distinct, is_filler};
use crate::tokens::TokenKind;

impl Audit<'_> {
    /// A number or a quotation that is nowhere in the plan.
    pub(super) fn lost_number(&self, at: usize, plan: &Features) -> Option<Missing> {
        let token = &self.tokens[at];
        let lack = |what, doubt| Some(Missing { at, what, doubt });
        let linked = self
            .mention_around(at)
            .is_some_and(|mention| !mention.values.is_empty());
        match token.kind {
            TokenKind::Quoted if linked => None,
            TokenKind::Quoted => {
                let text = token.lower.trim_matches('%').trim();
                let found = plan
                    .literals
                    .iter()
                    .any(|literal| literal.contains(text) || text.contains(literal.as_str()));
                (!found).then(|| lack("a quotation", 0.8)).flatten()
            }
            TokenKind::Number(number) => {
                let scaled = factor(self.word(at + 1)).is_some() || factor(self.word(at)).is_some();
                let dated = plan
                    .literals
                    .iter()
                    .any(|literal| crate::audit::is_date(literal));
                #[expect(clippy::cast_precision_loss, reason = "limits are small whole numbers")]
                let limited = plan.limits.iter().any(|limit| *limit as f64 == number);
                let same = |other: &f64| (other - number).abs() < 1e-9 * number.abs().max(1.0);
                let text = plan
                    .literals
                    .iter()
                    .any(|literal| literal.contains(token.text.as_str()));
                let none = number.abs() < 1.5 && number.fract() == 0.0;
                let found = scaled
                    || dated
                    || limited
                    || text
                    || none
                    || plan.numbers.iter().any(same)
                    || self.is_name(at);
                (!found).then(|| lack("a number", SURE)).flatten()
            }
            _ => None,
        }
    }

    /// A name that was linked beyond doubt and that the plan does not look at.
    pub(super) fn lost_name(&self, at: usize, plan: &Features) -> Option<Missing> {
        let mention = self.mentions.iter().find(|mention| mention.start == at)?;
        // "top 5": how many, whatever value is written so.
        let ranks = matches!(self.word(at), "top" | "bottom" | "first" | "last")
            && self
                .tokens
                .get(at + 1)
                .is_some_and(|next| next.number().is_some());
        if ranks && mention.end == at + 1 {
            return None;
        }
        let value = mention.best_value();
        let name = mention.best_column().max(mention.best_table());
        if value > name && value >= 0.85 {
            let found = mention.values.iter().any(|link| {
                let value = link.place.value.to_lowercase();
                plan.literals
                    .iter()
                    .any(|literal| literal.contains(value.as_str()))
            });
            return (!found && !self.looks_at(mention)).then_some(Missing {
                at,
                what: "a value",
                doubt: SURE,
            });
        }
        let said = (mention.start..mention.end).any(|at| self.names_something(at));
        // "car models": the next noun is the one that counts.
        let modifies = self
            .mentions
            .iter()
            .any(|next| next.start == mention.end && next.best() > 0.6);
        // "number of flights" where flights have a number.
        let counts = matches!(self.word(at), "number" | "count") && self.word(at + 1) == "of";
        if name < 0.8 || !said || modifies || counts || self.looks_at(mention) {
            return None;
        }
        Some(Missing {
            at,
            what: "a name",
            doubt: 0.5,
        })
    }

    /// Whether a word is a noun of the data rather than one that only asks or tells of a relation.
    pub(super) fn names_something(&self, at: usize) -> bool {
        let word = self.word(at);
        !(is_filler(word)
            || is_command(word)
            || is_distinct(word)
            || is_verb_like(word)
            || aggregate(word).is_some()
            || superlative(word).is_some()
            || matches!(
                word,
                "last"
                    | "first"
                    | "next"
                    | "number"
                    | "numbers"
                    | "count"
                    | "total"
                    | "name"
                    | "names"
                    | "id"
                    | "ids"
                    | "most"
            ))
    }

    /// Whether the plan looks at any of the columns or tables a mention may mean.
    pub(super) fn looks_at(&self, mention: &crate::link::Mention) -> bool {
        let column = |id: crate::index::ColumnId| {
            let table = &self.index.tables[id.table].name;
            let column = &self.index.column(id).name;
            self.used.columns.contains(&(table.clone(), column.clone()))
        };
        mention.columns.iter().any(|link| column(link.column))
            || mention.tables.iter().any(|link| {
                self.used
                    .tables
                    .contains(&self.index.tables[link.table].name)
            })
    }
}
