//! Words of the frame of a question: those that name nothing in the data.

use crate::plan::Aggregate;

/// Words that carry no condition of their own, in lower case.
const FILLERS: &[&str] = &[
    "a",
    "about",
    "actually",
    "all",
    "also",
    "am",
    "among",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "available",
    "be",
    "been",
    "being",
    "by",
    "can",
    "contained",
    "could",
    "corresponding",
    "currently",
    "data",
    "database",
    "dataset",
    "did",
    "do",
    "does",
    "done",
    "ever",
    "exist",
    "existing",
    "exists",
    "for",
    "from",
    "given",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "hers",
    "here",
    "him",
    "his",
    "how",
    "i",
    "in",
    "information",
    "into",
    "is",
    "it",
    "its",
    "just",
    "know",
    "like",
    "list",
    "listed",
    "many",
    "me",
    "my",
    "named",
    "of",
    "on",
    "one",
    "ones",
    "our",
    "out",
    "over",
    "own",
    "please",
    "present",
    "provide",
    "record",
    "recorded",
    "records",
    "registered",
    "respective",
    "respectively",
    "she",
    "so",
    "some",
    "such",
    "table",
    "tell",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "this",
    "those",
    "through",
    "to",
    "together",
    "up",
    "us",
    "various",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "whom",
    "whose",
    "will",
    "with",
    "would",
    "you",
    "your",
    "if",
    "each",
    "every",
    "different",
    "distinct",
    "overall",
    "across",
    "within",
    "associated",
    "belonging",
    "belong",
    "belongs",
    "involved",
    "related",
    "called",
    "entire",
    "whole",
    "only",
    "both",
    "either",
    "happen",
    "happened",
    "happens",
    "occur",
    "occurred",
    "occurs",
    "occuring",
    "take",
    "took",
    "place",
    "amount",
    "possible",
    "certain",
    "particular",
    "kept",
    "stored",
    "made",
    "make",
    "makes",
    "used",
    "use",
    "uses",
    "came",
    "come",
    "comes",
    "get",
    "gets",
    "got",
    "let",
    "want",
    "need",
    "using",
    "under",
    "between",
    "but",
    "someone",
    "somebody",
    "else",
    "anyone",
    "yet",
    "once",
    "system",
    "too",
    "still",
    "already",
    "again",
    "well",
    "along",
    "alongside",
    "go",
    "goes",
    "went",
];

/// Words that open a request.
const COMMANDS: &[&str] = &[
    "show",
    "list",
    "find",
    "give",
    "return",
    "tell",
    "display",
    "get",
    "count",
    "provide",
    "report",
    "compute",
    "calculate",
    "determine",
    "identify",
    "retrieve",
    "state",
    "name",
    "what",
    "which",
    "who",
    "select",
    "print",
    "enumerate",
    "present",
    "fetch",
    "describe",
    "sum",
];

/// Whether the word carries no condition of its own.
pub(crate) fn is_filler(lower: &str) -> bool {
    FILLERS.contains(&lower)
}

/// Whether the word opens a request.
pub(crate) fn is_command(lower: &str) -> bool {
    COMMANDS.contains(&lower)
}

/// A form of to be, to have, or an auxiliary.
pub(crate) fn is_auxiliary(lower: &str) -> bool {
    matches!(
        lower,
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "has"
            | "have"
            | "had"
            | "having"
            | "do"
            | "does"
            | "did"
            | "can"
            | "could"
            | "will"
            | "would"
    )
}

/// An article or a word that stands in its place.
pub(crate) fn is_determiner(lower: &str) -> bool {
    matches!(
        lower,
        "a" | "an"
            | "the"
            | "all"
            | "any"
            | "some"
            | "its"
            | "their"
            | "his"
            | "her"
            | "our"
            | "these"
            | "those"
            | "this"
            | "that"
            | "such"
    )
}

/// A word that starts a relative clause.
pub(crate) fn is_relative(lower: &str) -> bool {
    matches!(
        lower,
        "who" | "whom" | "that" | "which" | "whose" | "where" | "when"
    )
}

/// A word that asks for different values only.
pub(crate) fn is_distinct(lower: &str) -> bool {
    matches!(
        lower,
        "different" | "distinct" | "unique" | "distinctive" | "various" | "separate"
    )
}

/// "each", "every", "per".
pub(crate) fn is_each(lower: &str) -> bool {
    matches!(lower, "each" | "every" | "per")
}

/// A word that denies.
pub(crate) fn is_negation(lower: &str) -> bool {
    matches!(
        lower,
        "not"
            | "no"
            | "never"
            | "without"
            | "neither"
            | "nor"
            | "none"
            | "lack"
            | "lacks"
            | "lacking"
            | "zero"
    )
}

/// The aggregate a word names.
pub(crate) fn aggregate(lower: &str) -> Option<Aggregate> {
    Some(match lower {
        "average" | "mean" | "avg" => Aggregate::Average,
        "total" | "sum" | "combined" => Aggregate::Sum,
        "maximum" | "max" | "maximal" => Aggregate::Maximum,
        "minimum" | "min" | "minimal" => Aggregate::Minimum,
        "median" => Aggregate::Median,
        _ => return None,
    })
}
