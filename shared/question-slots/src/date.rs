//! Dates, months, years and relative dates, as they were said.

use crate::number;
use crate::token::{Kind, Token};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const UNITS: [&str; 8] = [
    "day", "week", "month", "quarter", "year", "hour", "minute", "decade",
];
/// What relative dates begin with.
pub(crate) const COUNTED_FROM_NOW: [&str; 11] = [
    "today",
    "yesterday",
    "tomorrow",
    "ytd",
    "now",
    "nowaday",
    "last",
    "past",
    "previous",
    "next",
    "this",
];

/// Words that look from now without being a date.
pub(crate) const SAID_OF_NOW: [&str; 8] = [
    "ago",
    "current",
    "currently",
    "recently",
    "upcoming",
    "future",
    "overdue",
    "expired",
];

pub(crate) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word)
}

/// After these a number between 1900 and 2100 is a year.
const BEFORE_YEARS: [&str; 18] = [
    "in", "since", "year", "years", "before", "after", "during", "from", "until", "till", "on",
    "of", "between", "by", "for", "through", "to", "and",
];

/// Reads a date from the front: how it is written down and how many tokens it took. `before` is
/// the word before it, in lower case; `follows_date` tells whether a date came just before.
pub(crate) fn read(tokens: &[Token], before: &str, follows_date: bool) -> Option<(String, usize)> {
    let first = tokens.first()?;
    match first.kind {
        Kind::Figure => figure(tokens, before, follows_date),
        Kind::Word => relative(tokens)
            .or_else(|| month_first(tokens, before))
            .or_else(|| quarter(tokens)),
        _ => None,
    }
}

fn figure(tokens: &[Token], before: &str, follows_date: bool) -> Option<(String, usize)> {
    let text = tokens.first()?.lower.as_str();
    if let Some(date) = iso(text) {
        return Some((date, 1));
    }
    if text.matches(['/', '-', ':']).count() >= 1 && !text.starts_with('-') {
        // Day and month order is not ours to decide: as it was said.
        return Some((text.to_owned(), 1));
    }
    if let Some(decade) = text
        .strip_suffix('s')
        .filter(|decade| decade.ends_with('0'))
    {
        return Some((format!("{decade}s"), 1));
    }
    if let Some(day) = day(text)
        && let Some((month, used)) = after_of(tokens, 1).and_then(|at| {
            let month = month(tokens.get(at)?)?;
            Some((month, at + 1))
        })
    {
        return Some(with_year(tokens, used, &format!("{month:02}-{day:02}")));
    }
    let year = is_year(text) && (BEFORE_YEARS.contains(&before) || follows_date);
    year.then(|| (text.to_owned(), 1))
}

/// Steps over an "of", as in "3rd of May".
fn after_of(tokens: &[Token], at: usize) -> Option<usize> {
    let token = tokens.get(at)?;
    Some(if token.lower == "of" { at + 1 } else { at })
}

/// `2013-05-01`, `2013-5`, `2013/05/01`.
fn iso(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let (year, rest) = parts.split_first()?;
    if !is_year(year) || rest.is_empty() || rest.len() > 2 {
        return None;
    }
    let rest: Option<Vec<String>> = rest
        .iter()
        .map(|part| part.parse::<u8>().ok().map(|n| format!("{n:02}")))
        .collect();
    Some(format!("{year}-{}", rest?.join("-")))
}

fn is_year(text: &str) -> bool {
    text.len() == 4
        && text
            .parse::<u16>()
            .is_ok_and(|year| (1900..=2100).contains(&year))
}

fn day(text: &str) -> Option<u8> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn month(token: &Token) -> Option<usize> {
    let name = token.lower.as_str();
    let matches = |full: &str| full == name || (name.len() == 3 && full.starts_with(name));
    let named = MONTHS.iter().position(|full| matches(full))?;
    // "may" and "mar" are words, "May" is a month.
    let ambiguous = matches!(
        name,
        "may" | "mar" | "march" | "jun" | "dec" | "sep" | "jan"
    );
    (!ambiguous || token.is_capitalized()).then_some(named + 1)
}

