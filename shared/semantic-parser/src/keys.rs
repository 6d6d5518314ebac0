//! Keys between tables, with the role each one gives the table it points to.

use crate::index::{Key, TableInfo};
use crate::names::{Vocabulary, stems};
use crate::stem::stem;
use contract::{Catalog, Table};

/// The keys of a catalogue.
pub(crate) fn keys(catalog: &Catalog, tables: &[TableInfo], vocabulary: &Vocabulary) -> Vec<Key> {
    let mut keys = Vec::new();
    for (from, table) in catalog.tables.iter().enumerate() {
        for foreign in &table.foreign_keys {
            let target = catalog
                .tables
                .iter()
                .position(|other| other.name.eq_ignore_ascii_case(&foreign.references_table));
            let Some(to) = target else { continue };
            let (Some(from_columns), Some(to_columns)) = (
                positions(table, &foreign.columns),
                positions(&catalog.tables[to], &foreign.references_columns),
            ) else {
                continue;
            };
            let role_words = role(&foreign.columns, &tables[to], vocabulary);
            let role = stems(&role_words);
            let unique = match (from_columns.as_slice(), table.primary_key.as_slice()) {
                ([column], [key])
                    if tables[from].columns[*column].name.eq_ignore_ascii_case(key) =>
                {
                    // A key that happens not to repeat in a small bridge table is no one-to-one.
                    tables[from].columns[*column].unique
                }
                _ => false,
            };
            keys.push(Key {
                from,
                from_columns,
                to,
                to_columns,
                role,
                role_words,
                unique,
            });
        }
    }
    keys
}

fn positions(table: &Table, names: &[String]) -> Option<Vec<usize>> {
    names
        .iter()
        .map(|name| {
            table
                .columns
                .iter()
                .position(|column| column.name.eq_ignore_ascii_case(name))
        })
        .collect()
}

/// What a key's name says beyond the name of the table it points to.
fn role(columns: &[String], target: &TableInfo, vocabulary: &Vocabulary) -> Vec<String> {
    let own: Vec<&str> = target.forms[0]
        .words
        .iter()
        .map(|(word, _)| word.as_str())
        .collect();
    let context = vec![target.label.clone()];
    columns
        .iter()
        .flat_map(|column| vocabulary.split(column, &context))
        .filter(|word| {
            !matches!(
                word.as_str(),
                "id" | "code" | "key" | "number" | "name" | "of"
            ) && !own.contains(&stem(word).as_str())
        })
        .collect()
}
