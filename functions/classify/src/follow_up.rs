//! Follow-ups in simple forms, made whole from the question before.

use crate::phrase::{Word, begins_with, from_word, words};
use crate::places::{date_places, value_places};
use std::ops::Range;

/// A follow-up is short.
const MAX_WORDS: usize = 9;
const LEADS: &[&str] = &[
    "and",
    "but",
    "now",
    "ok",
    "okay",
    "what about",
    "how about",
    "and what about",
    "and how about",
    "same for",
    "the same for",
    "and the same for",
    "same",
    "the same",
    "and now",
    "now what about",
    "what if",
];
const GROUPINGS: &[&str] = &[
    "by",
    "per",
    "for each",
    "grouped by",
    "group by",
    "broken down by",
];
/// What leads a condition on the question as a whole.
const CONDITIONS: [&str; 6] = ["in", "from", "during", "since", "between", "on"];
/// Ends of an order and their opposites.
const OPPOSITES: [(&str, &str); 9] = [
    ("highest", "lowest"),
    ("most", "fewest"),
    ("largest", "smallest"),
    ("top", "bottom"),
    ("oldest", "youngest"),
    ("longest", "shortest"),
    ("ascending", "descending"),
    ("latest", "earliest"),
    ("cheapest", "priciest"),
];
const RANKS: [&str; 9] = [
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];
/// Ends of an order that name no single row.
const NO_RANKS: [&str; 4] = ["top", "bottom", "ascending", "descending"];
const AGGREGATES: [&str; 6] = ["average", "total", "maximum", "minimum", "median", "sum"];

/// The standalone question; `None` when the text is no follow-up of a form that is safe.
pub(crate) fn rewrite(text: &str, before: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['?', '.', '!', ' ']);
    let all = words(text);
    if all.len() > MAX_WORDS || before.trim().is_empty() {
        return None;
    }
    let led = begins_with(&all, LEADS);
    let rest_words = all.get(led.unwrap_or(0)..).unwrap_or_default();
    let rest = from_word(text, &all, led.unwrap_or(0));
    if begins_with(rest_words, &["only", "just"]).is_some() {
        return narrow(rest, before);
    }
    if begins_with(rest_words, GROUPINGS).is_some() {
        return regroup(rest, before);
    }
    if begins_with(
        rest_words,
        &["the other way round", "the other way around", "reversed"],
    ) == Some(rest_words.len())
    {
        return reverse(before);
    }
    if let Some(date) = only_date(rest, rest_words) {
        return redate(rest, &date, before);
    }
    led?;
    ranked(rest_words, before)
        .or_else(|| reaggregate(rest_words, before))
        .or_else(|| other_end(rest_words, before))
        .or_else(|| revalue(rest, rest_words, before))
}

/// "only for France": one more condition.
fn narrow(rest: &str, before: &str) -> Option<String> {
    let all = words(rest);
    let condition = from_word(rest, &all, 1);
    let first = all.get(1)?;
    let preposition = [
        "for", "in", "from", "with", "where", "of", "on", "at", "those", "the",
    ];
    Some(if preposition.contains(&first.lower.as_str()) {
        append(before, condition)
    } else {
        append(before, &format!("for {condition}"))
    })
}

/// "by month": another grouping, or a first one.
fn regroup(rest: &str, before: &str) -> Option<String> {
    let all = words(before);
    let groups = |at: &usize| begins_with(all.get(*at..).unwrap_or_default(), GROUPINGS).is_some();
    let places: Vec<usize> = (0..all.len()).filter(groups).collect();
    match places.as_slice() {
        [] => Some(append(before, rest)),
        // Only a grouping that ends the question, or that a condition follows, can be told from what it groups.
        [at] if *at > 0 => {
            let grouping = all.get(*at..)?;
            let start = grouping.first()?.place.start;
            if grouping.len() <= 3 {
                return Some(append(before.get(..start)?.trim_end(), rest));
            }
            let end = group_end(grouping)?;
            replace(before, &(start..end), rest)
        }
        _ => None,
    }
}

/// Where the one or two words that name a group end, when a condition on the whole follows them.
fn group_end(grouping: &[Word]) -> Option<usize> {
    let named = begins_with(grouping, GROUPINGS)?;
    (named + 1..=named + 2).find_map(|next| {
        let follows = CONDITIONS.contains(&grouping.get(next)?.lower.as_str());
        follows.then(|| Some(grouping.get(next - 1)?.place.end))?
    })
}

