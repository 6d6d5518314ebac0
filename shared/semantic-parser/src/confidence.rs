//! How sure a reading is.

use crate::index::Index;
use crate::lexicon::words::{is_auxiliary, is_command, is_distinct, is_each, is_filler};
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
    pub(crate) used: &'a Used,
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
        TokenKind::Word if mention.is_some() && is_verb_like(&token.lower) => {
            if has_complement(evidence, at) {
                0.25
            } else {
                0.5
            }
        }
        TokenKind::Word
            if names_kind(evidence, &token.lower) || ends_name(evidence, at, &token.lower) =>
        {
            0.1
        }
        // "each time": each row.
        TokenKind::Word
            if token.lower == "time" && at > 0 && is_each(&evidence.tokens[at - 1].lower) =>
        {
            0.05
        }
        TokenKind::Word if mention.is_some() => 0.55,
        TokenKind::Word if is_light(&token.lower) => 0.0,
        TokenKind::Word if token.capital && at > 0 => 0.7,
        TokenKind::Word
            if (is_verb_like(&token.lower) && !is_noun_here(evidence.tokens, at))
                || is_verb_here(evidence.tokens, at) =>
        {
            if has_complement(evidence, at) {
                0.15
            } else {
                0.5
            }
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
    "appear",
    "appears",
    "arrive",
    "arrives",
    "attend",
    "attends",
    "began",
    "begin",
    "begins",
    "belong",
    "belongs",
    "borrow",
    "borrows",
    "bought",
    "bring",
    "brings",
    "brought",
    "built",
    "buy",
    "buys",
    "came",
    "carries",
    "carry",
    "come",
    "comes",
    "contain",
    "contains",
    "correspond",
    "corresponds",
    "cost",
    "costs",
    "cover",
    "covers",
    "deliver",
    "delivers",
    "depart",
    "departs",
    "did",
    "drawn",
    "drew",
    "drive",
    "drives",
    "drove",
    "earn",
    "earns",
    "feature",
    "features",
    "fed",
    "feed",
    "feeds",
    "fell",
    "flew",
    "flies",
    "fly",
    "gave",
    "give",
    "gives",
    "grew",
    "grow",
    "grows",
    "held",
    "hold",
    "holds",
    "host",
    "hosts",
    "include",
    "includes",
    "join",
    "joins",
    "keep",
    "keeps",
    "kept",
    "land",
    "lands",
    "lay",
    "lays",
    "lead",
    "leads",
    "led",
    "lend",
    "lends",
    "lent",
    "lie",
    "lies",
    "live",
    "lives",
    "manage",
    "manages",
    "met",
    "offer",
    "offers",
    "operate",
    "operates",
    "own",
    "owns",
    "paid",
    "participate",
    "participates",
    "pay",
    "pays",
    "perform",
    "performs",
    "play",
    "plays",
    "produce",
    "produces",
    "provide",
    "provides",
    "publish",
    "publishes",
    "ran",
    "receive",
    "receives",
    "rent",
    "rents",
    "represent",
    "represents",
    "reside",
    "resides",
    "ride",
    "rides",
    "rode",
    "run",
    "runs",
    "sang",
    "saw",
    "sell",
    "sells",
    "send",
    "sends",
    "sent",
    "serve",
    "serves",
    "sing",
    "sings",
    "sold",
    "speak",
    "speaks",
    "spend",
    "spends",
    "spent",
    "spoke",
    "stand",
    "stands",
    "stay",
    "stays",
    "studies",
    "study",
    "supplies",
    "supply",
    "take",
    "takes",
    "taught",
    "teach",
    "teaches",
    "took",
    "treat",
    "treats",
    "visit",
    "visits",
    "wear",
    "wears",
    "went",
    "win",
    "wins",
    "won",
    "wore",
    "work",
    "works",
    "worth",
    "write",
    "writes",
    "wrote",
];

/// Verbs mostly tell what a key already tells: "owned by", "produced in".
pub(crate) fn is_verb_like(lower: &str) -> bool {
    RELATIONS.contains(&lower)
        || lower.len() > 4
            && (lower.ends_with("ed") || lower.ends_with("ing") || lower.ends_with("en"))
}

/// Whether a verb has something that it relates: "books (written) by Ann", "shelves that (hold) no
/// books", "does the shelf (hold)". One that has nothing is a condition of its own, which was lost:
/// "how many books were (returned)?"
fn has_complement(evidence: &Evidence<'_>, at: usize) -> bool {
    let tokens = evidence.tokens;
    let linked = |at: usize| {
        evidence
            .mentions
            .iter()
            .any(|mention| mention.start <= at && at < mention.end)
    };
    let follows = (at + 1..(at + 8).min(tokens.len()))
        .take_while(|&at| tokens[at].kind != TokenKind::Mark)
        .any(|at| {
            linked(at) || matches!(tokens[at].kind, TokenKind::Number(_) | TokenKind::Quoted)
        });
    let asked = tokens[..at]
        .iter()
        .any(|token| matches!(token.lower.as_str(), "do" | "does" | "did"));
    // "What is Ann affiliated with?"
    let stranded = tokens.get(at + 1).is_some_and(|token| {
        matches!(
            token.lower.as_str(),
            "with" | "to" | "in" | "by" | "from" | "for" | "on" | "at"
        )
    }) && tokens
        .get(at + 2)
        .is_none_or(|token| token.kind == TokenKind::Mark);
    // "the pets they have owned"
    let told = tokens[at.saturating_sub(3)..at]
        .iter()
        .any(|token| matches!(token.lower.as_str(), "they" | "he" | "she" | "it"));
    follows || asked || stranded || told
}

/// Whether a word says what kind of thing a column is that the plan looks at: "the check-in date".
fn names_kind(evidence: &Evidence<'_>, lower: &str) -> bool {
    let temporal = matches!(lower, "date" | "dates" | "day" | "time");
    temporal
        && evidence.used.columns.iter().any(|(table, name)| {
            evidence.index.tables.iter().any(|info| {
                info.name == *table
                    && info
                        .columns
                        .iter()
                        .any(|info| info.name == *name && info.data_type.is_temporal())
            })
        })
}

/// Whether a word ends a name that the plan looks at: "phone number" of a column `phone`.
fn ends_name(evidence: &Evidence<'_>, at: usize, lower: &str) -> bool {
    matches!(
        lower,
        "number" | "numbers" | "value" | "values" | "name" | "names"
    ) && evidence.mentions.iter().any(|mention| {
        mention.end == at && mention.best_column() > 0.8 && says_again(evidence, mention)
    })
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
    // "Which customers" at the start asks for a thing; later "which" stands for one.
    let relative = at > 1 && matches!(before, "that" | "which");
    if relative || matches!(before, "who" | "not" | "to" | "they" | "never") {
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
