//! Whether a question that found no answer names what the role may not read. No step before this one knows such names, so
//! that none can come into a prompt or an error.

use chart::naming;
use contract::Catalog;
use std::collections::HashSet;

/// Whether all words of a table's or column's name that only `all` holds are in the question.
pub(crate) fn is_named(question: &str, all: &Catalog, permitted: &Catalog) -> bool {
    let asked: HashSet<String> = words(question).into_iter().collect();
    let open: HashSet<Vec<String>> = names(permitted).collect();
    names(all).any(|name| {
        let is_asked = !name.is_empty() && name.iter().all(|word| asked.contains(word));
        is_asked && !open.contains(&name)
    })
}

/// The names of tables, without their schemas, and of columns, word by word.
fn names(catalog: &Catalog) -> impl Iterator<Item = Vec<String>> {
    catalog.tables.iter().flat_map(|table| {
        let last = table.name.rsplit('.').next().unwrap_or_default();
        let columns = table.columns.iter().map(|column| column.name.as_str());
        std::iter::once(last)
            .chain(columns)
            .map(|name| words(&naming::phrase(name)))
    })
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(singular)
        .collect()
}

/// English plurals; a word that it misses leaves the question without an answer, as it was.
fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 1 => format!("{stem}y"),
        _ => match word.strip_suffix('s') {
            Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
            _ => word.to_owned(),
        },
    }
}
