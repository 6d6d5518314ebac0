//! From text to tokens, for the part of SQL that most of a query is: words, names in quotes, plain
//! numbers and literals, common operators. A text with anything else in it is left to the parser's
//! own tokenizer, as a whole. Blanks are left out; the parser would step over them again and again.

use sqlparser::keywords::{ALL_KEYWORDS, ALL_KEYWORDS_INDEX, Keyword};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Word};
use std::sync::LazyLock;

/// The tokens that the parser's tokenizer would find in every dialect, without blanks; nothing when
/// dialects might differ, or when it is not worth telling.
pub(crate) fn plain(sql: &str) -> Option<Vec<TokenWithSpan>> {
    let mut reader = Reader {
        bytes: sql.as_bytes(),
        sql,
        at: 0,
        line: 1,
        column: 1,
        tokens: Vec::with_capacity(sql.len() / 6 + 8),
    };
    reader.read()?;
    Some(reader.tokens)
}

struct Reader<'t> {
    bytes: &'t [u8],
    sql: &'t str,
    /// The byte to be read next, and its place as the parser counts it.
    at: usize,
    line: u64,
    column: u64,
    tokens: Vec<TokenWithSpan>,
}

impl Reader<'_> {
    fn read(&mut self) -> Option<()> {
        while let Some(byte) = self.peek(0) {
            match byte {
                b' ' | b'\t' => {
                    self.at += 1;
                    self.column += 1;
                }
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    self.column = 1;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word()?,
                b'0'..=b'9' => self.number()?,
                b'\'' => self.literal()?,
                b'"' => self.quoted_name()?,
                _ => self.sign(byte)?,
            }
        }
        Some(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Ends a token of so many bytes and so many characters.
    fn push(&mut self, token: Token, bytes: usize, characters: u64) {
        let (line, column) = (self.line, self.column);
        self.at += bytes;
        self.column += characters;
        let (start, end) = (
            Location { line, column },
            Location {
                line,
                column: self.column,
            },
        );
        self.tokens.push(TokenWithSpan {
            token,
            span: Span { start, end },
        });
    }

    fn word(&mut self) -> Option<()> {
        let length = self.run(0, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let next = self.peek(length);
        // A literal of a kind, or letters that not every dialect has in names.
        if next.is_some_and(|next| {
            matches!(next, b'\'' | b'"' | b'&' | b'$' | b'#' | b'@') || !next.is_ascii()
        }) {
            return None;
        }
        let value = self.sql.get(self.at..self.at + length)?;
        let word = Word {
            value: value.to_owned(),
            quote_style: None,
            keyword: keyword(value),
        };
        self.push(Token::Word(word), length, length as u64);
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let mut length = self.run(0, |byte| byte.is_ascii_digit());
        if self.peek(length) == Some(b'.') {
            let fraction = self.run(length + 1, |byte| byte.is_ascii_digit());
            if fraction == 0 {
                return None;
            }
            length += 1 + fraction;
        }
        let next = self.peek(length);
        if next.is_some_and(|next| {
            next.is_ascii_alphanumeric() || matches!(next, b'_' | b'.') || !next.is_ascii()
        }) {
            return None;
        }
        let digits = self.sql.get(self.at..self.at + length)?.to_owned();
        self.push(Token::Number(digits, false), length, length as u64);
        Some(())
    }

    fn literal(&mut self) -> Option<()> {
        // Two in a row are one in some dialects.
        if matches!(self.tokens.last(), Some(last) if matches!(last.token, Token::SingleQuotedString(_)))
        {
            return None;
        }
        let (text, bytes) = self.quoted(b'\'')?;
        let (token, characters) = (
            Token::SingleQuotedString(text.to_owned()),
            text.chars().count(),
        );
        self.push(token, bytes, characters as u64 + 2);
        Some(())
    }

    fn quoted_name(&mut self) -> Option<()> {
        let (name, bytes) = self.quoted(b'"')?;
        if name.is_empty() {
            return None;
        }
        let word = Word {
            value: name.to_owned(),
            quote_style: Some('"'),
            keyword: Keyword::NoKeyword,
        };
        let characters = name.chars().count() as u64 + 2;
        self.push(Token::Word(word), bytes, characters);
        Some(())
    }

    /// What stands between the quotes, without escapes of any kind, and the bytes with them.
    fn quoted(&self, quote: u8) -> Option<(&str, usize)> {
        let length = self.run(1, |byte| {
            !matches!(byte, b'\'' | b'"' | b'\\' | b'\n' | b'\r')
        });
        if self.peek(1 + length) != Some(quote)
            || self
                .peek(2 + length)
                .is_some_and(|next| matches!(next, b'\'' | b'"'))
        {
            return None;
        }
        Some((self.sql.get(self.at + 1..self.at + 1 + length)?, length + 2))
    }

    fn sign(&mut self, byte: u8) -> Option<()> {
        let next = self.peek(1).unwrap_or(b' ');
        let (token, length) = match (byte, next) {
            (b'<', b'=') => (Token::LtEq, 2),
            (b'>', b'=') => (Token::GtEq, 2),
            (b'<', b'>') | (b'!', b'=') => (Token::Neq, 2),
            (b'|', b'|') => (Token::StringConcat, 2),
            (b':', b':') => (Token::DoubleColon, 2),
            (b',', _) => (Token::Comma, 1),
            (b'(', _) => (Token::LParen, 1),
            (b')', _) => (Token::RParen, 1),
            (b';', _) => (Token::SemiColon, 1),
            (b'.', _) if !self.is_period(next) => return None,
            (b'.', _) => (Token::Period, 1),
            (b'*', _) => (Token::Mul, 1),
            (b'+', _) => (Token::Plus, 1),
            (b'-', _) => (Token::Minus, 1),
            (b'/', _) => (Token::Div, 1),
            (b'%', b' ') => (Token::Mod, 1),
            (b'=', _) => (Token::Eq, 1),
            (b'<', _) => (Token::Lt, 1),
            (b'>', _) => (Token::Gt, 1),
            _ => return None,
        };
        // PostgreSQL has operators of any length.
        let is_operator = !matches!(byte, b',' | b'(' | b')' | b';' | b'.');
        if is_operator && self.peek(length).is_some_and(is_operator_part) {
            return None;
        }
        self.push(token, length, length as u64);
        Some(())
    }

    /// Whether a point is one between names and begins no number.
    fn is_period(&self, next: u8) -> bool {
        let after_name =
            matches!(self.tokens.last(), Some(last) if matches!(last.token, Token::Word(_)));
        !next.is_ascii_digit() && (next != b'_' || after_name)
    }

    /// How many bytes from there on are of the kind.
    fn run(&self, from: usize, is_part: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(self.at + from..).unwrap_or_default();
        rest.iter()
            .position(|byte| !is_part(*byte))
            .unwrap_or(rest.len())
    }
}

fn is_operator_part(byte: u8) -> bool {
    matches!(
        byte,
        b'+' | b'-'
            | b'*'
            | b'/'
            | b'<'
            | b'>'
            | b'='
            | b'~'
            | b'!'
            | b'@'
            | b'#'
            | b'%'
            | b'^'
            | b'&'
            | b'|'
            | b'`'
            | b'?'
            | b':'
    )
}

/// The longest keyword that has a place of its own in the table.
const LONGEST: usize = 32;

/// The keywords by their first letter and their length.
static KEYWORDS: LazyLock<Vec<Vec<(&str, Keyword)>>> = LazyLock::new(|| {
    let mut table = vec![Vec::new(); 26 * (LONGEST + 1)];
    for (text, keyword) in ALL_KEYWORDS.iter().zip(ALL_KEYWORDS_INDEX) {
        if let Some(slot) = slot(text).and_then(|slot| table.get_mut(slot)) {
            slot.push((*text, *keyword));
        }
    }
    table
});

fn slot(word: &str) -> Option<usize> {
    let first = word.bytes().next()?.to_ascii_uppercase();
    let letter = usize::from(first.checked_sub(b'A')?);
    (letter < 26).then(|| letter * (LONGEST + 1) + word.len().min(LONGEST))
}

fn keyword(word: &str) -> Keyword {
    let alike = slot(word).and_then(|slot| KEYWORDS.get(slot));
    alike
        .into_iter()
        .flatten()
        .find(|(text, _)| text.eq_ignore_ascii_case(word))
        .map_or(Keyword::NoKeyword, |(_, keyword)| *keyword)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sqlparser::dialect::{Dialect, GenericDialect, PostgreSqlDialect, RedshiftSqlDialect};
    use sqlparser::tokenizer::Tokenizer;

    /// Compares with the parser's tokenizer; tells whether there was something to compare.
    fn agrees(sql: &str) -> bool {
        let Some(tokens) = plain(sql) else {
            return false;
        };
        let dialects: [&dyn Dialect; 3] = [
            &GenericDialect,
            &PostgreSqlDialect {},
            &RedshiftSqlDialect {},
        ];
        for dialect in dialects {
            for unescape in [true, false] {
                let mut expected = Tokenizer::new(dialect, sql)
                    .with_unescape(unescape)
                    .tokenize_with_location()
                    .unwrap();
                expected.retain(|token| !matches!(token.token, Token::Whitespace(_)));
                assert_eq!(tokens, expected, "{dialect:?}: {sql}");
                let spans = |tokens: &[TokenWithSpan]| {
                    tokens.iter().map(|token| token.span).collect::<Vec<_>>()
                };
                assert_eq!(spans(&tokens), spans(&expected), "{dialect:?}: {sql}");
            }
        }
        true
    }

    #[test]
    fn statements_have_the_tokens_of_the_parser() {
        let files = [
            include_str!("../tests/attacks.sql"),
            include_str!("../tests/attacks_postgresql.sql"),
            include_str!("../tests/benign.sql"),
        ];
        let lines = files.iter().flat_map(|file| file.lines());
        let compared = lines.filter(|line| agrees(line)).count();
        assert!(compared > 500, "{compared}");
    }

    #[test]
    fn keywords_are_found_in_any_case() {
        for (text, expected) in ALL_KEYWORDS.iter().zip(ALL_KEYWORDS_INDEX) {
            assert_eq!(keyword(&text.to_lowercase()), *expected, "{text}");
        }
        assert_eq!(keyword("c_customer_sk"), Keyword::NoKeyword);
        assert_eq!(keyword("_a"), Keyword::NoKeyword);
    }

    proptest! {
        #[test]
        fn pieces_in_any_order_have_the_tokens_of_the_parser(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "B_1", "select", "E", "n", "u", "x", "b", "r", "q", "_", "1", "2.5", "0", ".", "'", "''", "'ü'",
                    "\"", "\"A b\"", " ", "\n", "\t", ",", "(", ")", ";", "*", "+", "-", "/", "%", "=", "<", ">", "!",
                    "|", ":", "::", "<=", "<>", "!=", "||", "[", "]", "$", "&", "#", "@", "`", "ü", "\\", "~", "?",
                ]),
                0..12,
            )
        ) {
            agrees(&pieces.concat());
        }
    }
}
