//! Phrases that compare with a bound.

use crate::plan::Comparison;
use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};

/// A phrase that stands before its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    words: &'static [&'static str],
    /// The operator it means.
    pub(crate) operator: Comparison,
    /// Whether it compares times: "after", "before".
    pub(crate) temporal: bool,
}

impl Phrase {
    /// How many words it has.
    pub(crate) const fn len(&self) -> usize {
        self.words.len()
    }
}

const fn phrase(words: &'static [&'static str], operator: Comparison) -> Phrase {
    Phrase {
        words,
        operator,
        temporal: false,
    }
}

const fn time(words: &'static [&'static str], operator: Comparison) -> Phrase {
    Phrase {
        words,
        operator,
        temporal: true,
    }
}

/// Longer phrases stand before those they begin with.
const PHRASES: &[Phrase] = &[
    phrase(&["greater", "than", "or", "equal", "to"], GreaterOrEqual),
    phrase(&["more", "than", "or", "equal", "to"], GreaterOrEqual),
    phrase(&["less", "than", "or", "equal", "to"], LessOrEqual),
    phrase(&["not", "more", "than"], LessOrEqual),
    phrase(&["no", "more", "than"], LessOrEqual),
    phrase(&["not", "higher", "than"], LessOrEqual),
    phrase(&["no", "higher", "than"], LessOrEqual),
    phrase(&["not", "less", "than"], GreaterOrEqual),
    phrase(&["no", "less", "than"], GreaterOrEqual),
    phrase(&["not", "fewer", "than"], GreaterOrEqual),
    phrase(&["no", "fewer", "than"], GreaterOrEqual),
    phrase(&["not", "equal", "to"], NotEqual),
    phrase(&["other", "than"], NotEqual),
    phrase(&["different", "from"], NotEqual),
    phrase(&["equal", "to"], Equal),
    phrase(&["equals", "to"], Equal),
    phrase(&["equals"], Equal),
    phrase(&["exactly"], Equal),
    phrase(&["at", "least"], GreaterOrEqual),
    phrase(&["at", "the", "least"], GreaterOrEqual),
    phrase(&["a", "minimum", "of"], GreaterOrEqual),
    phrase(&["at", "most"], LessOrEqual),
    phrase(&["a", "maximum", "of"], LessOrEqual),
    phrase(&["up", "to"], LessOrEqual),
    phrase(&["more", "than"], Greater),
    phrase(&["greater", "than"], Greater),
    phrase(&["larger", "than"], Greater),
    phrase(&["bigger", "than"], Greater),
    phrase(&["higher", "than"], Greater),
    phrase(&["in", "excess", "of"], Greater),
    phrase(&["above"], Greater),
    phrase(&["over"], Greater),
    phrase(&["exceeding"], Greater),
    phrase(&["exceeds"], Greater),
    phrase(&["exceed"], Greater),
    phrase(&["beyond"], Greater),
    phrase(&["less", "than"], Less),
    phrase(&["fewer", "than"], Less),
    phrase(&["lower", "than"], Less),
    phrase(&["smaller", "than"], Less),
    phrase(&["below"], Less),
    phrase(&["under"], Less),
    time(&["later", "than"], Greater),
    time(&["earlier", "than"], Less),
    time(&["prior", "to"], Less),
    time(&["after"], Greater),
    time(&["before"], Less),
    time(&["since"], GreaterOrEqual),
    time(&["until"], LessOrEqual),
    phrase(&["on", "or", "after"], GreaterOrEqual),
];

/// The phrase the words begin with.
pub(crate) fn comparison<'w>(words: &(impl Iterator<Item = &'w str> + Clone)) -> Option<Phrase> {
    PHRASES
        .iter()
        .find(|phrase| {
            let mut words = words.clone();
            phrase
                .words
                .iter()
                .all(|expected| words.next() == Some(*expected))
        })
        .copied()
}

/// The operator of words after the bound: "4 or more".
pub(crate) fn trailing(first: &str, second: &str) -> Option<Comparison> {
    match (first, second) {
        (
            "or",
            "more" | "above" | "higher" | "greater" | "older" | "later" | "over" | "larger"
            | "longer",
        )
        | ("and", "above" | "more" | "over" | "later") => Some(GreaterOrEqual),
        (
            "or",
            "less" | "fewer" | "below" | "lower" | "younger" | "earlier" | "under" | "smaller"
            | "shorter",
        )
        | ("and", "below" | "under" | "less") => Some(LessOrEqual),
        _ => None,
    }
}

/// The operator that holds exactly when the given one does not.
pub(crate) const fn negated(operator: Comparison) -> Comparison {
    match operator {
        Equal | Comparison::EqualIgnoringCase => NotEqual,
        NotEqual => Equal,
        Less => GreaterOrEqual,
        LessOrEqual => Greater,
        Greater => LessOrEqual,
        GreaterOrEqual => Less,
    }
}
