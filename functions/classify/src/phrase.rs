//! A text as words with their places in it.

use std::ops::Range;

/// A word, in lower case, with its place in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) lower: String,
    pub(crate) place: Range<usize>,
    pub(crate) capital: bool,
    /// Whether it stands in quotation marks, which `place` includes.
    pub(crate) quoted: bool,
}

/// The words of a text: letters, digits and what joins them. A quotation is one word.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((start, c)) = chars.next() {
        let opens_quote = matches!(c, '\'' | '"') && !before.is_alphanumeric();
        let quote = opens_quote.then(|| closing(text, start, c)).flatten();
        let end = if let Some(end) = quote {
            end
        } else if c.is_alphanumeric() || c == '$' {
            word_end(text, start + c.len_utf8())
        } else {
            before = c;
            continue;
        };
        while chars.next_if(|(at, _)| *at < end).is_some() {}
        let Some(found) = text.get(start..end) else {
            continue;
        };
        before = found.chars().next_back().unwrap_or(' ');
        words.push(Word {
            lower: found.to_lowercase(),
            place: start..end,
            capital: found.chars().next().is_some_and(char::is_uppercase),
            quoted: quote.is_some(),
        });
    }
    words
}

/// Where the quotation that opens at `start` ends, behind its closing mark.
fn closing(text: &str, start: usize, mark: char) -> Option<usize> {
    let inside = text.get(start + 1..)?;
    inside
        .match_indices(mark)
        .map(|(at, _)| start + 1 + at)
        .find_map(|at| {
            let next = text.get(at + 1..)?.chars().next();
            let closes = at > start + 1 && !next.is_some_and(char::is_alphanumeric);
            closes.then_some(at + 1)
        })
}

fn word_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let mut end = from;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '\'' | '-' | '.' | ',' | '/' | '_')
            && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !(c.is_alphanumeric() || joins) {
            break;
        }
        end = from + at + c.len_utf8();
    }
    end
}

/// How many words the text must begin with to begin with one of the phrases; the longest counts.
pub(crate) fn begins_with(words: &[Word], phrases: &[&str]) -> Option<usize> {
    phrases
        .iter()
        .filter_map(|phrase| matches_at(words, phrase))
        .max()
}

/// The length of the phrase in words, when the words begin with it.
pub(crate) fn matches_at(words: &[Word], phrase: &str) -> Option<usize> {
    let mut length = 0;
    for expected in phrase.split(' ') {
        if words.get(length)?.lower != expected {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// The text from the given word on.
pub(crate) fn from_word<'a>(text: &'a str, words: &[Word], at: usize) -> &'a str {
    words
        .get(at)
        .and_then(|word| text.get(word.place.start..))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_places() {
        let text = "What's in 'New York', 2023-05?";
        let found: Vec<_> = words(text)
            .into_iter()
            .map(|w| text[w.place].to_owned())
            .collect();
        assert_eq!(found, ["What's", "in", "'New York'", "2023-05"]);
        assert!(words("' ?").is_empty());
        assert_eq!(words("it's \u{e9}t\u{e9} '").len(), 2);
    }
}
