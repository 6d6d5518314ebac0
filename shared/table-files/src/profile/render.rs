use arrow::temporal_conversions::{date32_to_datetime, timestamp_us_to_datetime};
use contract::DataType;

/// Bytes of text that a profile shows of a least or greatest value.
const SHOWN_BYTES: usize = 256;

/// A value that fits 64 bits, as text: whole numbers, unscaled decimals, days, microseconds,
/// booleans as 0 and 1.
pub(super) fn fixed(value: i64, data_type: &DataType) -> Option<String> {
    Some(match data_type {
        DataType::Boolean => (value != 0).to_string(),
        DataType::Decimal(_, scale) => decimal(value.into(), *scale),
        DataType::Double => double(f64::from_bits(value.cast_unsigned())),
        DataType::Date => {
            let days = i32::try_from(value).ok()?;
            format!("{:?}", date32_to_datetime(days)?.date())
        }
        DataType::Timestamp => format!("{:?}", timestamp_us_to_datetime(value)?),
        DataType::TimestampTz => format!("{:?}Z", timestamp_us_to_datetime(value)?),
        _ => value.to_string(),
    })
}

/// An unscaled decimal with its point.
pub(super) fn decimal(unscaled: i128, scale: i8) -> String {
    let Ok(scale @ 1..) = usize::try_from(scale) else {
        return unscaled.to_string();
    };
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if unscaled < 0 { "-" } else { "" };
    format!("{sign}{whole}.{fraction}")
}

/// The shortest text that reads back as the same number.
pub(super) fn double(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && magnitude.is_finite() && !(1e-5..1e16).contains(&magnitude) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

/// Text, cut at a bound.
pub(super) fn text(value: &str) -> String {
    let end = value.floor_char_boundary(SHOWN_BYTES);
    value[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_text() {
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(12_345, 2), "123.45");
        assert_eq!(decimal(7, 0), "7");
        assert_eq!(double(1e300), "1e300");
        assert_eq!(double(0.25), "0.25");
        assert_eq!(fixed(0, &DataType::Date).as_deref(), Some("1970-01-01"));
        assert_eq!(
            fixed(1_500_000, &DataType::TimestampTz).as_deref(),
            Some("1970-01-01T00:00:01.500Z")
        );
        assert_eq!(fixed(i64::MAX, &DataType::Date), None);
    }
}
