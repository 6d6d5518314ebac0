//! How sure a reading is.

use crate::index::Index;
use crate::lexicon::words::{is_auxiliary, is_command, is_distinct, is_filler};
use crate::link::Mention;
use crate::tokens::{Token, TokenKind};
use crate::visit::Used;

/// What speaks for and against a reading.
pub(crate) struct Evidence<'a> {
    pub(crate) tokens: &'a [Token],
    pub(crate) mentions: &'a [Mention],
    /// Positions of tokens that no rule accounted for.
    pub(crate) unread: &'a [usize],
    /// Each between 0 and 1.
    pub(crate) doubts: Vec<f32>,
    /// What the plan looks at.
    pub(crate) used: Used,
    pub(crate) index: &'a Index,
}

/// 0 to 1: what is left of certainty after every unread word and every doubt.
pub(crate) fn confidence(evidence: &Evidence<'_>) -> f64 {
    let mut certainty = 0.97_f64;
    for &at in evidence.unread {
        certainty *= 1.0 - penalty(evidence, at);
    }
    for &doubt in &evidence.doubts {
        certainty *= 1.0 - f64::from(doubt);
    }
    certainty
}

/// What an unread word takes away.
fn penalty(evidence: &Evidence<'_>, at: usize) -> f64 {
    let token = &evidence.tokens[at];
    let mention = evidence
        .mentions
        .iter()
        .find(|mention| mention.start <= at && at < mention.end);
    match token.kind {
        TokenKind::Mark | TokenKind::Possessive => 0.0,
        TokenKind::Number(_) => 0.6,
        TokenKind::Quoted => 0.9,
        TokenKind::Word if mention.is_some_and(|mention| says_again(evidence, mention)) => 0.04,
        TokenKind::Word if mention.is_some() && is_verb_like(&token.lower) => 0.25,
        TokenKind::Word if mention.is_some() => 0.55,
        TokenKind::Word if is_light(&token.lower) => 0.0,
        TokenKind::Word if token.capital && at > 0 => 0.7,
        TokenKind::Word
            if (is_verb_like(&token.lower) && !is_noun_here(evidence.tokens, at))
                || is_verb_here(evidence.tokens, at) =>
        {
            0.2
        }
        TokenKind::Word => 0.5,
    }
}

/// Whether a mention only repeats what the plan looks at anyway.
fn says_again(evidence: &Evidence<'_>, mention: &Mention) -> bool {
    let column = |id: crate::index::ColumnId| {
        let key = (
            evidence.index.tables[id.table].name.clone(),
            evidence.index.column(id).name.clone(),
        );
        evidence.used.columns.contains(&key)
    };
    mention.columns.iter().any(|link| column(link.column))
        || mention.tables.iter().any(|link| {
            evidence
                .used
                .tables
                .contains(&evidence.index.tables[link.table].name)
        })
        || mention.values.iter().any(|link| column(link.place.column))
}

fn is_light(lower: &str) -> bool {
    is_filler(lower)
        || is_auxiliary(lower)
        || is_command(lower)
        || is_distinct(lower)
        || lower.len() < 2
}

/// Verbs that tell no more than that two things belong together.
const RELATIONS: &[&str] = &[
    "arrive",
    "arrives",
    "belong",
    "belongs",
    "correspond",
    "corresponds",
    "depart",
    "departs",
    "land",
    "lands",
    "attend",
    "attends",
    "bought",
    "brought",
    "built",
    "buy",
    "came",
    "come",
    "did",
    "drew",
    "drove",
    "fell",
    "flew",
    "gave",
    "grew",
    "held",
    "hold",
    "holds",
    "host",
    "hosts",
    "led",
    "live",
    "lives",
    "lead",
    "leads",
    "manage",
    "manages",
    "met",
    "own",
    "owns",
    "play",
    "plays",
    "ran",
    "run",
    "runs",
    "sang",
    "sell",
    "sells",
    "sold",
    "serve",
    "serves",
    "spoke",
    "speak",
    "speaks",
    "stay",
    "stays",
    "teach",
    "teaches",
    "taught",
    "took",
    "went",
    "win",
    "wins",
    "won",
    "work",
    "works",
    "write",
    "writes",
    "wrote",
];

/// Verbs mostly tell what a key already tells: "owned by", "produced in".
fn is_verb_like(lower: &str) -> bool {
    RELATIONS.contains(&lower)
        || lower.len() > 4
            && (lower.ends_with("ed") || lower.ends_with("ing") || lower.ends_with("en"))
}

/// Whether a word stands where a noun does: after an article or "with".
fn is_noun_here(tokens: &[Token], at: usize) -> bool {
    at > 0
        && matches!(
            tokens[at - 1].lower.as_str(),
            "with" | "a" | "an" | "any" | "no" | "without"
        )
}

/// Whether a word stands where a verb does: after "who" or "not", or at the end of a question that
/// has its auxiliary ("how many books does each shelf hold").
fn is_verb_here(tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let before = if at == 0 { "" } else { word(at - 1) };
    if matches!(
        before,
        "who" | "that" | "which" | "not" | "to" | "they" | "never"
    ) {
        return true;
    }
    let auxiliary = tokens[..at]
        .iter()
        .any(|token| matches!(token.lower.as_str(), "do" | "does" | "did"));
    let ends = at + 1 >= tokens.len()
        || matches!(
            word(at + 1),
            "?" | "."
                | "in"
                | "for"
                | "on"
                | "from"
                | "at"
                | "by"
                | "with"
                | "more"
                | "less"
                | "the"
                | "to"
                | "and"
                | "any"
        );
    auxiliary && ends
}

/// The unread words that mean something, as they were written.
pub(crate) fn content_words(tokens: &[Token], unread: &[usize]) -> Vec<String> {
    unread
        .iter()
        .filter_map(|&at| tokens.get(at))
        .filter(|token| match token.kind {
            TokenKind::Word => !is_light(&token.lower),
            TokenKind::Number(_) | TokenKind::Quoted => true,
            TokenKind::Possessive | TokenKind::Mark => false,
        })
        .map(|token| token.text.clone())
        .collect()
}
