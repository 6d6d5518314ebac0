//! Values as a person would write them.

use crate::language::Language;
use chart::naming;
use contract::{DataType, ResultColumn};
use serde_json::Value;

/// Letters of a text value that are shown.
const LETTERS: usize = 80;

/// The value of a column in words.
pub(crate) fn value(value: &Value, column: &ResultColumn, language: Language) -> String {
    let word = |english: &str, german: &str| match language {
        Language::English => english.to_owned(),
        Language::German => german.to_owned(),
    };
    match value {
        Value::Null => word("no value", "kein Wert"),
        Value::Bool(true) => word("yes", "ja"),
        Value::Bool(false) => word("no", "nein"),
        Value::Number(number) if column.data_type.is_numeric() => {
            written(&number.to_string(), column, language)
        }
        Value::String(text) if column.data_type.is_numeric() => written(text, column, language),
        Value::String(text) if column.data_type.is_temporal() => moment(text),
        Value::String(text) => shortened(text),
        other => shortened(&other.to_string()),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const MONATE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// The value as the name of a group: a number says of what, `hour 7`, and a month its name.
pub(crate) fn group(of: &Value, column: &ResultColumn, language: Language) -> String {
    let said = value(of, column, language);
    let plain = naming::is_year(&column.name) || naming::is_identifier(&column.name);
    if !matches!(of, Value::Number(_)) || plain {
        return said.trim().to_owned();
    }
    let is_month = naming::words(&column.name)
        .last()
        .is_some_and(|last| last == "month");
    let month = of.as_u64().and_then(|number| usize::try_from(number).ok());
    let names = match language {
        Language::English => &MONTHS,
        Language::German => &MONATE,
    };
    match month.and_then(|month| names.get(month.wrapping_sub(1))) {
        Some(month) if is_month => (*month).to_owned(),
        _ => format!("{} {said}", language.phrase(column)),
    }
}

/// A number that was computed from the numbers of a column.
pub(crate) fn computed(number: f64, column: &ResultColumn, language: Language) -> String {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        written(&format!("{number:.0}"), column, language)
    } else {
        fraction(number, language)
    }
}

/// A count.
pub(crate) fn whole(count: u64, language: Language) -> String {
    grouped(&count.to_string(), language)
}

/// A number of rows.
pub(crate) fn rows(count: u64, language: Language) -> String {
    match (language, count) {
        (Language::English, 1) => "1 row".to_owned(),
        (Language::English, _) => format!("{} rows", whole(count, language)),
        (Language::German, 1) => "1 Zeile".to_owned(),
        (Language::German, _) => format!("{} Zeilen", whole(count, language)),
    }
}

/// A percentage with at most one decimal.
pub(crate) fn percent(share: f64, language: Language) -> String {
    let digits = grouped(&trimmed(format!("{:.1}", share * 100.0)), language);
    match language {
        Language::English => format!("{digits}%"),
        Language::German => format!("{digits} %"),
    }
}

/// Digits as they came where that is exact, rounded where they are a float's.
fn written(digits: &str, column: &ResultColumn, language: Language) -> String {
    let plain = naming::is_year(&column.name) || naming::is_identifier(&column.name);
    let is_whole = digits
        .strip_prefix('-')
        .unwrap_or(digits)
        .bytes()
        .all(|b| b.is_ascii_digit());
    if is_whole {
        return if plain {
            digits.to_owned()
        } else {
            grouped(digits, language)
        };
    }
    match digits.parse::<f64>() {
        // An exact decimal keeps its own digits unless they are many.
        Ok(_) if matches!(column.data_type, DataType::Decimal(_, 0..=4)) && is_plain(digits) => {
            grouped(digits, language)
        }
        Ok(number) if number.is_finite() => fraction(number, language),
        _ => digits.to_owned(),
    }
}

fn is_plain(digits: &str) -> bool {
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-')
}

/// A fraction with the decimals its size deserves.
fn fraction(number: f64, language: Language) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e15).contains(&size) {
        let digits = format!("{number:.3e}");
        return match language {
            Language::English => digits,
            Language::German => digits.replace('.', ","),
        };
    }
    let decimals = if size >= 1.0 || size == 0.0 {
        2
    } else if size >= 0.01 {
        3
    } else {
        // Three digits after the zeros.
        size.log10().floor().abs().clamp(0.0, 6.0) as usize + 2
    };
    grouped(&trimmed(format!("{number:.decimals$}")), language)
}

