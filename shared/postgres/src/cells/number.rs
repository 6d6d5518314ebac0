//! Numbers: JSON numbers where a double holds them, else their digits.

use serde_json::{Number, Value};

/// Integers up to here are the same in a double.
const MAX_SAFE_INTEGER: u64 = 1 << 53;
/// Decimal digits any double holds.
const SAFE_DIGITS: usize = 15;
/// Digits of a decimal type that are of use to a reader; PostgreSQL allows many more.
const DIGITS: usize = 38;

pub(super) fn integer(text: &str) -> Option<Value> {
    let value: i64 = text.parse().ok()?;
    Some(if value.unsigned_abs() <= MAX_SAFE_INTEGER {
        value.into()
    } else {
        Value::String(text.to_owned())
    })
}

/// `NaN`, `Infinity` and `-Infinity` are written by PostgreSQL as the contract wants them.
pub(super) fn float(text: &str) -> Option<Value> {
    let value: f64 = text.parse().ok()?;
    Number::from_f64(value).map(Value::Number)
}

/// A number when a double gives back the same digits, else the digits. Zeros at the end of a
/// fraction do not count as digits.
pub(super) fn decimal(text: &str) -> Value {
    let digits = text.trim_start_matches(['-', '0', '.']);
    let digits = if text.contains('.') {
        digits.trim_end_matches('0')
    } else {
        digits
    };
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    let number = if count > SAFE_DIGITS || text.len() > 40 {
        None
    } else if text.contains(['.', 'e', 'E']) {
        text.parse().ok().and_then(Number::from_f64)
    } else {
        text.parse::<i64>().ok().map(Number::from)
    };
    number.map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

/// Digits before and after the point of the numbers of a column whose type sets no bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DecimalSize {
    before: usize,
    after: usize,
}

impl DecimalSize {
    pub(crate) fn add(&mut self, text: &str) {
        let digits = text.trim_start_matches('-');
        if !digits.starts_with(|first: char| first.is_ascii_digit()) {
            return;
        }
        let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
        self.before = self.before.max(before.len());
        self.after = self.after.max(after.len());
    }

    /// The type that holds all of them exactly.
    pub(crate) fn data_type(self) -> contract::DataType {
        let precision = (self.before + self.after).max(DIGITS);
        match (u8::try_from(precision), i8::try_from(self.after)) {
            (Ok(precision), Ok(scale)) => contract::DataType::Decimal(precision, scale),
            _ => contract::DataType::Other("numeric".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_a_double_holds_are_numbers() {
        assert_eq!(decimal("0.10"), json!(0.1));
        assert_eq!(decimal("-12"), json!(-12));
        assert_eq!(decimal("100"), json!(100));
        assert_eq!(decimal("0"), json!(0));
        assert_eq!(decimal("123456789012345"), json!(123_456_789_012_345_i64));
        assert_eq!(
            integer("9007199254740992"),
            Some(json!(9_007_199_254_740_992_u64))
        );
        assert_eq!(float("1e-05"), Some(json!(1e-5)));
    }

    #[test]
    fn others_keep_their_digits() {
        for text in [
            "1234567890123456",
            "0.1234567890123456",
            "100000000000000000000000",
            "NaN",
            "-Infinity",
        ] {
            assert_eq!(decimal(text), json!(text));
        }
        assert_eq!(
            integer("9223372036854775807"),
            Some(json!("9223372036854775807"))
        );
        assert_eq!(float("NaN"), None);
    }

    #[test]
    fn the_size_of_a_column_holds_all_its_numbers() {
        let mut size = DecimalSize::default();
        for text in ["-12.5", "NaN", "1234567.123456789"] {
            size.add(text);
        }
        assert_eq!(size.data_type().to_string(), "decimal(38,9)");
        size.add(&"9".repeat(40));
        assert_eq!(size.data_type().to_string(), "decimal(49,9)");
        size.add(&"9".repeat(400));
        assert_eq!(size.data_type().to_string(), "numeric");
    }
}
