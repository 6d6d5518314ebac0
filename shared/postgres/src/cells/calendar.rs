//! Dates and times in ISO 8601. PostgreSQL writes years before the first as `0044-03-15 BC` and
//! those after 9999 without a sign; ISO 8601 counts them `-0043` and wants `+10000`.

pub(super) fn date(text: &str) -> String {
    infinite(text).unwrap_or_else(|| {
        let (text, before_christ) = era(text);
        iso_date(text, before_christ)
    })
}

/// A date and a time of day.
pub(super) fn timestamp(text: &str) -> String {
    infinite(text).unwrap_or_else(|| {
        let (text, before_christ) = era(text);
        match text.split_once(' ') {
            Some((date, time)) => format!("{}T{time}", iso_date(date, before_christ)),
            None => text.to_owned(),
        }
    })
}

/// An instant: the session's zone is UTC, which PostgreSQL writes as `+00`.
pub(super) fn instant(text: &str) -> String {
    let written = timestamp(text);
    match written.strip_suffix("+00") {
        Some(time) => format!("{time}Z"),
        None => written,
    }
}

/// A length of time, which the server writes in ISO 8601.
pub(super) fn interval(text: &str) -> String {
    infinite(text).unwrap_or_else(|| text.to_owned())
}

fn infinite(text: &str) -> Option<String> {
    match text {
        "infinity" => Some("Infinity".to_owned()),
        "-infinity" => Some("-Infinity".to_owned()),
        _ => None,
    }
}

fn era(text: &str) -> (&str, bool) {
    text.strip_suffix(" BC")
        .map_or((text, false), |date| (date, true))
}

fn iso_date(date: &str, before_christ: bool) -> String {
    let Some((year, rest)) = date.split_once('-') else {
        return date.to_owned();
    };
    let Ok(number) = year.parse::<u32>() else {
        return date.to_owned();
    };
    if before_christ {
        // There is no year 0 before Christ, in ISO 8601 there is.
        let sign = if number > 1 { "-" } else { "" };
        format!("{sign}{:04}-{rest}", number.saturating_sub(1))
    } else if number > 9999 {
        format!("+{date}")
    } else {
        date.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_iso_8601() {
        assert_eq!(date("2024-02-29"), "2024-02-29");
        assert_eq!(date("0044-03-15 BC"), "-0043-03-15");
        assert_eq!(date("0001-12-31 BC"), "0000-12-31");
        assert_eq!(date("294276-12-31"), "+294276-12-31");
        assert_eq!(date("-infinity"), "-Infinity");
    }

    #[test]
    fn times_are_iso_8601() {
        assert_eq!(
            timestamp("2013-01-01 05:00:00.25"),
            "2013-01-01T05:00:00.25"
        );
        assert_eq!(instant("2013-01-01 05:00:00+00"), "2013-01-01T05:00:00Z");
        assert_eq!(
            instant("4713-11-24 00:00:00+00 BC"),
            "-4712-11-24T00:00:00Z"
        );
        assert_eq!(instant("infinity"), "Infinity");
        assert_eq!(interval("P1Y2M3DT4H5M6.5S"), "P1Y2M3DT4H5M6.5S");
        assert_eq!(interval("infinity"), "Infinity");
    }
}
