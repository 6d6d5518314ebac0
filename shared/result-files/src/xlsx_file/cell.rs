//! A value as a cell.

use crate::moment;
use contract::DataType;
use serde_json::Value;
use std::fmt::Write as _;

/// Digits of a number that a spreadsheet keeps.
const DIGITS: usize = 15;
/// Letters of a text that a cell holds, and what is said where some are left out.
const LETTERS: usize = 32_767;
const CUT: &str = "… [cut: a cell holds 32,767 characters]";
/// Days from the day zero of spreadsheets to 1970-01-01.
const DAY_ZERO: i64 = 25_569;
/// 1 March 1900: spreadsheets count a 29 February 1900 that never was.
const FIRST_DAY: i64 = 61;
/// 1 January 10000, which they do not know.
const END_OF_DAYS: i64 = 2_958_466;
const MICROS_A_DAY: i64 = 86_400_000_000;

/// How a cell is shown: its place in `cellXfs` of the styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain = 0,
    Header = 1,
    Date = 2,
    Moment = 3,
    /// As `Plain`, and a text of digits is a number.
    Number = 4,
}

impl Style {
    pub(super) fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Date => Self::Date,
            DataType::Timestamp | DataType::TimestampTz => Self::Moment,
            DataType::Bigint | DataType::Double | DataType::Decimal(..) => Self::Number,
            DataType::Boolean
            | DataType::Time
            | DataType::Varchar
            | DataType::Interval
            | DataType::Json
            | DataType::Bytes
            | DataType::Other(_) => Self::Plain,
        }
    }
}

/// `A` for 0, `Z` for 25, `AA` for 26.
pub(super) fn letters(index: usize) -> String {
    let mut name = Vec::new();
    let mut left = index + 1;
    while left > 0 {
        left -= 1;
        name.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    name.into_iter().rev().collect()
}

/// Appends the cell; NULL has none.
pub(super) fn write(line: &mut String, letters: &str, row: u32, style: Style, value: &Value) {
    match value {
        Value::Null => (),
        Value::Bool(flag) => {
            let flag = u8::from(*flag);
            // Writing to a text does not fail.
            let _ = write!(line, "<c r=\"{letters}{row}\" t=\"b\"><v>{flag}</v></c>");
        }
        Value::Number(number) => number_or_text(line, letters, row, &number.to_string()),
        Value::String(text) if style == Style::Number => number_or_text(line, letters, row, text),
        Value::String(text) => match serial(style, text) {
            Some(serial) => {
                let style = style as u8;
                let _ = write!(
                    line,
                    "<c r=\"{letters}{row}\" s=\"{style}\"><v>{serial}</v></c>"
                );
            }
            None => write_text(line, letters, row, Style::Plain, text),
        },
        other => write_text(line, letters, row, Style::Plain, &other.to_string()),
    }
}

fn number_or_text(line: &mut String, letters: &str, row: u32, digits: &str) {
    if is_kept(digits) {
        let _ = write!(line, "<c r=\"{letters}{row}\"><v>{digits}</v></c>");
    } else {
        write_text(line, letters, row, Style::Plain, digits);
    }
}

/// Whether a spreadsheet shows this number and no other: a float is as exact there as it was, and
/// of exact digits there are 15.
fn is_kept(digits: &str) -> bool {
    let is_finite = digits.parse::<f64>().is_ok_and(f64::is_finite);
    let exact = !digits.contains(['.', 'e', 'E']);
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    is_finite && plain && (count <= DIGITS || (!exact && count <= DIGITS + 2))
}

/// The days since the last day of 1899, with the time of day as their fraction.
fn serial(style: Style, text: &str) -> Option<String> {
    let (days, micros) = match style {
        Style::Date => (i64::from(moment::days(text)?), 0),
        Style::Moment => {
            let micros = moment::micros(text)?;
            (
                micros.div_euclid(MICROS_A_DAY),
                micros.rem_euclid(MICROS_A_DAY),
            )
        }
        Style::Plain | Style::Header | Style::Number => return None,
    };
    let days = days + DAY_ZERO;
    if !(FIRST_DAY..END_OF_DAYS).contains(&days) {
        return None;
    }
    if micros == 0 {
        return Some(days.to_string());
    }
    // Ten digits after the point are ten microseconds.
    let fraction = i128::from(micros) * 10_000_000_000 / i128::from(MICROS_A_DAY);
    Some(format!("{days}.{fraction:010}"))
}

/// Appends a cell with a text, which is a text whatever it looks like.
pub(super) fn write_text(line: &mut String, letters: &str, row: u32, style: Style, text: &str) {
    let style = match style {
        Style::Header => " s=\"1\"",
        Style::Plain | Style::Date | Style::Moment | Style::Number => "",
    };
    let _ = write!(
        line,
        "<c r=\"{letters}{row}\" t=\"inlineStr\"{style}><is><t xml:space=\"preserve\">"
    );
    // Spreadsheets count in units of UTF-16.
    let fits = text.len() <= LETTERS || text.encode_utf16().count() <= LETTERS;
    if fits {
        escape(line, text);
    } else {
        escape(line, &text[..cut_at(text)]);
        line.push_str(CUT);
    }
    line.push_str("</t></is></c>");
}

/// Where a text is cut so that it fits with what is said of the cut.
fn cut_at(text: &str) -> usize {
    let room = LETTERS - CUT.chars().count();
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > room {
            return at;
        }
    }
    text.len()
}

/// The text for XML. Characters that XML cannot hold are written as spreadsheets do, `_x0007_`, and
/// so is what looks like one.
fn escape(line: &mut String, text: &str) {
    for (at, character) in text.char_indices() {
        match character {
            '&' => line.push_str("&amp;"),
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '\t' | '\n' => line.push(character),
            '_' if looks_escaped(&text[at..]) => line.push_str("_x005F_"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(line, "_x{:04X}_", u32::from(character));
            }
            _ => line.push(character),
        }
    }
}

/// Whether the text begins like `_x0007_`.
fn looks_escaped(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'_')
        && bytes.next() == Some(b'x')
        && (0..4).all(|_| bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit()))
        && bytes.next() == Some(b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let named = [0, 25, 26, 701, 702, 16_383].map(letters);
        assert_eq!(named, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        assert_eq!(serial(Style::Date, "2013-05-01").as_deref(), Some("41395"));
        assert_eq!(serial(Style::Date, "1900-03-01").as_deref(), Some("61"));
        assert_eq!(serial(Style::Date, "1900-02-28"), None);
        assert_eq!(
            serial(Style::Date, "9999-12-31").as_deref(),
            Some("2958465")
        );
        assert_eq!(
            serial(Style::Moment, "2013-05-01T06:00:00").as_deref(),
            Some("41395.2500000000")
        );
        assert_eq!(serial(Style::Moment, "infinity"), None);
    }

    #[test]
    fn long_numbers_stay_texts() {
        assert!(is_kept("-999999999999999"));
        assert!(is_kept("0.1234567890123456"));
        assert!(is_kept("1.5e-7"));
        assert!(!is_kept("9007199254740993"));
        assert!(!is_kept("12345678901234567.25"));
        assert!(!is_kept("NaN"));
        assert!(!is_kept("inf"));
    }

    #[test]
    fn what_xml_cannot_hold_is_escaped() {
        let mut line = String::new();
        escape(&mut line, "a<b>&\u{7}_x0007_\r_x_");
        assert_eq!(line, "a&lt;b&gt;&amp;_x0007__x005F_x0007__x000D__x_");
    }
}
