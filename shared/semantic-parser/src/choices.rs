//! What a person can choose from when a word has several meanings.

use crate::tokens::{Token, TokenKind};
use contract::Choice;

/// A word of the question with several meanings that are as good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alternatives {
    /// The token.
    pub(crate) at: usize,
    /// The meanings, as a person would say them; at least two.
    pub(crate) meanings: Vec<String>,
}

/// One choice a meaning: the question with the word replaced by the meaning.
pub(crate) fn choices(tokens: &[Token], alternatives: &[Alternatives]) -> Vec<Choice> {
    let Some(first) = alternatives.first() else {
        return Vec::new();
    };
    first
        .meanings
        .iter()
        .map(|meaning| Choice {
            label: meaning.clone(),
            question: replaced(tokens, first.at, meaning),
        })
        .collect()
}

fn replaced(tokens: &[Token], at: usize, meaning: &str) -> String {
    let mut question = String::new();
    for (position, token) in tokens.iter().enumerate() {
        let joined = matches!(token.kind, TokenKind::Mark | TokenKind::Possessive);
        if position > 0 && !joined {
            question.push(' ');
        }
        match (position == at, token.kind) {
            (true, TokenKind::Quoted) => {
                question.push_str(&format!("{meaning} \"{}\"", token.text));
            }
            (true, _) => question.push_str(meaning),
            (false, TokenKind::Quoted) => question.push_str(&format!("\"{}\"", token.text)),
            (false, _) => question.push_str(&token.text),
        }
    }
    question
}
