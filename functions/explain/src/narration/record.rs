use super::{cell, numeric};
use crate::language::Language;
use crate::number;
use chart::naming::{self, Aggregate};
use contract::{ResultColumn, Row};
use serde_json::Value;

/// Columns of a single row that are told.
const TOLD: usize = 8;

/// One value: "There are 42 flights.", "The average delay is 12.64."
pub(super) fn single(
    question: &str,
    column: &ResultColumn,
    value: &Value,
    language: Language,
) -> String {
    let said = number::value(value, column, language);
    if language == Language::German {
        // Without an article, which depends on what the noun is.
        return format!("{}: {said}.", language.heading(column));
    }
    // "How many pounds does the heaviest weigh?" counts nothing: the column decides.
    let counts = naming::aggregate(&column.name) == Some(Aggregate::Count);
    let counted = numeric(value).filter(|count| counts && count.fract() == 0.0 && *count >= 0.0);
    if let Some(count) = counted
        && let Some(noun) = counted_noun(question)
    {
        let matching = if noun.conditions { "matching " } else { "" };
        return if count == 1.0 {
            format!("There is 1 {matching}{}.", noun.singular())
        } else {
            format!("There are {said} {matching}{}.", noun.words)
        };
    }
    let name = language.phrase(column);
    if naming::is_plural(&name) {
        format!("{}: {said}.", language.heading(column))
    } else {
        format!("The {name} is {said}.")
    }
}

/// One row of several values: "One row: name Joe, age 32."
pub(super) fn record(columns: &[ResultColumn], row: &Row, language: Language) -> String {
    let told: Vec<String> = columns
        .iter()
        .enumerate()
        .take(TOLD)
        .map(|(index, column)| {
            let said = number::value(cell(row, index), column, language);
            let name = language.phrase(column);
            match language {
                Language::English => format!("{name} is {said}"),
                Language::German => format!("{name} ist {said}"),
            }
        })
        .collect();
    let told = language.listed(&told);
    match (language, columns.len() > TOLD) {
        (Language::English, false) => format!("There is one row: {told}."),
        (Language::English, true) => {
            format!("There is one row: {told}; the table has further columns.")
        }
        (Language::German, false) => format!("Es gibt eine Zeile: {told}."),
        (Language::German, true) => {
            format!("Es gibt eine Zeile: {told}; die Tabelle hat weitere Spalten.")
        }
    }
}

/// What a question counts.
struct Noun {
    /// In the plural, as it was asked.
    words: String,
    /// Whether the question goes on with conditions.
    conditions: bool,
}

impl Noun {
    fn singular(&self) -> String {
        let (before, last) = self.words.rsplit_once(' ').unwrap_or(("", &self.words));
        let one = match last {
            "people" => "person".to_owned(),
            "children" => "child".to_owned(),
            "men" => "man".to_owned(),
            "women" => "woman".to_owned(),
            _ => match (last.strip_suffix("ies"), last.strip_suffix('s')) {
                (Some(stem), _) => format!("{stem}y"),
                (None, Some(stem)) => match stem.strip_suffix('e') {
                    Some(short)
                        if short.ends_with(['x'])
                            || short.ends_with("ss")
                            || short.ends_with("ch")
                            || short.ends_with("sh") =>
                    {
                        short.to_owned()
                    }
                    _ => stem.to_owned(),
                },
                (None, None) => last.to_owned(),
            },
        };
        if before.is_empty() {
            one
        } else {
            format!("{before} {one}")
        }
    }
}

/// The words between "how many" and the verb, up to the first plural: "different carriers" of "How
/// many different carriers fly to Boston?". `None` where that is not clear.
fn counted_noun(question: &str) -> Option<Noun> {
    const WORDS: usize = 3;
    let lower = question.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let start = words.windows(2).position(|pair| pair == ["how", "many"])? + 2;
    let rest = words.get(start..)?;
    let plural = |word: &str| {
        matches!(word, "people" | "children" | "men" | "women")
            || (word.len() > 3
                && word.ends_with('s')
                && !word.ends_with("ss")
                && !matches!(word, "does" | "was" | "this" | "has"))
    };
    let end = rest.iter().take(WORDS).position(|word| plural(word))? + 1;
    let verbs = [
        "are", "is", "do", "did", "have", "has", "were", "was", "of", "in", "the", "from",
    ];
    if rest[..end].iter().any(|word| verbs.contains(word)) {
        return None;
    }
    let after = rest.get(end..).unwrap_or_default();
    let filler = [
        "are", "there", "exist", "do", "we", "have", "in", "total", "all", "is", "the", "data",
    ];
    let conditions = after.iter().any(|word| !filler.contains(word));
    Some(Noun {
        words: rest[..end].join(" ").replace('_', " "),
        conditions,
    })
}

#[cfg(test)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "JSON literals read best as values"
)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(question: &str, name: &str, value: Value) -> String {
        let column = ResultColumn {
            name: name.into(),
            data_type: "bigint".parse().unwrap(),
        };
        single(question, &column, &value, Language::English)
    }

    #[test]
    fn a_count_names_what_it_counts() {
        let count = |question: &str, n: u64| said(question, "count(*)", json!(n));
        assert_eq!(
            count("How many flights are there?", 42),
            "There are 42 flights."
        );
        assert_eq!(
            count("how many flights depart from JFK", 1),
            "There is 1 matching flight."
        );
        assert_eq!(
            count("How many different carriers are there?", 1600),
            "There are 1,600 different carriers."
        );
        assert_eq!(count("How many countries exist", 1), "There is 1 country.");
        assert_eq!(count("How many boxes are there", 1), "There is 1 box.");
        assert_eq!(count("How many people are there?", 1), "There is 1 person.");
        assert_eq!(count("How many fly?", 7), "The count is 7.");
        assert_eq!(count("Count the flights", 7), "The count is 7.");
        assert_eq!(
            count("How many of the flights are late?", 7),
            "The count is 7."
        );
    }

    #[test]
    fn a_plural_is_not_said_to_be_one() {
        let said = |name: &str| said("q", name, json!(3322));
        assert_eq!(said("planes"), "Planes: 3,322.");
        assert_eq!(said("max(seats)"), "Highest seats: 3,322.");
        assert_eq!(said("status"), "The status is 3,322.");
        assert_eq!(
            said("count(DISTINCT city)"),
            "Number of different cities: 3,322."
        );
    }

    #[test]
    fn other_values_name_their_column() {
        assert_eq!(
            said(
                "How many pounds does the heaviest weigh?",
                "max(weight)",
                json!(300)
            ),
            "The highest weight is 300."
        );
        assert_eq!(
            said("What is the oldest age?", "max(age)", json!(61)),
            "The highest age is 61."
        );
    }
}
