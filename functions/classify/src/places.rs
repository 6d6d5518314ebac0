//! Where a question names values and dates, in bytes.

use crate::phrase::{Word, words};
use std::ops::Range;

const UNITS: [&str; 6] = ["day", "week", "month", "quarter", "year", "hour"];
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

/// Where a question names values: quotations, and runs of capitals inside sentences.
pub(crate) fn value_places(text: &str) -> Vec<Range<usize>> {
    let all = words(text);
    let dates = date_places(&all);
    let is_date = |word: &Word| dates.iter().any(|date| date.contains(&word.place.start));
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for (index, word) in all.iter().enumerate() {
        let between = places
            .last()
            .and_then(|last| text.get(last.end..word.place.start));
        let name = word.capital && index > 0 && word.lower != "i" && !is_date(word);
        match places.last_mut() {
            Some(last) if name && joins && between == Some(" ") => last.end = word.place.end,
            _ if name || word.quoted => places.push(word.place.clone()),
            _ => {}
        }
        joins = name;
    }
    places
}

/// Where dates stand: years, ISO dates, months with a year, "last month", "today".
pub(crate) fn date_places(all: &[Word]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(word) = all.get(at) {
        let length = date_length(all.get(at..).unwrap_or_default());
        if let Some(last) = all
            .get(at + length.saturating_sub(1))
            .filter(|_| length > 0)
        {
            places.push(word.place.start..last.place.end);
        }
        at += length.max(1);
    }
    places
}

/// How many of the first words are one date.
fn date_length(all: &[Word]) -> usize {
    let lower = |at: usize| all.get(at).map_or("", |word| word.lower.as_str());
    let is_year = |text: &str| {
        text.len() == 4
            && text
                .parse::<u16>()
                .is_ok_and(|year| (1900..=2100).contains(&year))
    };
    let first = lower(0);
    let iso = first.split('-').next().is_some_and(is_year)
        && first.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if iso || matches!(first, "today" | "yesterday" | "tomorrow") {
        return 1;
    }
    if MONTHS.contains(&first) && all.first().is_some_and(|word| word.capital) {
        return if is_year(lower(1)) { 2 } else { 1 };
    }
    if !matches!(first, "last" | "this" | "next" | "past" | "previous") {
        return 0;
    }
    let unit = |text: &str| UNITS.contains(&text.trim_end_matches('s'));
    match (unit(lower(1)), unit(lower(2))) {
        (true, _) => 2,
        (false, true) if lower(1).bytes().all(|b| b.is_ascii_digit()) => 3,
        _ => 0,
    }
}
