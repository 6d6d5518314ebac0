//! Literals, written in the one form that every setting of the engine reads alike.

use crate::Rejection;
use contract::Dialect;
use sqlparser::ast::Value;

/// Rewrites the literal into its canonical form. The value in the tree is then the text between
/// the quotes as it must be printed: the serialiser's own escaping guesses from what it sees, and
/// a literal such as `\' OR ...` would leave its quotes.
///
/// PostgreSQL reads a backslash in a plain literal by a setting that the database may change, so
/// a literal with a backslash becomes `E'...'`, which it always reads alike. Redshift always
/// takes it for an escape. Trino and DataFusion never do.
pub(crate) fn settle(dialect: Dialect, value: &mut Value) -> Result<(), Rejection> {
    let text = match value {
        Value::Number(digits, long) => return number(digits, *long),
        Value::Boolean(_) | Value::Null => return Ok(()),
        Value::SingleQuotedString(text)
        | Value::UnicodeStringLiteral(text)
        | Value::EscapedStringLiteral(text) => std::mem::take(text),
        Value::DollarQuotedString(quoted) => std::mem::take(&mut quoted.value),
        Value::NationalStringLiteral(text) if dialect == Dialect::Postgresql => {
            std::mem::take(text)
        }
        Value::HexStringLiteral(digits) | Value::SingleQuotedByteStringLiteral(digits) => {
            return bits(digits);
        }
        Value::Placeholder(name) => {
            return Err(Rejection::Literal {
                literal: name.clone(),
                instead: "the value itself instead of a parameter".to_owned(),
            });
        }
        Value::NationalStringLiteral(_)
        | Value::TripleSingleQuotedString(_)
        | Value::TripleDoubleQuotedString(_)
        | Value::DoubleQuotedByteStringLiteral(_)
        | Value::TripleSingleQuotedByteStringLiteral(_)
        | Value::TripleDoubleQuotedByteStringLiteral(_)
        | Value::SingleQuotedRawStringLiteral(_)
        | Value::DoubleQuotedRawStringLiteral(_)
        | Value::TripleSingleQuotedRawStringLiteral(_)
        | Value::TripleDoubleQuotedRawStringLiteral(_)
        | Value::QuoteDelimitedStringLiteral(_)
        | Value::NationalQuoteDelimitedStringLiteral(_)
        | Value::DoubleQuotedString(_) => {
            return Err(Rejection::Literal {
                literal: value.to_string(),
                instead: "text in single quotes".to_owned(),
            });
        }
    };
    *value = quoted(dialect, &text)?;
    Ok(())
}

/// The text of a literal that `settle` has written, if it is one.
pub(crate) fn text(dialect: Dialect, value: &Value) -> Option<String> {
    match value {
        Value::SingleQuotedString(printed) => {
            let text = printed.replace("''", "'");
            Some(if dialect == Dialect::Redshift {
                text.replace("\\\\", "\\")
            } else {
                text
            })
        }
        Value::EscapedStringLiteral(text) => Some(text.clone()),
        _ => None,
    }
}

fn quoted(dialect: Dialect, text: &str) -> Result<Value, Rejection> {
    if text.contains('\0') {
        return Err(Rejection::Literal {
            literal: text.replace('\0', "\\0"),
            instead: "text without a zero character".to_owned(),
        });
    }
    Ok(match dialect {
        // The serialiser escapes quotes and backslashes of this kind fully.
        Dialect::Postgresql if text.contains('\\') => Value::EscapedStringLiteral(text.to_owned()),
        Dialect::Redshift => {
            Value::SingleQuotedString(text.replace('\\', "\\\\").replace('\'', "''"))
        }
        _ => Value::SingleQuotedString(text.replace('\'', "''")),
    })
}

fn number(digits: &str, long: bool) -> Result<(), Rejection> {
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    if plain && !long {
        return Ok(());
    }
    Err(Rejection::Literal {
        literal: digits.to_owned(),
        instead: "the number in plain decimal digits".to_owned(),
    })
}

fn bits(digits: &str) -> Result<(), Rejection> {
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    Err(Rejection::Literal {
        literal: digits.to_owned(),
        instead: "hexadecimal or binary digits".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(dialect: Dialect, text: &str) -> String {
        let mut value = Value::SingleQuotedString(text.to_owned());
        settle(dialect, &mut value).unwrap();
        value.to_string()
    }

    #[test]
    fn quotes_are_doubled_whatever_is_around_them() {
        assert_eq!(settled(Dialect::Athena, "O'Brien"), "'O''Brien'");
        assert_eq!(settled(Dialect::Athena, "''"), "''''''");
        assert_eq!(
            settled(Dialect::Embedded, "\\' OR 1=1 --"),
            "'\\'' OR 1=1 --'"
        );
        assert_eq!(settled(Dialect::Redshift, "\\' --"), "'\\\\'' --'");
        assert_eq!(settled(Dialect::Postgresql, "\\' --"), "E'\\\\\\' --'");
    }

    #[test]
    fn text_is_what_was_written() {
        for dialect in Dialect::ALL {
            for original in ["plain", "O'Brien", "a\\b", "''", "\\'", "\\\\''"] {
                let mut value = Value::SingleQuotedString(original.to_owned());
                settle(dialect, &mut value).unwrap();
                assert_eq!(
                    text(dialect, &value).as_deref(),
                    Some(original),
                    "{dialect}"
                );
            }
        }
    }
}
