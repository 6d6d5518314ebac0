#![doc = include_str!("../README.md")]

mod date;
mod item;
mod lexicon;
mod number;
mod order;
mod reading;
mod shape;
mod token;

pub use shape::{Shape, Value, name_key, shape};

use contract::Slots;
use item::Item;

/// Marks the entry of [`Slots::words`] that holds the order of everything.
const ORDER: char = '=';

/// The slots of a question. Never fails: a question without content has empty slots.
pub fn extract(question: &str) -> Slots {
    let items = reading::read(question);
    let mut slots = Slots::default();
    let mut grouping = false;
    let mut name: Vec<&str> = Vec::new();
    for item in &items {
        if !matches!(item, Item::Word { name: true, .. }) && !name.is_empty() {
            slots.names.push(std::mem::take(&mut name).join(" "));
        }
        grouping = matches!(item, Item::Group) || (grouping && item.is_word());
        match item {
            Item::Number(number) => slots.numbers.push(number.clone()),
            Item::Date(date) => slots.dates.push(date.clone()),
            Item::Quoted(text) => slots.quoted.push(text.clone()),
            Item::Word { stem, name: true } => name.push(stem),
            Item::Word { stem, .. } if grouping => slots.grouping.push(stem.clone()),
            Item::Word { stem, .. } => slots.words.push(stem.clone()),
            Item::Compare(comparison) => slots.comparisons.push(*comparison),
            Item::Not => slots.negations += 1,
            Item::Direction(direction) => slots.directions.push(*direction),
            Item::Aggregate(aggregation) => slots.aggregations.push(*aggregation),
            Item::Distinct => slots.distinct = true,
            Item::Group | Item::And | Item::Comma | Item::Of | Item::Gap => {}
        }
    }
    if !name.is_empty() {
        slots.names.push(name.join(" "));
    }
    let signature = order::signature(&items);
    if !signature.is_empty() {
        slots.words.push(format!("{ORDER}{signature}"));
    }
    sort(&mut slots);
    slots
}

fn sort(slots: &mut Slots) {
    slots.numbers.sort();
    slots.dates.sort();
    slots.quoted.sort();
    slots.names.sort();
    slots.comparisons.sort();
    slots.directions.sort();
    slots.aggregations.sort();
    slots.grouping.sort();
    slots.words.sort();
}

/// Whether two questions may share an answer, as far as their words tell; the rule is in the
/// crate's documentation. Questions without any content are never the same.
pub fn same(a: &Slots, b: &Slots) -> bool {
    let (Some(order_a), Some(order_b)) = (order_of(a), order_of(b)) else {
        return false;
    };
    order_a == order_b
        && a.numbers == b.numbers
        && a.dates == b.dates
        && a.quoted == b.quoted
        && a.comparisons == b.comparisons
        && a.negations == b.negations
        && a.distinct == b.distinct
}

fn order_of(slots: &Slots) -> Option<&str> {
    slots.words.iter().find_map(|word| word.strip_prefix(ORDER))
}

/// Whether the answer changes as time goes by although no data does: "last month" is another month
/// next month.
pub fn moves_with_time(slots: &Slots) -> bool {
    let counts_from_now = |date: &String| {
        let first = date.split(' ').next().unwrap_or_default();
        date::COUNTED_FROM_NOW.contains(&first) || date::is_weekday(first)
    };
    slots.dates.iter().any(counts_from_now)
        || slots
            .words
            .iter()
            .any(|word| date::SAID_OF_NOW.contains(&word.as_str()))
}

/// The question in the fewest words: lower case, no request and function words, plurals as
/// singulars, lists sorted. Questions with the same slots have the same text, so that embedding it
/// puts them at one place; it is what the cache embeds. Empty for a question without content.
pub fn canonical_text(question: &str) -> String {
    let items = order::arranged(&reading::read(question));
    let words: Vec<&str> = items.iter().filter_map(Item::spoken).collect();
    words.join(" ")
}

/// What is equal for questions that are the same by their words, and differs for all others; the
/// question itself, trimmed, where it has no content.
pub fn identity(question: &str) -> String {
    let signature = order::signature(&reading::read(question));
    if signature.is_empty() {
        question.trim().to_owned()
    } else {
        signature
    }
}
