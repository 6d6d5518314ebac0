//! A question as tokens.

use crate::lexicon::numbers::number_word;
use crate::stem::stem;

/// One token of a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    /// As it was written.
    pub(crate) text: String,
    /// In lower case.
    pub(crate) lower: String,
    /// What forms of the word share.
    pub(crate) stem: String,
    /// What it is.
    pub(crate) kind: TokenKind,
    /// Whether it starts with a capital.
    pub(crate) capital: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum TokenKind {
    /// A word.
    Word,
    /// A number; digits, or a number word.
    Number(f64),
    /// Text in quotation marks.
    Quoted,
    /// `'s` or a trailing `'`.
    Possessive,
    /// A comma, semicolon, full stop or question mark.
    Mark,
}

impl Token {
    fn new(text: &str, kind: TokenKind) -> Self {
        let lower = text.to_lowercase();
        let stem = if kind == TokenKind::Quoted {
            lower.clone()
        } else {
            stem(&lower)
        };
        let capital = text.chars().next().is_some_and(char::is_uppercase);
        Self {
            text: text.to_owned(),
            lower,
            stem,
            kind,
            capital,
        }
    }

    /// The number, when it is one.
    pub(crate) fn number(&self) -> Option<f64> {
        match self.kind {
            TokenKind::Number(value) => Some(value),
            _ => None,
        }
    }
}

/// Splits a question into tokens.
pub(crate) fn tokenize(question: &str) -> Vec<Token> {
    let chars: Vec<char> = question.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c.is_whitespace() {
            at += 1;
        } else if let Some(end) = quoted_end(&chars, at) {
            let text: String = chars[at + 1..end].iter().collect();
            tokens.push(Token::new(text.trim(), TokenKind::Quoted));
            at = end + 1;
        } else if is_apostrophe(c) {
            at = possessive(&chars, at, &mut tokens);
        } else if c.is_ascii_digit() || is_signed_number(&chars, at, &tokens) {
            at = number(&chars, at, &mut tokens);
        } else if c.is_alphanumeric() {
            at = word(&chars, at, &mut tokens);
        } else {
            if matches!(c, ',' | ';' | '.' | '?' | '!' | ':' | '%') {
                tokens.push(Token::new(&c.to_string(), TokenKind::Mark));
            }
            at += 1;
        }
    }
    tokens
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}')
}

/// Where the quotation that starts here ends. An apostrophe opens one only at the start of a word
/// and closes it only at the end of one, so that `Kyle's` is no quotation.
fn quoted_end(chars: &[char], start: usize) -> Option<usize> {
    let closing: &[char] = match chars[start] {
        '"' => &['"'],
        '\u{201c}' | '\u{201d}' => &['\u{201d}', '\u{201c}'],
        '`' => &['`', '\''],
        '\'' | '\u{2018}' | '\u{2019}' => &['\'', '\u{2019}'],
        _ => return None,
    };
    let apostrophe = is_apostrophe(chars[start]);
    if apostrophe && start > 0 && chars[start - 1].is_alphanumeric() {
        return None;
    }
    let ends = |at: usize| !apostrophe || chars.get(at + 1).is_none_or(|c| !c.is_alphanumeric());
    (start + 2..chars.len()).find(|&at| closing.contains(&chars[at]) && ends(at))
}

fn possessive(chars: &[char], at: usize, tokens: &mut Vec<Token>) -> usize {
    let after_word = at > 0 && chars[at - 1].is_alphanumeric();
    if !after_word {
        return at + 1;
    }
    let s = matches!(chars.get(at + 1), Some('s' | 'S'))
        && chars.get(at + 2).is_none_or(|c| !c.is_alphanumeric());
    if s {
        tokens.push(Token::new("'s", TokenKind::Possessive));
        return at + 2;
    }
    if chars.get(at + 1).is_none_or(|c| !c.is_alphanumeric()) {
        tokens.push(Token::new("'", TokenKind::Possessive));
    }
    at + 1
}

fn is_signed_number(chars: &[char], at: usize, tokens: &[Token]) -> bool {
    chars[at] == '-'
        && chars.get(at + 1).is_some_and(char::is_ascii_digit)
        && (at == 0 || chars[at - 1].is_whitespace())
        && tokens.last().is_none_or(|token| token.number().is_none())
}

