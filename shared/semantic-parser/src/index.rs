//! What is looked up for a question: the catalogue's names and values by their words.

use crate::describe::table_info;
use crate::lexicon::synonyms::synonyms;
use crate::metric::measures;
use crate::names::Vocabulary;
use crate::plan::Metric;
use crate::stem::stem;
use contract::{Catalog, DataType};
use std::collections::HashMap;

/// A column by position: table, then column of that table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ColumnId {
    pub(crate) table: usize,
    pub(crate) column: usize,
}

/// A key from one table into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// The table with the key.
    pub(crate) from: usize,
    /// The columns there.
    pub(crate) from_columns: Vec<usize>,
    /// The table it points to.
    pub(crate) to: usize,
    /// The columns there.
    pub(crate) to_columns: Vec<usize>,
    /// Stems of the key's own name without "id" and the like: the role the other table plays.
    pub(crate) role: Vec<String>,
    /// The same as plain words.
    pub(crate) role_words: Vec<String>,
    /// Whether each row of the other table has at most one row here.
    pub(crate) unique: bool,
}

/// The words of a name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NameForm {
    /// Stems with the part of the meaning each one carries.
    pub(crate) words: Vec<(String, f32)>,
    /// All stems in one word.
    pub(crate) glued: String,
    /// What a match by this form counts.
    pub(crate) factor: f32,
}

impl NameForm {
    pub(crate) fn new(words: Vec<(String, f32)>, factor: f32) -> Self {
        let glued = words.iter().map(|(word, _)| word.as_str()).collect();
        Self {
            words,
            glued,
            factor,
        }
    }
}

/// What is known of a column.
#[derive(Debug, Clone)]
pub(crate) struct ColumnInfo {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) forms: Vec<NameForm>,
    /// Plain words of the name, for sentences.
    pub(crate) label: String,
    /// The stem of the word that says what it is: "price" of `unit_price`, "level" of
    /// `level_of_membership`.
    pub(crate) head: String,
    /// Whether it is a primary or foreign key, or named like one.
    pub(crate) is_key: bool,
    /// Whether it holds numbers, by type or as text.
    pub(crate) numeric: bool,
    /// Whether it is text whose values are all numbers but a few.
    pub(crate) numbers_as_text: bool,
    pub(crate) nullable: bool,
    pub(crate) unique: bool,
    /// Whether a value stands in several rows as a rule: `city` of an order.
    pub(crate) repeats: bool,
    /// Values of columns with few of them: codes such as `F` and `M`.
    pub(crate) codes: Vec<String>,
    pub(crate) values_complete: bool,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    /// What it is computed by, when it is a metric and no column.
    pub(crate) measure: Option<Metric>,
}

/// What is known of a table.
#[derive(Debug, Clone)]
pub(crate) struct TableInfo {
    pub(crate) name: String,
    pub(crate) forms: Vec<NameForm>,
    pub(crate) label: String,
    /// Its columns, and then its metrics.
    pub(crate) columns: Vec<ColumnInfo>,
    /// The single column that tells rows apart, when there is one.
    pub(crate) key: Option<usize>,
    /// The column a person knows a row by.
    pub(crate) display: Option<usize>,
    /// Whether another column is as much of a name: first and last name.
    pub(crate) names_in_parts: bool,
}

/// Where a value is found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValuePlace {
    pub(crate) column: ColumnId,
    pub(crate) value: String,
}

/// What is looked up for a question. Building it takes time in proportion to the number of names
/// and values; keep it as long as the catalogue's fingerprint stays.
#[derive(Debug, Clone)]
pub struct Index {
    pub(crate) tables: Vec<TableInfo>,
    pub(crate) keys: Vec<Key>,
    /// Values by their words in lower case, separated by single spaces.
    pub(crate) values: HashMap<String, Vec<ValuePlace>>,
    /// Values of several words by each of their words.
    pub(crate) value_words: HashMap<String, Vec<ValuePlace>>,
    /// Stems with a similar meaning.
    pub(crate) synonyms: HashMap<String, Vec<String>>,
    /// Most words a value has.
    pub(crate) longest_value: usize,
}

/// A word of a value that more places than this have is no clue.
const MOST_PLACES_OF_A_WORD: usize = 12;

