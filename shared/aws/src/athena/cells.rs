//! Athena's texts as the JSON values of a result; the rules are at [`contract::Row`].

use aws_sdk_athena::types::ColumnInfo;
use contract::{DataType, ResultColumn};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Number, Value};

/// Integers up to here are the same in a double.
const MAX_SAFE_INTEGER: u64 = 1 << 53;
/// Decimal digits any double holds.
const SAFE_DIGITS: usize = 15;

/// A column as the contract names it.
pub(super) fn column(info: &ColumnInfo) -> ResultColumn {
    ResultColumn {
        name: info.name().to_owned(),
        data_type: data_type(info),
    }
}

fn data_type(info: &ColumnInfo) -> DataType {
    match info.r#type() {
        "boolean" => DataType::Boolean,
        "tinyint" | "smallint" | "integer" | "int" | "bigint" => DataType::Bigint,
        "float" | "real" | "double" => DataType::Double,
        "decimal" => match (u8::try_from(info.precision()), i8::try_from(info.scale())) {
            (Ok(precision), Ok(scale)) => DataType::Decimal(precision, scale),
            _ => DataType::Other("decimal".to_owned()),
        },
        "date" => DataType::Date,
        "time" => DataType::Time,
        "timestamp" => DataType::Timestamp,
        "timestamp with time zone" => DataType::TimestampTz,
        "varchar" | "char" | "string" | "unknown" => DataType::Varchar,
        "json" => DataType::Json,
        "varbinary" | "binary" => DataType::Bytes,
        kind if kind.starts_with("interval") => DataType::Interval,
        kind => DataType::Other(kind.to_owned()),
    }
}

/// The value of a text that is not NULL. A text that is not of the type's form stays text: nothing is lost.
pub(super) fn value(text: &str, data_type: &DataType) -> Value {
    let read = match data_type {
        DataType::Boolean => text.parse().ok().map(Value::Bool),
        DataType::Bigint => integer(text),
        DataType::Double => float(text),
        DataType::Decimal(..) => decimal(text),
        DataType::Time => Some(Value::String(plain_seconds(text).to_owned())),
        DataType::Timestamp => Some(Value::String(plain_seconds(text).replacen(' ', "T", 1))),
        DataType::Interval => interval(text).map(Value::String),
        DataType::TimestampTz => instant(text).map(Value::String),
        DataType::Bytes => bytes(text).map(Value::String),
        _ => None,
    };
    read.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn integer(text: &str) -> Option<Value> {
    let value: i64 = text.parse().ok()?;
    (value.unsigned_abs() <= MAX_SAFE_INTEGER).then(|| value.into())
}

fn float(text: &str) -> Option<Value> {
    let value: f64 = text.parse().ok()?;
    Some(match Number::from_f64(value) {
        Some(number) => Value::Number(number),
        None if value.is_nan() => "NaN".into(),
        None if value > 0.0 => "Infinity".into(),
        None => "-Infinity".into(),
    })
}

/// A number when a double gives back the same digits. Zeros at the end of a fraction do not count as
/// digits.
fn decimal(text: &str) -> Option<Value> {
    let digits = text.trim_start_matches(['-', '0', '.']);
    let digits = if text.contains('.') {
        digits.trim_end_matches('0')
    } else {
        digits
    };
    if digits.bytes().filter(u8::is_ascii_digit).count() > SAFE_DIGITS {
        return None;
    }
    let whole = text.parse::<i64>().ok().map(Number::from);
    let number = whole.or_else(|| Number::from_f64(text.parse().ok()?));
    number.map(Value::Number)
}

/// `2024-02-29 12:00:00.000 Europe/Berlin`, `... UTC` or `... +02:00`, as an instant in UTC.
fn instant(text: &str) -> Option<String> {
    let (local, zone) = text.rsplit_once(' ')?;
    let local: DateTime = local.parse().ok()?;
    let at: Timestamp = match zone {
        "UTC" | "Z" => TimeZone::UTC.to_timestamp(local).ok()?,
        _ if zone.starts_with(['+', '-']) => format!("{local}{zone}").parse().ok()?,
        _ => TimeZone::get(zone).ok()?.to_timestamp(local).ok()?,
    };
    Some(at.to_string())
}

/// Without a fraction that is nothing but zeros.
fn plain_seconds(text: &str) -> &str {
    match text.split_once('.') {
        Some((seconds, fraction)) if fraction.bytes().all(|digit| digit == b'0') => seconds,
        _ => text,
    }
}

/// `3 04:05:06.500` as `P3DT4H5M6.5S`, `1-2` as `P1Y2M`; a minus stands before each part.
fn interval(text: &str) -> Option<String> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => ("-", text),
        None => ("", text),
    };
    let written = |parts: &[(&str, char)]| -> Option<String> {
        let mut written = String::new();
        for (number, unit) in parts {
            let number: f64 = number.parse().ok()?;
            if number > 0.0 {
                written.push_str(&format!("{sign}{number}{unit}"));
            }
        }
        Some(written)
    };
    let (days, time) = match text.split_once(' ') {
        Some((days, time)) => {
            let mut parts = time.splitn(3, ':');
            let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
            let time = written(&[(hours, 'H'), (minutes, 'M'), (seconds, 'S')])?;
            (written(&[(days, 'D')])?, time)
        }
        None => {
            let (years, months) = text.split_once('-')?;
            (written(&[(years, 'Y'), (months, 'M')])?, String::new())
        }
    };
    Some(match (days.is_empty(), time.is_empty()) {
        (true, true) => "PT0S".to_owned(),
        (false, true) => format!("P{days}"),
        (_, false) => format!("P{days}T{time}"),
    })
}

