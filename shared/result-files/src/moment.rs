//! Points in time as numbers, from the ISO 8601 texts that results hold.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, Unit};

const EPOCH: Date = jiff::civil::date(1970, 1, 1);
const MICROS_A_DAY: i64 = 86_400_000_000;

/// Days since 1970-01-01.
pub(crate) fn days(text: &str) -> Option<i32> {
    days_of(text.parse().ok()?)
}

fn days_of(date: Date) -> Option<i32> {
    let since = date.since((Unit::Day, EPOCH)).ok()?;
    Some(since.get_days())
}

/// Microseconds since 1970-01-01 00:00, by the clock of the text itself or, where it names its
/// zone, in UTC.
pub(crate) fn micros(text: &str) -> Option<i64> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_microsecond());
    }
    let local: DateTime = text.parse().ok()?;
    let midnight = i64::from(days_of(local.date())?) * MICROS_A_DAY;
    let of_day = local.time().since(jiff::civil::Time::midnight()).ok()?;
    let of_day = of_day.total(Unit::Microsecond).ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "less than a day")]
    Some(midnight + of_day as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_instants_are_counted_from_1970() {
        assert_eq!(days("1970-01-02"), Some(1));
        assert_eq!(days("1969-12-31"), Some(-1));
        assert_eq!(days("2013-05-01"), Some(15_826));
        assert_eq!(days("infinity"), None);
        assert_eq!(micros("1970-01-01T00:00:01.5"), Some(1_500_000));
        assert_eq!(micros("1969-12-31 23:59:59"), Some(-1_000_000));
        assert_eq!(micros("1970-01-01T02:00:00+02:00"), Some(0));
        assert_eq!(micros("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(micros("soon"), None);
    }
}
