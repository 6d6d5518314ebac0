//! Points in time as charts need them: ISO 8601 in UTC, so that no picture moves by the viewer's
//! zone, and the coarsest unit that tells all values of a column apart.

use serde_json::Value;

/// The unit the values of a column are given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Granularity {
    Year,
    Month,
    Day,
    Minute,
    Second,
}

impl Granularity {
    /// Vega-Lite's name of the unit.
    pub(crate) const fn time_unit(self) -> &'static str {
        match self {
            Self::Year => "utcyear",
            Self::Month => "utcyearmonth",
            Self::Day => "utcyearmonthdate",
            Self::Minute => "utcyearmonthdatehoursminutes",
            Self::Second => "utcyearmonthdatehoursminutesseconds",
        }
    }
}

/// The value as an instant: `2013-05` and `2013-05-01 06:00:00` become `2013-05-01T00:00:00Z` and
/// `2013-05-01T06:00:00Z`. A number is a year.
pub(crate) fn instant(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => {
            let year = number
                .as_i64()
                .filter(|year| (1000..=2999).contains(year))?;
            Some(format!("{year:04}-01-01T00:00:00Z"))
        }
        Value::String(text) => from_text(text.trim()),
        _ => None,
    }
}

fn from_text(text: &str) -> Option<String> {
    let (date, rest) = match text.find(['T', ' ']) {
        Some(at) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    };
    let (year, month, day) = date_parts(date)?;
    let date = format!("{year:04}-{month:02}-{day:02}");
    if rest.is_empty() {
        return Some(format!("{date}T00:00:00Z"));
    }
    let (clock, zone) = match rest.find(['Z', '+', '-']) {
        Some(at) => (rest[..at].trim(), &rest[at..]),
        None => (rest, "Z"),
    };
    let mut parts = clock.split(':');
    let hour = part(parts.next()?, 23)?;
    let minute = part(parts.next()?, 59)?;
    let second = parts.next().unwrap_or("00");
    let whole = part(second.split('.').next()?, 59)?;
    if second.len() > 3 && !second[3..].bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let zone = match zone {
        "+00" | "+00:00" | "+0000" | "-00:00" => "Z",
        zone if zone == "Z" || (zone.len() == 6 && zone.is_ascii()) => zone,
        _ => return None,
    };
    Some(format!("{date}T{hour:02}:{minute:02}:{whole:02}{zone}"))
}

/// `2013-05` or `2013-05-01`.
fn date_parts(date: &str) -> Option<(u32, u32, u32)> {
    let mut parts = date.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let month = parts.next().filter(|month| month.len() == 2)?;
    let day = parts.next().unwrap_or("01");
    if parts.next().is_some() || day.len() != 2 {
        return None;
    }
    let (month, day) = (part(month, 12)?, part(day, 31)?);
    (month >= 1 && day >= 1).then_some((part(year, 9999)?, month, day))
}

fn part(text: &str, most: u32) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|value| digits && *value <= most)
}

/// The coarsest unit that loses nothing of any of the instants.
pub(crate) fn granularity<'a>(instants: impl Iterator<Item = &'a str>) -> Granularity {
    instants
        .map(
            |instant| match (instant.get(5..), instant.get(8..), instant.get(11..)) {
                (Some("01-01T00:00:00Z"), ..) => Granularity::Year,
                (_, Some("01T00:00:00Z"), _) => Granularity::Month,
                (_, _, Some("00:00:00Z")) => Granularity::Day,
                (_, _, Some(clock)) if clock.get(6..8) == Some("00") => Granularity::Minute,
                _ => Granularity::Second,
            },
        )
        .max()
        .unwrap_or(Granularity::Day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn many_forms_one_instant() {
        let of = |value: Value| instant(&value);
        assert_eq!(
            of(json!("2013-05")).as_deref(),
            Some("2013-05-01T00:00:00Z")
        );
        assert_eq!(
            of(json!("2013-05-09")).as_deref(),
            Some("2013-05-09T00:00:00Z")
        );
        assert_eq!(
            of(json!("2013-05-09 06:07:08.25")).as_deref(),
            Some("2013-05-09T06:07:08Z")
        );
        assert_eq!(
            of(json!("2013-05-09T06:07+00:00")).as_deref(),
            Some("2013-05-09T06:07:00Z")
        );
        assert_eq!(of(json!(2013)).as_deref(), Some("2013-01-01T00:00:00Z"));
        for no in [
            json!("2013"),
            json!("05-2013"),
            json!("2013-13-01"),
            json!("12:00"),
            json!(7),
        ] {
            assert_eq!(of(no.clone()), None, "{no}");
        }
        assert_eq!(of(json!("2013-05-09 x")), None);
        assert_eq!(of(json!("2013-05-09 é")), None);
    }

    #[test]
    fn the_coarsest_unit_that_loses_nothing() {
        let unit = |texts: &[&str]| granularity(texts.iter().copied());
        assert_eq!(
            unit(&["2013-01-01T00:00:00Z", "2014-01-01T00:00:00Z"]),
            Granularity::Year
        );
        assert_eq!(
            unit(&["2013-01-01T00:00:00Z", "2013-02-01T00:00:00Z"]),
            Granularity::Month
        );
        assert_eq!(
            unit(&["2013-01-01T00:00:00Z", "2013-02-03T00:00:00Z"]),
            Granularity::Day
        );
        assert_eq!(unit(&["2013-01-01T10:30:00Z"]), Granularity::Minute);
        assert_eq!(unit(&["2013-01-01T10:30:01Z"]), Granularity::Second);
    }
}