/// `00 ff 1a` as `\x00ff1a`.
fn bytes(text: &str) -> Option<String> {
    let pairs = text.split(' ').filter(|pair| !pair.is_empty());
    let mut written = "\\x".to_owned();
    for pair in pairs {
        if pair.len() != 2 || !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        written.push_str(pair);
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_a_double_holds_are_numbers_and_others_keep_their_digits() {
        let decimal = DataType::Decimal(38, 9);
        for (text, data_type, expected) in [
            (
                "9007199254740992",
                &DataType::Bigint,
                json!(9_007_199_254_740_992_i64),
            ),
            (
                "9007199254740993",
                &DataType::Bigint,
                json!("9007199254740993"),
            ),
            ("-7", &DataType::Bigint, json!(-7)),
            ("1.0E-5", &DataType::Double, json!(1e-5)),
            ("NaN", &DataType::Double, json!("NaN")),
            ("-Infinity", &DataType::Double, json!("-Infinity")),
            ("nan", &DataType::Double, json!("NaN")),
            ("12.500000000", &decimal, json!(12.5)),
            ("100", &decimal, json!(100)),
            (
                "1234567890123456.789000000",
                &decimal,
                json!("1234567890123456.789000000"),
            ),
            ("true", &DataType::Boolean, json!(true)),
            ("TRUE?", &DataType::Boolean, json!("TRUE?")),
        ] {
            assert_eq!(value(text, data_type), expected, "{text}");
        }
    }

    #[test]
    fn times_are_iso_8601_and_instants_are_in_utc() {
        for (text, data_type, expected) in [
            ("2024-02-29", DataType::Date, "2024-02-29"),
            ("07:08:09.123", DataType::Time, "07:08:09.123"),
            (
                "2024-02-29 12:00:00.000",
                DataType::Timestamp,
                "2024-02-29T12:00:00",
            ),
            (
                "2024-02-29 12:00:00.250",
                DataType::Timestamp,
                "2024-02-29T12:00:00.250",
            ),
            (
                "2024-02-29 12:00:00.000 UTC",
                DataType::TimestampTz,
                "2024-02-29T12:00:00Z",
            ),
            (
                "2024-02-29 12:00:00.250 +02:00",
                DataType::TimestampTz,
                "2024-02-29T10:00:00.25Z",
            ),
            ("someday", DataType::TimestampTz, "someday"),
        ] {
            assert_eq!(value(text, &data_type), json!(expected));
        }
    }

    #[test]
    fn intervals_are_iso_8601() {
        for (text, expected) in [
            ("3 04:05:06.500", "P3DT4H5M6.5S"),
            ("0 00:00:00.250", "PT0.25S"),
            ("2 00:00:00.000", "P2D"),
            ("-1 02:00:00.000", "P-1DT-2H"),
            ("0 00:00:00.000", "PT0S"),
            ("1-2", "P1Y2M"),
            ("0-0", "PT0S"),
            ("?", "?"),
        ] {
            assert_eq!(value(text, &DataType::Interval), json!(expected));
        }
    }

    #[test]
    fn bytes_are_written_as_the_other_engines_write_them() {
        assert_eq!(value("00 ff", &DataType::Bytes), json!("\\x00ff"));
        assert_eq!(value("", &DataType::Bytes), json!("\\x"));
        assert_eq!(value("zz", &DataType::Bytes), json!("zz"));
    }
}
