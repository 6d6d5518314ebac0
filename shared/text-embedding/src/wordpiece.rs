//! BERT's uncased word pieces (Wu et al., 2016; Devlin et al., 2019): words, then longest pieces.

use crate::letters::{push_plain, stands_alone};
use crate::table::Table;

/// Longer words are not looked up.
const MAX_WORD_CHARS: usize = 64;

/// What a word becomes.
pub(crate) enum Piece<'a> {
    /// A row of the table.
    Known(usize),
    /// A word with a part that is no token.
    Unknown(&'a str),
}

/// Gives each piece of the text in turn.
pub(crate) fn pieces(text: &str, table: &Table, mut each: impl FnMut(Piece<'_>)) {
    let mut word = String::new();
    let mut rows = Vec::new();
    let mut close = |word: &mut String| {
        if !word.is_empty() {
            match split(word, table, &mut rows) {
                Some(()) => rows.iter().for_each(|row| each(Piece::Known(*row))),
                None => each(Piece::Unknown(word)),
            }
            word.clear();
        }
    };
    for c in text.chars() {
        if c.is_whitespace() {
            close(&mut word);
        } else if stands_alone(c) {
            close(&mut word);
            word.push(c);
            close(&mut word);
        } else if !c.is_control() {
            push_plain(c, &mut word);
        }
    }
    close(&mut word);
}

/// Finds the rows of a word's pieces, the longest first; `None` when a part is no token.
fn split(word: &str, table: &Table, rows: &mut Vec<usize>) -> Option<()> {
    rows.clear();
    if word.chars().count() > MAX_WORD_CHARS {
        return None;
    }
    let mut token = String::with_capacity(word.len() + 2);
    let mut rest = word;
    while !rest.is_empty() {
        token.clear();
        if rest.len() < word.len() {
            token.push_str("##");
        }
        let prefix = token.len();
        token.push_str(rest);
        let row = loop {
            if let Some(row) = table.find(token.as_bytes()) {
                break row;
            }
            token.pop();
            if token.len() <= prefix {
                return None;
            }
        };
        rows.push(row);
        rest = rest.get(token.len() - prefix..)?;
    }
    Some(())
}
