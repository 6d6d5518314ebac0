//! Lengths of time as ISO 8601 durations: `P1Y2M3DT4H5M6.5S`.

use std::fmt::Write;

const NANOS_A_SECOND: u128 = 1_000_000_000;

/// Months, days and nanoseconds, which do not convert into each other.
pub(super) fn iso_8601(months: i64, days: i64, nanoseconds: i128) -> String {
    let mut text = String::from("P");
    let mut part = |amount: i64, unit: char| {
        if amount != 0 {
            let _ = write!(text, "{amount}{unit}");
        }
    };
    part(months / 12, 'Y');
    part(months % 12, 'M');
    part(days, 'D');
    if nanoseconds != 0 {
        text.push('T');
        push_time(&mut text, nanoseconds);
    }
    if text.len() == 1 {
        "PT0S".to_owned()
    } else {
        text
    }
}

fn push_time(text: &mut String, nanoseconds: i128) {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let all = nanoseconds.unsigned_abs();
    let seconds = all / NANOS_A_SECOND;
    for (amount, unit) in [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M')] {
        if amount != 0 {
            let _ = write!(text, "{sign}{amount}{unit}");
        }
    }
    let (seconds, fraction) = (seconds % 60, all % NANOS_A_SECOND);
    if fraction != 0 {
        let digits = format!("{fraction:09}");
        let _ = write!(text, "{sign}{seconds}.{}S", digits.trim_end_matches('0'));
    } else if seconds != 0 {
        let _ = write!(text, "{sign}{seconds}S");
    }
}

#[cfg(test)]
mod tests {
    use super::iso_8601;

    #[test]
    fn parts_that_are_zero_are_left_out() {
        assert_eq!(iso_8601(0, 0, 0), "PT0S");
        assert_eq!(iso_8601(14, 3, 0), "P1Y2M3D");
        assert_eq!(iso_8601(0, 0, 14_706_500_000_000), "PT4H5M6.5S");
        assert_eq!(iso_8601(0, 1, 3_600_000_000_000), "P1DT1H");
    }

    #[test]
    fn each_part_has_its_sign() {
        assert_eq!(iso_8601(-1, 2, -90_000_000_001), "P-1M2DT-1M-30.000000001S");
    }
}