fn reverse(before: &str) -> Option<String> {
    let (word, opposite) = only_end(before)?;
    replace(before, &word.place, opposite)
}

/// "and the fewest": the other end of the only order.
fn other_end(rest: &[Word], before: &str) -> Option<String> {
    let wished = only_word(rest)?;
    let (word, opposite) = only_end(before)?;
    (wished.lower == opposite).then(|| replace(before, &word.place, opposite))?
}

/// "and the second": the next one of the only order.
fn ranked(rest: &[Word], before: &str) -> Option<String> {
    let rest = match rest {
        [rest @ .., one] if one.lower == "one" => rest,
        rest => rest,
    };
    let wished = only_word(rest).filter(|word| RANKS.contains(&word.lower.as_str()))?;
    let (end, _) = only_end(before)?;
    if NO_RANKS.contains(&end.lower.as_str()) {
        return None;
    }
    let all = words(before);
    let at = all.iter().position(|word| word.place == end.place)?;
    let earlier = all.get(at.checked_sub(1)?)?;
    // "the three cheapest" have no second; after "the second cheapest" comes the third.
    if RANKS.contains(&earlier.lower.as_str()) {
        return replace(before, &earlier.place, &wished.lower);
    }
    let start = end.place.start..end.place.start;
    (earlier.lower == "the").then(|| replace(before, &start, &format!("{} ", wished.lower)))?
}

