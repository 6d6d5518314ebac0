//! A question without its values, and the values apart.

use crate::item::Item;
use crate::{lexicon, order, reading};

/// A question taken apart: what it asks, and for which values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The canonical text with a mark in the place of each value: questions that differ in their values
    /// alone have the same.
    pub text: String,
    /// The order of everything, values by their kind: as strict as the rule of [`crate::same`].
    pub pattern: String,
    /// The values, in the order in which the text marks them.
    pub values: Vec<Value>,
}

/// A value that a question names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A number, written out plainly. Ranks ("third") are not among them.
    Number(String),
    /// A year.
    Year(String),
    /// Text in quotation marks, letter for letter.
    Quoted(String),
    /// A name with capitals, as [`name_key`] writes it.
    Name(String),
}

impl Value {
    /// What stands for it in the text.
    const fn mark(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Year(_) => "year",
            // Whether somebody writes quotation marks does not count.
            Self::Quoted(_) | Self::Name(_) => "value",
        }
    }
}

/// Takes a question apart. Never fails: what has no values keeps all its words.
pub fn shape(question: &str) -> Shape {
    let mut words: Vec<String> = Vec::new();
    let mut pattern: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut in_name = false;
    for item in order::arranged(&reading::read(question)) {
        let value = value_of(&item);
        if let (true, Some(Value::Name(more)), Some(Value::Name(name))) =
            (in_name, &value, values.last_mut())
        {
            name.push(' ');
            name.push_str(more);
            continue;
        }
        in_name = matches!(value, Some(Value::Name(_)));
        match value {
            Some(value) => {
                words.push(value.mark().to_owned());
                pattern.push(format!("<{}>", value.mark()));
                values.push(value);
            }
            None => {
                words.extend(item.spoken().map(str::to_owned));
                pattern.extend(item.mark());
            }
        }
    }
    Shape {
        text: words.join(" "),
        pattern: pattern.join(" "),
        values,
    }
}

/// A name or a stored value by its words: lower case, each in the singular. Equal for what
/// [`shape`] finds in a question and for the value that it means.
pub fn name_key(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| lexicon::singular(&word.to_lowercase()))
        .collect();
    words.join(" ")
}

fn value_of(item: &Item) -> Option<Value> {
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match item {
        Item::Number(number) if is_plain(number) => Some(Value::Number(number.clone())),
        Item::Date(date) if date.len() == 4 && date.bytes().all(|b| b.is_ascii_digit()) => {
            Some(Value::Year(date.clone()))
        }
        Item::Quoted(text) => Some(Value::Quoted(text.clone())),
        Item::Word { stem, name: true } => Some(Value::Name(stem.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_do_not_count_and_are_told_apart() {
        let french = shape("How many customers from France ordered more than 3 times in 2023?");
        let german = shape("How many customers from Germany ordered more than 5 times in 2024?");
        assert_eq!(french.text, german.text);
        assert_eq!(french.pattern, german.pattern);
        let of = |shape: &Shape| {
            let mut values = shape.values.clone();
            values.sort();
            values
        };
        assert_eq!(
            of(&french),
            [
                Value::Number("3".into()),
                Value::Year("2023".into()),
                Value::Name("france".into())
            ]
        );
        assert_ne!(of(&french), of(&german));
    }

    #[test]
    fn words_count() {
        for (a, b) in [
            ("orders over 100", "orders under 100"),
            ("customers from France", "customers not from France"),
            ("revenue by city in 2023", "revenue by country in 2023"),
            ("the third largest city", "the 3 largest cities"),
        ] {
            assert_ne!(shape(a).pattern, shape(b).pattern, "{a} | {b}");
        }
    }

    #[test]
    fn names_are_whole() {
        let values = shape("orders of customers in New York").values;
        assert_eq!(values, [Value::Name("new york".into())]);
        assert_eq!(name_key("New York"), "new york");
        assert_eq!(name_key("United States"), "united state");
        assert_eq!(shape("").values, []);
    }
}
