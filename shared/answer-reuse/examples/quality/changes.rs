//! Questions changed by rule, so that each asks for something else than the real one it was made of.

use std::collections::BTreeSet;

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Negation,
    Direction,
    Number,
    Year,
    Value,
    Aggregate,
    Grouping,
}

/// Each pair changes the meaning, whichever way it is put.
const NEGATIONS: &[(&str, &str)] = &[
    (" with ", " without "),
    (" who have ", " who do not have "),
    (" that have ", " that do not have "),
    (" who has ", " who does not have "),
    (" who are ", " who are not "),
    (" that are ", " that are not "),
    (" who were ", " who were not "),
    (" that were ", " that were not "),
    (" whose ", " except those whose "),
    (" that is ", " that is not "),
];

const DIRECTIONS: &[(&str, &str)] = &[
    ("most", "fewest"),
    ("highest", "lowest"),
    ("largest", "smallest"),
    ("biggest", "smallest"),
    ("greatest", "least"),
    ("oldest", "youngest"),
    ("longest", "shortest"),
    ("latest", "earliest"),
    ("heaviest", "lightest"),
    ("ascending", "descending"),
    ("more than", "fewer than"),
    ("greater than", "less than"),
    ("larger than", "smaller than"),
    ("higher than", "lower than"),
    ("older than", "younger than"),
    ("at least", "at most"),
    ("above", "below"),
    ("over", "under"),
    ("before", "after"),
];

const AGGREGATES: &[(&str, &str)] = &[
    ("average", "total"),
    ("average", "maximum"),
    ("mean", "median"),
    ("maximum", "minimum"),
    ("maximum", "average"),
    ("minimum", "average"),
    ("median", "maximum"),
];

/// "By" is not among them: it names who did something as often as what is grouped by.
const GROUPINGS: &[&str] = &[" for each ", " per ", " in each ", " of each "];

/// A question that says twice what it asks says the same when one of the two is changed, or nothing
/// at all.
fn is_said_twice(question: &str, word: &str) -> bool {
    let lower = question.to_ascii_lowercase();
    lower.matches(word).count() > 1 || lower.contains("list ") && lower.contains(['?', ';'])
}

/// All changes of the question. `values` are those that questions of its database name, `groups` what
/// they group by.
pub(crate) fn of(
    question: &str,
    values: &BTreeSet<String>,
    groups: &BTreeSet<String>,
) -> Vec<(Kind, String)> {
    let mut changed = Vec::new();
    let mut add = |kind, text: Option<String>| {
        if let Some(text) = text.filter(|text| text != question) {
            changed.push((kind, text));
        }
    };
    // Twice denied is not denied, and no one asks so.
    let denied = [" no ", " not ", " never ", "neither", "without", "except"];
    let is_denied = denied.iter().any(|word| question.contains(word));
    for (with, without) in NEGATIONS.iter().filter(|_| !is_denied) {
        add(Kind::Negation, swapped(question, with, without));
    }
    // "From the oldest to the youngest" names both ends.
    let both = |(one, other): &&(&str, &str)| !(question.contains(one) && question.contains(other));
    for (one, other) in DIRECTIONS.iter().filter(both) {
        add(Kind::Direction, word_swapped(question, one, other));
        add(Kind::Direction, word_swapped(question, other, one));
    }
    for (one, other) in AGGREGATES.iter().filter(both) {
        if is_said_twice(question, one) || is_said_twice(question, other) {
            continue;
        }
        add(Kind::Aggregate, word_swapped(question, one, other));
        add(Kind::Aggregate, word_swapped(question, other, one));
    }
    for number in numbers(question) {
        let is_year = number.len() == 4 && (1900..=2100).contains(&number.parse().unwrap_or(0_u64));
        let kind = if is_year { Kind::Year } else { Kind::Number };
        let next = number.parse::<u64>().ok().and_then(|n| n.checked_add(1));
        add(
            kind,
            next.and_then(|next| word_swapped(question, &number, &next.to_string())),
        );
    }
    for value in values_of(question) {
        // "French" and "France" are one value.
        let another = values.iter().find(|other| {
            let begins_alike = other
                .chars()
                .zip(value.chars())
                .take(2)
                .all(|(a, b)| a == b);
            // "Kyle's" is another form of "Kyle", whatever is cut out of it.
            let is_form = question.contains(&format!("{value}'")) || value.ends_with("'s");
            !same_letters(other, &value) && !begins_alike && !is_form
        });
        add(
            Kind::Value,
            another.and_then(|other| swapped(question, &value, other)),
        );
    }
    if let Some(group) = group_of(question).filter(|group| !is_said_twice(question, group)) {
        let another = groups.iter().find(|other| !same_letters(other, &group));
        add(
            Kind::Grouping,
            another.and_then(|other| last_swapped(question, &group, other)),
        );
        for lead in GROUPINGS {
            let phrase = format!("{lead}{group}");
            add(Kind::Grouping, last_swapped(question, &phrase, ""));
        }
    }
    changed
}

/// What a question names: quotations, and capitals inside the sentence.
pub(crate) fn values_of(question: &str) -> Vec<String> {
    let mut values = Vec::new();
    for mark in ['\'', '"'] {
        // "Kyle's" has no quotation.
        if question
            .match_indices(mark)
            .next()
            .is_none_or(|(at, _)| !question[..at].ends_with(' '))
        {
            continue;
        }
        let mut parts = question.split(mark);
        parts.next();
        values.extend(
            parts
                .step_by(2)
                .filter(|part| !part.trim().is_empty())
                .map(str::to_owned),
        );
    }
    if values.is_empty() {
        let words: Vec<&str> = question.split_whitespace().collect();
        let named =
            |word: &&str| word.len() > 2 && word.chars().next().is_some_and(char::is_uppercase);
        values.extend(
            words
                .windows(2)
                .filter(|pair| !pair[0].ends_with(['.', '?', '!', ':']))
                .map(|pair| pair[1].trim_matches(|c: char| !c.is_alphanumeric()))
                .filter(named)
                .map(str::to_owned),
        );
    }
    values.retain(|value| value.len() < 30 && question.matches(value.as_str()).count() == 1);
    values
}

/// The word after the last grouping of a question.
pub(crate) fn group_of(question: &str) -> Option<String> {
    let (_, rest) = GROUPINGS
        .iter()
        .find_map(|lead| question.rsplit_once(lead))?;
    let word = rest
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    let article = matches!(word, "the" | "a" | "an" | "their" | "its" | "each" | "one");
    (word.len() > 2 && !article).then(|| word.to_owned())
}

fn numbers(question: &str) -> BTreeSet<String> {
    question
        .split(|c: char| !c.is_alphanumeric() && c != '.' && c != '_')
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

fn same_letters(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}

fn swapped(text: &str, from: &str, to: &str) -> Option<String> {
    text.contains(from).then(|| text.replacen(from, to, 1))
}

fn last_swapped(text: &str, from: &str, to: &str) -> Option<String> {
    let at = text.rfind(from)?;
    Some(format!(
        "{}{to}{}",
        text.get(..at)?,
        text.get(at + from.len()..)?
    ))
}

/// Replaces whole words, of either case.
fn word_swapped(text: &str, from: &str, to: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let at = lower.match_indices(from).map(|(at, _)| at).find(|at| {
        let before = lower.get(..*at).and_then(|front| front.chars().next_back());
        let after = lower
            .get(at + from.len()..)
            .and_then(|back| back.chars().next());
        let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        apart(before) && apart(after)
    })?;
    Some(format!(
        "{}{to}{}",
        text.get(..at)?,
        text.get(at + from.len()..)?
    ))
}
