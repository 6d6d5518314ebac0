//! Numbers and instants as labels.

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The number in one of the formats of `format`, which are those of d3.
pub(super) fn number(format: &str, value: f64) -> String {
    let (unit, rest) = match format.strip_prefix('$') {
        Some(rest) => ("$", rest),
        None => ("", format),
    };
    let (commas, rest) = match rest.strip_prefix(',') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let size = value.abs();
    let digits = match rest {
        "d" | ".0f" => format!("{size:.0}"),
        ".2f" => format!("{size:.2}"),
        ".2~f" => trimmed(format!("{size:.2}")),
        ".3~g" => significant(size),
        ".1%" => format!("{:.1}%", size * 100.0),
        "~e" => format!("{size:e}"),
        _ => trimmed(format!("{size:.3}")),
    };
    let digits = if commas { grouped(&digits) } else { digits };
    let is_zero = !digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    format!("{sign}{unit}{digits}")
}

/// Three digits that count.
fn significant(size: f64) -> String {
    if size == 0.0 {
        return "0".to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "a float has few decimals")]
    let before = size.log10().floor() as i32;
    let decimals = usize::try_from(2 - before).unwrap_or_default().min(12);
    trimmed(format!("{size:.decimals$}"))
}

fn trimmed(digits: String) -> String {
    if !digits.contains('.') {
        return digits;
    }
    digits
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

fn grouped(digits: &str) -> String {
    let whole = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let mut text = String::new();
    for (at, digit) in digits[..whole].chars().enumerate() {
        if at > 0 && (whole - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + &digits[whole..]
}

/// The instant as far as the unit goes: `2013`, `May 2013`, `1 May 2013`, `1 May 2013 06:00`.
pub(super) fn moment(text: &str, unit: &str) -> String {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let year = part(0, 4);
    let month = part(5, 7).parse::<usize>().ok();
    let month = month.and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let Some(month) = month else {
        return text.to_owned();
    };
    let day = part(8, 10).trim_start_matches('0');
    match unit {
        "utcyear" => year.to_owned(),
        "utcyearmonth" => format!("{month} {year}"),
        "utcyearmonthdate" => format!("{day} {month} {year}"),
        "utcyearmonthdatehoursminutes" => format!("{day} {month} {year} {}", part(11, 16)),
        _ => format!("{day} {month} {year} {}", part(11, 19)),
    }
}

/// Seconds since 1970, of the instants that `time` writes.
#[expect(clippy::cast_precision_loss, reason = "years of four digits")]
pub(super) fn seconds(text: &str) -> Option<f64> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let clock = part(11, 13)? * 3600 + part(14, 16)? * 60 + part(17, 19)?;
    Some((days(year, month, day) * 86_400 + clock) as f64)
}

/// Days since 1970-01-01 in the Gregorian calendar: Howard Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms", `days_from_civil`.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_d3_writes_them() {
        for (format, value, label) in [
            (",d", 1_234_567.0, "1,234,567"),
            ("d", 2013.0, "2013"),
            ("$,.2f", -1234.5, "−$1,234.50"),
            (",.2~f", 3.10, "3.1"),
            (",.3~g", 0.012_34, "0.0123"),
            (".1%", 0.256, "25.6%"),
            (",d", -0.2, "0"),
            ("~e", 2e15, "2e15"),
        ] {
            assert_eq!(number(format, value), label, "{format} {value}");
        }
    }

    #[test]
    fn instants_have_a_place_and_a_name() {
        assert_eq!(seconds("1970-01-02T00:00:01Z"), Some(86_401.0));
        assert_eq!(seconds("2013-05-01T00:00:00Z"), Some(1_367_366_400.0));
        assert_eq!(seconds("2013-05"), None);
        let named = |unit| moment("2013-05-01T06:00:00Z", unit);
        assert_eq!(named("utcyear"), "2013");
        assert_eq!(named("utcyearmonth"), "May 2013");
        assert_eq!(named("utcyearmonthdate"), "1 May 2013");
        assert_eq!(named("utcyearmonthdatehoursminutes"), "1 May 2013 06:00");
    }
}
