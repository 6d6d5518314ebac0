//! What is known of a table and its columns, from the catalogue.

use crate::index::{ColumnInfo, NameForm, TableInfo};
use crate::names::{Vocabulary, stems};
use crate::stem::stem;
use contract::{Column, Table};

/// Words of a table's name that say that it is a table.
const TABLE_NOISE: &[&str] = &[
    "list", "data", "info", "detail", "tabl", "tbl", "record", "ref", "inform",
];

pub(crate) fn table_info(table: &Table, vocabulary: &Vocabulary) -> TableInfo {
    let words = vocabulary.split(&table.name, &[]);
    let own = stems(&words);
    let weigh = |word: &String| {
        let noise = own.len() > 1 && TABLE_NOISE.contains(&word.as_str());
        (word.clone(), if noise { 0.1 } else { 1.0 })
    };
    let mut forms = vec![NameForm::new(own.iter().map(weigh).collect(), 1.0)];
    // A short description is a name people use; a long one is a text.
    if let Some(description) = table
        .description
        .as_deref()
        .filter(|text| text.split_whitespace().count() < 4)
    {
        let words = stems(&vocabulary.split(description, &[]));
        forms.push(NameForm::new(
            words.into_iter().map(|word| (word, 1.0)).collect(),
            0.95,
        ));
    }
    let columns: Vec<ColumnInfo> = table
        .columns
        .iter()
        .map(|column| column_info(column, table, &own, &words, vocabulary))
        .collect();
    let declared = match table.primary_key.as_slice() {
        [only] => table
            .columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(only)),
        _ => None,
    };
    let key = declared.or_else(|| {
        columns
            .iter()
            .position(|column| column.is_key && column.unique)
    });
    let mut info = TableInfo {
        name: table.name.clone(),
        forms,
        label: words.join(" "),
        columns,
        key,
        display: None,
        names_in_parts: false,
    };
    if let Some(key) = key {
        info.columns[key].is_key = true;
    }
    info
}

fn column_info(
    column: &Column,
    table: &Table,
    own: &[String],
    words: &[String],
    vocabulary: &Vocabulary,
) -> ColumnInfo {
    let written = column
        .synonyms
        .iter()
        .find(|name| squeezed(name) == squeezed(&column.name));
    let spoken = vocabulary.split(written.unwrap_or(&column.name), words);
    let weights = |stems: Vec<String>| -> Vec<(String, f32)> {
        // A number of something is that something; a number of the thing itself is its number.
        let several = stems.len() > 1;
        let foreign = stems
            .iter()
            .any(|word| !matches!(word.as_str(), "number" | "amount") && !own.contains(word));
        let weight = |word: &str| match word {
            "number" | "amount" if several && foreign => 0.25,
            _ if several && own.iter().any(|own| own == word) => 0.15,
            _ => 1.0,
        };
        stems
            .into_iter()
            .map(|word| (word.clone(), weight(&word)))
            .collect()
    };
    let mut forms = vec![NameForm::new(weights(stems(&spoken)), 1.0)];
    if spoken.len() > 1 {
        // The identifier itself, typed as it is.
        forms.push(NameForm::new(
            vec![(stem(&squeezed(&column.name)), 1.0)],
            1.0,
        ));
    }
    let described = column
        .description
        .iter()
        .filter(|text| text.split_whitespace().count() < 5);
    let others = column
        .synonyms
        .iter()
        .filter(|name| squeezed(name) != squeezed(&column.name));
    for text in described.chain(others) {
        let form = NameForm::new(weights(stems(&vocabulary.split(text, words))), 0.95);
        if !form.words.is_empty() && form.words != forms[0].words {
            forms.push(form);
        }
    }
    let profile = column.profile.as_ref();
    let unique = match (profile, table.row_count) {
        (Some(profile), Some(rows)) => profile.is_unique(rows),
        _ => {
            table.primary_key.len() == 1 && table.primary_key[0].eq_ignore_ascii_case(&column.name)
        }
    };
    let numbers_as_text =
        column.data_type.is_text() && profile.is_some_and(|profile| holds_numbers(&profile.values));
    let codes = match profile {
        Some(profile) if profile.values_complete && profile.values.len() <= 4 => {
            profile.values.clone()
        }
        _ => Vec::new(),
    };
    let bound = |text: Option<&String>| text.and_then(|text| text.parse::<f64>().ok());
    ColumnInfo {
        name: column.name.clone(),
        data_type: column.data_type.clone(),
        label: spoken.join(" "),
        head: head(&spoken),
        is_key: spoken.last().is_some_and(|word| word == "id")
            || spoken.first().is_some_and(|word| word == "id"),
        forms,
        numeric: column.data_type.is_numeric() || numbers_as_text,
        numbers_as_text,
        nullable: column.nullable,
        unique,
        repeats: profile
            .zip(table.row_count)
            .is_some_and(|(profile, rows)| profile.distinct.saturating_mul(2) <= rows),
        codes,
        values_complete: profile.is_some_and(|profile| profile.values_complete),
        min: bound(profile.and_then(|profile| profile.min.as_ref())),
        max: bound(profile.and_then(|profile| profile.max.as_ref())),
        measure: None,
    }
}

fn head(words: &[String]) -> String {
    let of = words
        .iter()
        .position(|word| word == "of")
        .filter(|at| *at > 0);
    let before = of
        .map(|at| &words[at - 1])
        .filter(|word| !matches!(word.as_str(), "number" | "amount"));
    before
        .or(words.last())
        .map(|word| stem(word))
        .unwrap_or_default()
}

fn squeezed(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether at least nine values in ten are numbers.
fn holds_numbers(values: &[String]) -> bool {
    let numbers = values
        .iter()
        .filter(|value| value.trim().parse::<f64>().is_ok())
        .count();
    numbers > 1 && numbers * 10 >= values.len() * 9
}
