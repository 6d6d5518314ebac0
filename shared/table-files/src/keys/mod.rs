//! Primary and foreign keys, from names and values.
//!
//! A foreign key needs both kinds of evidence in some measure: values that are found in a unique
//! column of another table, and names that agree. Whole numbers from 1 to n are found in every
//! such column by chance, so there the names must carry the weight; ten sparse numbers or codes
//! that are all found are evidence in themselves.

mod evidence;
mod foreign;
mod names;
mod primary;
mod vocabulary;

use crate::profile::Profiled;
use contract::{DataType, ForeignKey};
use names::{Name, words};

/// A table as the inference sees it.
#[derive(Debug)]
pub struct KeyTable<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its rows.
    pub rows: u64,
    /// Its columns in their order.
    pub columns: Vec<KeyColumn<'a>>,
    /// Sets of columns that together never repeat, as [`crate::TableProfile::unique_sets`].
    pub unique_sets: &'a [Vec<usize>],
}

/// A column as the inference sees it.
#[derive(Debug)]
pub struct KeyColumn<'a> {
    /// Its name in the table.
    pub name: &'a str,
    /// Its name as the file wrote it, where capitals still tell words apart.
    pub header: &'a str,
    /// Its type.
    pub data_type: &'a DataType,
    /// What its values look like.
    pub profiled: &'a Profiled,
}

/// The keys found for one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableKeys {
    /// The columns of the primary key; empty when none was found.
    pub primary_key: Vec<String>,
    /// The foreign keys, in the order of their columns.
    pub foreign_keys: Vec<ForeignKey>,
}

/// Finds the keys of all tables of a source; the answer has the order of the tables.
pub fn infer_keys(tables: &[KeyTable<'_>]) -> Vec<TableKeys> {
    let views: Vec<_> = tables.iter().map(TableView::new).collect();
    views
        .iter()
        .map(|view| TableKeys {
            primary_key: view
                .primary_key
                .iter()
                .filter_map(|column| view.table.columns.get(*column))
                .map(|column| column.name.to_owned())
                .collect(),
            foreign_keys: foreign::foreign_keys(view, &views),
        })
        .collect()
}

/// Sets of columns, by position, that are worth watching for a key of several columns: those whose
/// names look like keys, in pairs, and the first two or three columns with one of them.
pub fn key_sets(headers: &[&str]) -> Vec<Vec<usize>> {
    primary::key_sets(&column_names(headers))
}

/// A table with its names taken apart and its primary key found.
struct TableView<'a> {
    table: &'a KeyTable<'a>,
    name: Name,
    columns: Vec<Name>,
    primary_key: Vec<usize>,
}

impl<'a> TableView<'a> {
    fn new(table: &'a KeyTable<'a>) -> Self {
        let name = Name::of_table(&words(table.name));
        let headers: Vec<&str> = table.columns.iter().map(|column| column.header).collect();
        let columns = column_names(&headers);
        let primary_key = primary::primary_key(table, &name, &columns);
        Self {
            table,
            name,
            columns,
            primary_key,
        }
    }

    fn is_primary_key(&self, column: usize) -> bool {
        self.primary_key == [column]
    }
}

/// The names of a table's columns, without a short first word that all of them share (`l_orderkey`,
/// `l_partkey`...).
fn column_names(headers: &[&str]) -> Vec<Name> {
    let mut all: Vec<Vec<String>> = headers.iter().map(|header| words(header)).collect();
    let shared = match all.as_slice() {
        [first, second, ..] => first.first().filter(|word| {
            word.len() <= 3
                && second.len() > 1
                && all
                    .iter()
                    .all(|words| words.len() > 1 && words.first() == Some(word))
        }),
        _ => None,
    };
    if shared.is_some() {
        for words in &mut all {
            words.remove(0);
        }
    }
    all.iter().map(|words| Name::of_column(words)).collect()
}

/// Whether no value occurs twice and none is NULL, as far as is known.
fn is_unique(column: &KeyColumn<'_>, rows: u64) -> bool {
    let profile = &column.profiled.profile;
    rows > 0
        && profile.nulls == 0
        && column.profiled.no_repeats
        && (!profile.distinct_exact || profile.distinct == rows)
}