impl Index {
    /// The index of a catalogue: of the part the asking role may read.
    pub fn new(catalog: &Catalog) -> Self {
        let names = catalog.tables.iter().flat_map(|table| {
            let columns = table.columns.iter().flat_map(|column| {
                std::iter::once(column.name.as_str())
                    .chain(column.synonyms.iter().map(String::as_str))
            });
            std::iter::once(table.name.as_str()).chain(columns)
        });
        let metrics = catalog.metrics.iter().flat_map(|metric| {
            std::iter::once(metric.name.as_str()).chain(metric.synonyms.iter().map(String::as_str))
        });
        let tables = catalog.tables.iter().map(|table| table.name.as_str());
        let vocabulary = Vocabulary::of(tables, names.chain(metrics));
        let mut index = Self {
            tables: catalog
                .tables
                .iter()
                .map(|table| table_info(table, &vocabulary))
                .collect(),
            keys: Vec::new(),
            values: HashMap::new(),
            value_words: HashMap::new(),
            synonyms: HashMap::new(),
            longest_value: 1,
        };
        index.keys = crate::keys::keys(catalog, &index.tables, &vocabulary);
        index.mark_keys();
        index.add_measures(catalog, &vocabulary);
        index.add_values(catalog);
        index.add_synonyms();
        index
    }

    pub(crate) fn column(&self, id: ColumnId) -> &ColumnInfo {
        &self.tables[id.table].columns[id.column]
    }

    /// Every column with its place.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (ColumnId, &ColumnInfo)> {
        self.tables.iter().enumerate().flat_map(|(table, info)| {
            info.columns
                .iter()
                .enumerate()
                .map(move |(column, info)| (ColumnId { table, column }, info))
        })
    }

    fn mark_keys(&mut self) {
        for key in &self.keys {
            for &column in &key.from_columns {
                self.tables[key.from].columns[column].is_key = true;
            }
        }
        let keyed: Vec<(usize, usize)> = self
            .keys
            .iter()
            .filter(|key| key.to_columns.len() == 1)
            .map(|key| (key.to, key.to_columns[0]))
            .collect();
        for (table, column) in keyed {
            let info = &mut self.tables[table];
            if info.key.is_none() && info.columns[column].unique {
                info.key = Some(column);
            }
        }
        for info in &mut self.tables {
            info.display = crate::display::display_column(info);
            info.names_in_parts = crate::display::names_in_parts(info);
        }
    }

    /// Metrics stand after the columns of their table, whose positions stay those of the catalogue.
    fn add_measures(&mut self, catalog: &Catalog, vocabulary: &Vocabulary) {
        for table in &mut self.tables {
            let found: Vec<ColumnInfo> = measures(catalog, table, vocabulary).collect();
            table.columns.extend(found);
        }
    }

    fn add_values(&mut self, catalog: &Catalog) {
        for (t, table) in catalog.tables.iter().enumerate() {
            for (c, column) in table.columns.iter().enumerate() {
                let Some(profile) = &column.profile else {
                    continue;
                };
                let id = ColumnId {
                    table: t,
                    column: c,
                };
                let frequent = profile.frequent.iter().map(|frequent| &frequent.value);
                if !column.data_type.is_text() {
                    continue;
                }
                let source: Vec<&String> = if profile.values.is_empty() {
                    frequent.collect()
                } else {
                    profile.values.iter().collect()
                };
                for value in source {
                    self.add_value(id, value);
                }
            }
        }
    }

    fn add_value(&mut self, column: ColumnId, value: &str) {
        let words = value_words(value);
        if words.is_empty() || words.len() > 12 || value.trim().parse::<f64>().is_ok() {
            return;
        }
        self.longest_value = self.longest_value.max(words.len());
        let place = ValuePlace {
            column,
            value: value.to_owned(),
        };
        if words.len() > 1 {
            for word in words.iter().filter(|word| word.len() > 2) {
                let places = self.value_words.entry(word.clone()).or_default();
                if places.len() <= MOST_PLACES_OF_A_WORD {
                    places.push(place.clone());
                }
            }
        }
        self.values.entry(words.join(" ")).or_default().push(place);
    }

    fn add_synonyms(&mut self) {
        let words: Vec<String> = crate::lexicon::synonyms::words()
            .map(str::to_owned)
            .collect();
        for word in words {
            let others: Vec<String> = synonyms(&word).map(stem).collect();
            self.synonyms.entry(stem(&word)).or_default().extend(others);
        }
    }
}

/// The words of a value in lower case: what a question is compared with.
pub(crate) fn value_words(value: &str) -> Vec<String> {
    value
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