/// "May 2013", "May 1st, 2013", "May".
fn month_first(tokens: &[Token], before: &str) -> Option<(String, usize)> {
    let month = month(tokens.first()?)?;
    let next = tokens.get(1);
    if let Some(day) = next
        .filter(|t| t.kind == Kind::Figure)
        .and_then(|t| day(&t.lower))
    {
        return Some(with_year(tokens, 2, &format!("{month:02}-{day:02}")));
    }
    let (date, used) = with_year(tokens, 1, &format!("{month:02}"));
    let alone = used == 1 && tokens.first().is_some_and(|token| token.opens);
    // A sentence that begins with "May" asks for leave.
    (!alone || BEFORE_YEARS.contains(&before)).then_some((date, used))
}

/// Adds the year that follows, if one does.
fn with_year(tokens: &[Token], used: usize, date: &str) -> (String, usize) {
    let mut at = used;
    while tokens
        .get(at)
        .is_some_and(|token| matches!(token.lower.as_str(), "," | "of"))
    {
        at += 1;
    }
    match tokens.get(at).filter(|token| is_year(&token.lower)) {
        Some(year) => (format!("{}-{date}", year.lower), at + 1),
        None => (date.to_owned(), used),
    }
}

/// "last month", "past 30 days", "this year", "yesterday", "Monday".
fn relative(tokens: &[Token]) -> Option<(String, usize)> {
    let first = tokens.first()?.lower.as_str();
    if matches!(
        first,
        "today" | "yesterday" | "tomorrow" | "ytd" | "now" | "nowadays"
    ) || WEEKDAYS.contains(&first.trim_end_matches('s'))
    {
        return Some((first.trim_end_matches('s').to_owned(), 1));
    }
    let first = match first {
        "last" | "past" | "previous" | "next" | "this" => first,
        "coming" => "next",
        "current" => "this",
        _ => return None,
    };
    let words: Vec<&str> = tokens
        .iter()
        .skip(1)
        .take(4)
        .map(|t| t.lower.as_str())
        .collect();
    let (count, used) = match number::words(&words) {
        Some((count, used)) => (Some(count), used),
        None => match words.first().and_then(|word| number::plain_figure(word)) {
            Some(count) => (Some(count), 1),
            None => (None, 0),
        },
    };
    let unit = words.get(used)?.trim_end_matches('s');
    let is_unit = UNITS.contains(&unit) || (WEEKDAYS.contains(&unit) && count.is_none());
    if !is_unit {
        return None;
    }
    let said = match count {
        Some(count) => format!("{first} {count} {unit}"),
        None => format!("{first} {unit}"),
    };
    Some((said, used + 2))
}

/// "Q3 2023", "Q3".
fn quarter(tokens: &[Token]) -> Option<(String, usize)> {
    let name = tokens.first()?.lower.as_str();
    matches!(name, "q1" | "q2" | "q3" | "q4").then(|| with_year(tokens, 1, name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    fn date(text: &str) -> Option<(String, usize)> {
        read(&tokenize(text), "in", false)
    }

    #[test]
    fn many_ways_to_write_one_day() {
        for text in [
            "2013-05-01",
            "2013/5/1",
            "May 1, 2013",
            "1 May 2013",
            "1st of May 2013",
        ] {
            assert_eq!(
                date(text).map(|found| found.0).as_deref(),
                Some("2013-05-01"),
                "{text}"
            );
        }
        assert_eq!(
            date("05/01/2013"),
            Some(("05/01/2013".into(), 1)),
            "order is not guessed"
        );
        assert_eq!(date("Mar 2013"), Some(("2013-03".into(), 2)));
        assert_eq!(date("Q3 of 2023"), Some(("2023-q3".into(), 3)));
    }

    #[test]
    fn relative_dates_stay_relative() {
        assert_eq!(date("last three months"), Some(("last 3 month".into(), 3)));
        assert_eq!(date("past 30 days"), Some(("past 30 day".into(), 3)));
        assert_eq!(date("current year"), Some(("this year".into(), 2)));
        assert_eq!(date("last name"), None);
        assert_eq!(date("may be"), None);
    }

    #[test]
    fn a_number_is_a_year_only_where_a_year_is_said() {
        let tokens = tokenize("2000");
        assert!(read(&tokens, "in", false).is_some());
        assert!(read(&tokens, "than", false).is_none());
        assert!(read(&tokens, "or", true).is_some());
        assert_eq!(date("1990s"), Some(("1990s".into(), 1)));
    }
}
