//! Small questions about the words at a position.

use super::Reader;
use crate::lexicon::comparisons::{Phrase, comparison};
use crate::lexicon::dimensions::comparative;
use crate::lexicon::words::{is_auxiliary, is_determiner, is_negation, is_relative};
use crate::link::Mention;
use crate::tokens::TokenKind;

impl Reader<'_> {
    /// The first position from `at` that is no article or the like.
    pub(super) fn past_determiners(&self, mut at: usize) -> usize {
        while is_determiner(self.word(at))
            || matches!(
                self.word(at),
                "both"
                    | "corresponding"
                    | "respective"
                    | "associated"
                    | "own"
                    | "actual"
                    | "entire"
            )
        {
            at += 1;
        }
        at
    }

    /// The first position from `at` that is no form of to be or to have.
    pub(super) fn past_auxiliaries(&self, mut at: usize) -> usize {
        while is_auxiliary(self.word(at))
            || matches!(self.word(at), "there" | "also" | "currently" | "ever")
        {
            at += 1;
        }
        at
    }

    /// The phrase of comparison at a position.
    pub(super) fn comparison_at(&self, at: usize) -> Option<Phrase> {
        let rest = self.tokens.get(at..)?;
        if rest
            .first()
            .is_some_and(|token| token.kind == TokenKind::Quoted)
        {
            return None;
        }
        comparison(&rest.iter().map(|token| token.lower.as_str()))
    }

    /// Whether a condition on what was just named begins at a position.
    pub(super) fn condition_follows(&self, at: usize) -> bool {
        let number = self
            .tokens
            .get(at)
            .is_some_and(|token| token.number().is_some() || token.kind == TokenKind::Quoted);
        let value = self.mention(at).is_some_and(|mention| {
            !mention.values.is_empty()
                && mention.best_value() > mention.best_table().max(mention.best_column())
        });
        let word = self.word(at);
        number
            || value
            || self.comparison_at(at).is_some()
            || matches!(
                word,
                "between"
                    | "contains"
                    | "containing"
                    | "starting"
                    | "than"
                    | "equal"
                    | "like"
                    | "higher"
                    | "lower"
            )
            || (is_auxiliary(word) && !matches!(word, "do" | "does" | "did"))
            || (comparative(word).is_some() && self.word(at + 1) == "than")
            || is_negation(word)
    }

    /// Whether the thing just named ends here: nothing that belongs to it follows.
    pub(super) fn phrase_ends(&self, at: usize) -> bool {
        let word = self.word(at);
        at >= self.tokens.len()
            || self
                .tokens
                .get(at)
                .is_some_and(|token| token.kind == TokenKind::Mark)
            || is_relative(word)
            || matches!(
                word,
                "of" | "for"
                    | "in"
                    | "and"
                    | "or"
                    | "from"
                    | "by"
                    | "with"
                    | "sorted"
                    | "ordered"
                    | "order"
                    | "per"
                    | "on"
                    | "at"
                    | "to"
                    | "among"
                    | "across"
                    | "along"
                    | "as"
                    | "but"
                    | "without"
                    | "whose"
                    | "did"
                    | "do"
                    | "does"
                    | "they"
                    | "he"
                    | "she"
                    | "it"
                    | "we"
                    | "respectively"
                    | "grouped"
                    | "arranged"
                    | "have"
                    | "has"
                    | "had"
                    | "are"
                    | "is"
                    | "was"
                    | "were"
                    | "each"
                    | "every"
                    | "the"
                    | "located"
                    | "under"
                    | "during"
                    | "between"
                    | "after"
                    | "before"
                    | "there"
                    | "not"
            )
    }

    /// The mention at a position past articles.
    pub(super) fn noun_at(&self, at: usize) -> Option<&Mention> {
        self.mention(self.past_determiners(at))
    }

    /// Whether a mention is a value above all.
    pub(super) fn is_value(&self, mention: &Mention) -> bool {
        mention.best_value() > mention.best_table().max(mention.best_column()) - 0.06
            && !mention.values.is_empty()
    }

    /// Whether a new request begins at a position: "what is", "how many", "list".
    pub(super) fn request_at(&self, at: usize) -> bool {
        let word = self.word(at);
        let after_break = at == 0
            || matches!(
                self.word(at - 1),
                "," | "." | "?" | ";" | ":" | "and" | "also" | "please" | "then" | "!"
            );
        let asks = matches!(word, "what" | "which" | "how" | "who")
            || (matches!(
                word,
                "list"
                    | "show"
                    | "give"
                    | "return"
                    | "tell"
                    | "find"
                    | "count"
                    | "display"
                    | "report"
            ) && !self.is_noun_here(at));
        after_break && asks && !self.is_relative_use(at)
    }

    /// "..., which are ..." goes on about what was named.
    fn is_relative_use(&self, at: usize) -> bool {
        let here = self.word(at);
        let next = self.word(at + 1);
        at > 0
            && matches!(here, "which" | "who")
            && self.word(at - 1) != "and"
            && (is_auxiliary(next) && self.mention(at + 2).is_none())
    }

    /// Whether a word that can also open a request names something here.
    fn is_noun_here(&self, at: usize) -> bool {
        self.mention(at).is_some_and(|mention| mention.end > at + 1)
    }
}
