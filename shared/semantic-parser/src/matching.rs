//! How well words of a question say a name.

use crate::index::{Index, NameForm};
use crate::lexicon::words::aggregate;
use crate::tokens::Token;

/// What a match by a synonym counts.
const SYNONYM: f32 = 0.8;

/// How much of a name the words of a span say; 0 when a word of the span is not in the name.
pub(crate) fn match_form(span: &[Token], form: &NameForm, index: &Index) -> f32 {
    let whole: f32 = form.words.iter().map(|(_, weight)| weight).sum();
    if whole <= 0.0 {
        return 0.0;
    }
    if is_glued(span, &form.glued) {
        return 1.0;
    }
    let mut said = 0.0;
    let mut used = vec![false; form.words.len()];
    let mut aggregates = 0;
    for token in span {
        let exact = (0..form.words.len()).find(|&at| !used[at] && form.words[at].0 == token.stem);
        let matched = exact
            .map(|at| (at, 1.0))
            .or_else(|| similar(token, form, &used, index));
        match matched {
            Some((at, quality)) => {
                used[at] = true;
                said += form.words[at].1 * quality;
                aggregates += usize::from(aggregate(&token.lower).is_some());
            }
            None if matches!(token.lower.as_str(), "of" | "the") => {}
            None => return 0.0,
        }
    }
    let score = said / whole;
    // "maximum" alone is an aggregate even where a column name has the word among others.
    if aggregates == span.len() && score < 0.9 {
        0.0
    } else {
        score
    }
}

fn is_glued(span: &[Token], glued: &str) -> bool {
    if span.len() < 2 || span.len() > 3 {
        return false;
    }
    let joined: String = span.iter().map(|token| token.lower.as_str()).collect();
    crate::stem::stem(&joined) == glued
}

fn similar(token: &Token, form: &NameForm, used: &[bool], index: &Index) -> Option<(usize, f32)> {
    let others = index.synonyms.get(&token.stem);
    (0..form.words.len())
        .filter(|&at| !used[at])
        .find_map(|at| {
            let word = &form.words[at].0;
            if others.is_some_and(|others| others.contains(word)) {
                return Some((at, SYNONYM));
            }
            // Words that grew from one root: "manage" and "manager", "found" and "foundation".
            let (short, long) = if word.len() < token.stem.len() {
                (word, &token.stem)
            } else {
                (&token.stem, word)
            };
            let shared = short.len() >= 4
                && long.starts_with(short.as_str())
                && long.len() - short.len() <= 3
                && !long.ends_with("id");
            shared.then_some((at, 0.9))
        })
}
