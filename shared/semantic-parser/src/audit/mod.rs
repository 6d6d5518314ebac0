//! The invariant between question and plan: every word that announces an analytic structure
//! (a grouping, a denial, a comparison, an extreme, a number) and every name that was linked must
//! be found in the plan. The reader's own account of what it read is not trusted here: a rule that
//! claims a word and then loses what it meant is caught by looking at the plan alone.

mod cues;
mod features;
mod links;

use crate::index::Index;
use crate::link::Mention;
use crate::plan::Plan;
use crate::tokens::Token;
use crate::visit::Used;
use features::Features;

/// A structure that is announced by a word of its own is hardly ever absent from the right plan.
const SURE: f32 = 0.6;
/// The word has other uses.
const LIKELY: f32 = 0.3;

/// A part of the question that has no counterpart in the plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Missing {
    /// The token.
    pub(crate) at: usize,
    /// What the plan should have, in words for a person.
    pub(crate) what: &'static str,
    /// How likely the plan is wrong for lack of it, between 0 and 1.
    pub(crate) doubt: f32,
}

/// A question with its links, and the plan that was made of it.
pub(crate) struct Audit<'a> {
    pub(crate) tokens: &'a [Token],
    pub(crate) mentions: &'a [Mention],
    pub(crate) index: &'a Index,
    pub(crate) used: &'a Used,
}

impl Audit<'_> {
    /// What the question announces and the plan lacks, in the order of the question; one entry
    /// for each kind of structure.
    pub(crate) fn missing(&self, plan: &Plan) -> Vec<Missing> {
        let features = Features::of(plan);
        let mut missing: Vec<Missing> = Vec::new();
        for at in 0..self.tokens.len() {
            let found = self
                .cue(at, &features)
                .into_iter()
                .chain(self.lost_number(at, &features))
                .chain(self.lost_name(at, &features));
            for lack in found {
                if !missing.iter().any(|other| other.what == lack.what) {
                    missing.push(lack);
                }
            }
        }
        missing
    }

    /// The mention that has a token.
    fn mention_around(&self, at: usize) -> Option<&Mention> {
        self.mentions
            .iter()
            .find(|mention| mention.start <= at && at < mention.end)
    }

    /// Whether a word is part of a name of several words, or of a value: it then announces nothing.
    fn is_name(&self, at: usize) -> bool {
        self.mention_around(at).is_some_and(|mention| {
            mention.end > mention.start + 1
                || mention.best_value() > mention.best_column().max(mention.best_table())
                || mention.best_column() > 0.9
        })
    }

    /// The word at a position in lower case; empty beyond the end and for quoted text.
    fn word(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if token.kind != crate::tokens::TokenKind::Quoted => &token.lower,
            _ => "",
        }
    }

    /// The word `back` places before a position.
    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }
}

/// Whether a literal is written as a date is.
fn is_date(literal: &str) -> bool {
    literal.len() == 10 && literal.bytes().filter(|byte| *byte == b'-').count() == 2
}