/// The only word for an end of an order, with its opposite.
fn only_end(question: &str) -> Option<(Word, &'static str)> {
    let swap = |word: &Word| {
        OPPOSITES
            .iter()
            .find_map(|(a, b)| match word.lower.as_str() {
                lower if lower == *a => Some(*b),
                lower if lower == *b => Some(*a),
                _ => None,
            })
    };
    let mut found = words(question)
        .into_iter()
        .filter_map(|word| swap(&word).map(|opposite| (word, opposite)));
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

/// The word of a text of one, an article aside.
fn only_word(rest: &[Word]) -> Option<&Word> {
    match rest {
        [wished] => Some(wished),
        [article, wished] if article.lower == "the" => Some(wished),
        _ => None,
    }
}

/// "and in 2023", "last month": the date, when the text is nothing but one.
fn only_date(rest: &str, all: &[Word]) -> Option<String> {
    let led = begins_with(all, &["in", "for", "during", "on", "of", "in the year"]).unwrap_or(0);
    let dates = date_places(all);
    let [place] = dates.as_slice() else {
        return None;
    };
    let whole = all.get(led)?.place.start == place.start && all.last()?.place.end == place.end;
    whole.then(|| rest_of(rest, place, all)).flatten()
}

/// The text of a place given relative to the words' own text.
fn rest_of(rest: &str, place: &Range<usize>, all: &[Word]) -> Option<String> {
    let offset = all.first()?.place.start;
    rest.get(place.start - offset..place.end - offset)
        .map(str::to_owned)
}

fn redate(rest: &str, date: &str, before: &str) -> Option<String> {
    match date_places(&words(before)).as_slice() {
        [] => {
            let year = date.bytes().all(|b| b.is_ascii_digit());
            let bare = rest == date && year;
            Some(append(
                before,
                &if bare {
                    format!("in {date}")
                } else {
                    rest.to_owned()
                },
            ))
        }
        [place] => {
            // "in the last month" stays good English, "in last month" is what "in" gives.
            replace(before, place, date)
        }
        _ => None,
    }
}

/// "and the average": another aggregate in the place of the only one.
fn reaggregate(rest: &[Word], before: &str) -> Option<String> {
    let wished = only_word(rest)?;
    let is_aggregate = |word: &&Word| AGGREGATES.contains(&word.lower.as_str());
    is_aggregate(&wished).then_some(())?;
    let all = words(before);
    let mut found = all.iter().filter(is_aggregate);
    let only = found.next()?;
    found
        .next()
        .is_none()
        .then(|| replace(before, &only.place, &wished.lower))?
}

/// "what about Italy": another value in the place of the only one, or a first one.
fn revalue(rest: &str, all: &[Word], before: &str) -> Option<String> {
    let preposition = begins_with(all, &["for", "in", "from", "with", "of", "on", "at"]);
    let value_words = all.get(preposition.unwrap_or(0)..)?;
    let is_value = |word: &Word| word.capital || word.quoted;
    if value_words.is_empty() || !value_words.iter().all(is_value) {
        return None;
    }
    let offset = all.first()?.place.start;
    let start = value_words.first()?.place.start - offset;
    let value = rest.get(start..)?;
    match value_places(before).as_slice() {
        [] => Some(match preposition {
            Some(_) => append(before, rest),
            None => append(before, &format!("for {value}")),
        }),
        [place] => {
            let old = before.get(place.clone())?;
            let mark = old.chars().next().filter(|c| matches!(c, '\'' | '"'));
            match mark.filter(|_| !value_words.iter().any(|word| word.quoted)) {
                Some(mark) => replace(before, place, &format!("{mark}{value}{mark}")),
                None => replace(before, place, value),
            }
        }
        _ => None,
    }
}

/// Adds words before the mark that ends the question.
fn append(question: &str, words: &str) -> String {
    let question = question.trim_end();
    let body = question.trim_end_matches(['?', '.', '!', ' ']);
    let mark = question.get(body.len()..).unwrap_or_default().trim();
    format!("{body} {words}{mark}")
}

fn replace(text: &str, place: &Range<usize>, with: &str) -> Option<String> {
    Some(format!(
        "{}{with}{}",
        text.get(..place.start)?,
        text.get(place.end..)?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "How many orders were placed in 2022 in France?";

    #[test]
    fn simple_forms_become_whole() {
        for (text, before, whole) in [
            (
                "and in 2023?",
                BEFORE,
                "How many orders were placed in 2023 in France?",
            ),
            (
                "2023",
                BEFORE,
                "How many orders were placed in 2023 in France?",
            ),
            (
                "what about Italy",
                BEFORE,
                "How many orders were placed in 2022 in Italy?",
            ),
            (
                "what about Italy?",
                "How many orders are there?",
                "How many orders are there for Italy?",
            ),
            (
                "and the second?",
                "Which city has the most orders?",
                "Which city has the second most orders?",
            ),
            (
                "And the third one?",
                "Which city has the second most orders?",
                "Which city has the third most orders?",
            ),
            (
                "And for New Zealand?",
                BEFORE,
                "How many orders were placed in 2022 in New Zealand?",
            ),
            (
                "by month",
                BEFORE,
                "How many orders were placed in 2022 in France by month?",
            ),
            (
                "only for Ada",
                BEFORE,
                "How many orders were placed in 2022 in France for Ada?",
            ),
            ("just Ada", "List the orders", "List the orders for Ada"),
            ("by city", "Revenue by country", "Revenue by city"),
            (
                "and last month?",
                "How many orders?",
                "How many orders last month?",
            ),
            (
                "in May 2023",
                "How many orders?",
                "How many orders in May 2023?",
            ),
            (
                "and this year",
                "Revenue last year by city",
                "Revenue this year by city",
            ),
            (
                "how about 'Garden'",
                "Price of 'Office'?",
                "Price of 'Garden'?",
            ),
            (
                "what about Paris",
                "Orders in 'London'",
                "Orders in 'Paris'",
            ),
            (
                "and the maximum?",
                "What is the average age?",
                "What is the maximum age?",
            ),
            (
                "by month",
                "How many orders are there for each city in 2022 from France?",
                "How many orders are there by month in 2022 from France?",
            ),
            (
                "and the fewest?",
                "Which city has the most orders?",
                "Which city has the fewest orders?",
            ),
            (
                "the other way round",
                "Top 5 cities by sales",
                "Bottom 5 cities by sales",
            ),
        ] {
            let found = rewrite(text, before);
            assert_eq!(
                found.map(|q| q.to_lowercase()),
                Some(whole.to_lowercase()),
                "{text}"
            );
        }
    }

    #[test]
    fn whole_questions_and_unsafe_follow_ups_stay() {
        for (text, before) in [
            ("How many customers are there?", BEFORE),
            ("and who are they?", BEFORE),
            ("what about Italy", "Flights from Boston to Denver"),
            ("and in 2024?", "Orders in 2022 and in 2023"),
            ("by city", "sales by country of customers who live in Rome"),
            ("and the average?", "How many orders?"),
            ("and the oldest?", "Which city has the most orders?"),
            ("and the second?", "the top 5 cities by orders"),
            ("and the second?", "Which are the 3 cheapest books?"),
            ("and the second?", "How many orders?"),
            ("by month", "Orders by city that are open in France"),
            ("the other way round", "the highest of the lowest prices"),
            ("Italy", BEFORE),
            ("and in 2023?", ""),
        ] {
            assert_eq!(rewrite(text, before), None, "{text}");
        }
    }
}