/// A number, with thousands separators and decimals; a date keeps its dashes and a code such as
/// `4x4` becomes a word.
fn number(chars: &[char], start: usize, tokens: &mut Vec<Token>) -> usize {
    let mut end = start + 1;
    while let Some(&c) = chars.get(end) {
        let next_digit = chars.get(end + 1).is_some_and(char::is_ascii_digit);
        let inner = matches!(c, '.' | ',' | '-' | ':' | '/') && next_digit;
        let thousands = c != ',' || is_group_of_three(chars, end + 1);
        if c.is_alphanumeric() || c == '_' || (inner && thousands) {
            end += 1;
        } else {
            break;
        }
    }
    let text: String = chars[start..end].iter().collect();
    let plain = text.replace(',', "");
    let kind = match plain.parse::<f64>() {
        Ok(value) if value.is_finite() => TokenKind::Number(value),
        _ => TokenKind::Word,
    };
    let token = if kind == TokenKind::Word {
        Token::new(&text, kind)
    } else {
        Token::new(&plain, kind)
    };
    tokens.push(token);
    end
}

fn is_group_of_three(chars: &[char], start: usize) -> bool {
    let digits = chars[start..]
        .iter()
        .take_while(|c| c.is_ascii_digit())
        .count();
    digits == 3
}

fn word(chars: &[char], start: usize, tokens: &mut Vec<Token>) -> usize {
    let mut end = start + 1;
    while let Some(&c) = chars.get(end) {
        let next_letter = chars.get(end + 1).is_some_and(|c| c.is_alphanumeric());
        let dotted = c == '.' && next_letter && end - start < 3;
        if c.is_alphanumeric() || c == '_' || dotted || (c == '&' && next_letter) {
            end += 1;
        } else {
            break;
        }
    }
    let mut text: String = chars[start..end].iter().collect();
    // "don't", "isn't": the negation becomes a word of its own.
    let contraction = text.to_lowercase().ends_with('n')
        && chars.get(end).copied().is_some_and(is_apostrophe)
        && matches!(chars.get(end + 1), Some('t' | 'T'));
    if contraction {
        text.pop();
        if text.to_lowercase() == "ca" {
            text.push('n');
        }
        tokens.push(Token::new(&text, TokenKind::Word));
        tokens.push(Token::new("not", TokenKind::Word));
        return end + 2;
    }
    let lower = text.to_lowercase();
    if lower == "cannot" {
        tokens.push(Token::new("not", TokenKind::Word));
        return end;
    }
    // "wasnt", "doesnt": typed without the apostrophe.
    let bare = [
        "doesnt", "dont", "didnt", "isnt", "arent", "wasnt", "werent", "hasnt", "havent",
    ];
    if bare.contains(&lower.as_str()) {
        tokens.push(Token::new(&text[..text.len() - 2], TokenKind::Word));
        tokens.push(Token::new("not", TokenKind::Word));
        return end;
    }
    let kind = number_word(&lower).map_or(TokenKind::Word, TokenKind::Number);
    tokens.push(Token::new(&text, kind));
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(question: &str) -> Vec<String> {
        tokenize(question)
            .into_iter()
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn quotations_keep_their_letters_and_possessives_are_split_off() {
        assert_eq!(
            texts("Ann's book \"The Sea\"?"),
            ["Ann", "'s", "book", "The Sea", "?"]
        );
        assert_eq!(texts("students' names"), ["students", "'", "names"]);
        assert_eq!(texts("named 'New York'"), ["named", "New York"]);
    }

    #[test]
    fn numbers_lose_their_separators() {
        let tokens = tokenize("over 1,500.5 or three");
        assert_eq!(tokens[1].number(), Some(1500.5));
        assert_eq!(tokens[3].number(), Some(3.0));
        assert_eq!(
            texts("1, 2 and 2013-05-01"),
            ["1", ",", "2", "and", "2013-05-01"]
        );
    }

    #[test]
    fn contractions_become_negations() {
        assert_eq!(
            texts("don't can't doesnt"),
            ["do", "not", "can", "not", "does", "not"]
        );
    }
}