/// Without zeros at the end of the fraction.
fn trimmed(digits: String) -> String {
    if !digits.contains('.') {
        return digits;
    }
    let short = digits.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}

/// A comma between each three digits before the point; in German, it is the other way round.
fn grouped(digits: &str, language: Language) -> String {
    let [thousands, decimal] = match language {
        Language::English => [',', '.'],
        Language::German => ['.', ','],
    };
    let (sign, rest) = digits
        .strip_prefix('-')
        .map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut text = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(decimal);
        text.push_str(fraction);
    }
    text
}

/// `2013-05-01T06:00:00` is `2013-05-01 06:00`; midnight is the day.
fn moment(text: &str) -> String {
    let readable = text.replacen('T', " ", 1);
    let short = readable.trim_end_matches('Z').trim_end_matches("+00:00");
    let short = short.strip_suffix(" 00:00:00").unwrap_or(short);
    match short.split_once(' ') {
        Some((day, clock)) if clock.len() == 8 && clock.ends_with(":00") => {
            format!("{day} {}", &clock[..5])
        }
        _ => short.to_owned(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "JSON literals read best as values"
)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(data_type: &str, name: &str, of: Value) -> String {
        let column = ResultColumn {
            name: name.into(),
            data_type: data_type.parse().unwrap(),
        };
        value(&of, &column, Language::English)
    }

    #[test]
    fn numbers_for_people() {
        assert_eq!(said("bigint", "n", json!(336_776)), "336,776");
        assert_eq!(
            said("bigint", "n", json!("-9007199254740993")),
            "-9,007,199,254,740,993"
        );
        assert_eq!(said("bigint", "year", json!(2013)), "2013");
        assert_eq!(said("double", "avg(x)", json!(12.639_070_2)), "12.64");
        assert_eq!(said("double", "x", json!(1234.0)), "1,234");
        assert_eq!(said("double", "x", json!(0.035_79)), "0.036");
        assert_eq!(said("double", "x", json!(0.000_123_45)), "0.000123");
        assert_eq!(said("decimal(10,2)", "price", json!("1234.50")), "1,234.50");
        assert_eq!(said("double", "x", json!("NaN")), "NaN");
        assert_eq!(percent(0.3523, Language::English), "35.2%");
        assert_eq!(percent(11.0, Language::English), "1,100%");
        assert_eq!(percent(0.3523, Language::German), "35,2 %");
        assert_eq!(whole(336_776, Language::German), "336.776");
    }

    #[test]
    fn groups_have_names() {
        let of = |name: &str, number: u64| {
            let data_type = "bigint".parse().unwrap();
            let name = name.into();
            let column = ResultColumn { name, data_type };
            group(&json!(number), &column, Language::English)
        };
        assert_eq!(of("month", 7), "July");
        assert_eq!(of("month", 13), "month 13");
        assert_eq!(of("hour", 0), "hour 0");
        assert_eq!(of("birth_year", 1952), "1952");
        assert_eq!(of("store_id", 4), "4");
    }

    #[test]
    fn other_values_for_people() {
        assert_eq!(
            said("timestamp", "t", json!("2013-05-01T06:00:00")),
            "2013-05-01 06:00"
        );
        assert_eq!(
            said("timestamp", "t", json!("2013-05-01 00:00:00")),
            "2013-05-01"
        );
        assert_eq!(said("varchar", "zip", json!("00501")), "00501");
        assert_eq!(said("boolean", "b", json!(true)), "yes");
        assert_eq!(
            said("varchar", "x", json!("é".repeat(99))).chars().count(),
            81
        );
    }
}
