use crate::{DataType, Dialect, Metric, Policy};
use serde::{Deserialize, Serialize};

/// What a source holds: the tables a question may be about. It is what the guard resolves names
/// against, what the parser links words to and what a prompt shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Catalog {
    /// The source's name.
    pub source: String,
    /// The dialect its engine speaks.
    pub dialect: Dialect,
    /// Changes whenever a table, a column, a type or what a workbook says changes; part of the cache's key.
    pub fingerprint: String,
    /// The tables, by name.
    pub tables: Vec<Table>,
    /// What an operator defined over them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<Metric>,
}

impl Catalog {
    /// The table of that name; ASCII case does not count, as in unquoted SQL.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables
            .iter()
            .find(|table| table.name.eq_ignore_ascii_case(name))
    }

    /// The part of the catalogue the policy lets be seen. Keys that point at something denied go
    /// with it, and so do metrics that name it and what is known of all rows of a table of which only
    /// some may be seen.
    #[must_use]
    pub fn permitted(&self, policy: &Policy) -> Self {
        let mut permitted = self.clone();
        permitted
            .metrics
            .retain(|metric| metric.is_permitted(self, policy));
        permitted
            .tables
            .retain(|table| policy.permits_table(&table.name));
        for table in &mut permitted.tables {
            let name = table.name.clone();
            table
                .columns
                .retain(|column| policy.permits_column(&name, &column.name));
            table
                .primary_key
                .retain(|column| policy.permits_column(&name, column));
            if policy.row_filters_of(&name).next().is_some() {
                table.row_count = None;
                for column in &mut table.columns {
                    column.profile = None;
                }
            }
            table.foreign_keys.retain(|key| {
                key.columns
                    .iter()
                    .all(|column| policy.permits_column(&name, column))
                    && policy.permits_table(&key.references_table)
                    && key
                        .references_columns
                        .iter()
                        .all(|column| policy.permits_column(&key.references_table, column))
            });
        }
        permitted
    }
}

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Table {
    /// The name as the engine stores it.
    pub name: String,
    /// What a person would call it or what it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Rows, exact after ingest, estimated for databases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_count: Option<u64>,
    /// The columns in their order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, empty when none is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub primary_key: Vec<String>,
    /// Keys into other tables, declared or inferred.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
}

impl Table {
    /// The column of that name; ASCII case does not count, as in unquoted SQL.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Column {
    /// The name as the engine stores it.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// Whether it holds NULL (after ingest) or may hold it (databases).
    pub nullable: bool,
    /// What the column means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Other words people use for it; after ingest, the header as it was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// What its values look like, where they were looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ColumnProfile>,
}

/// What the values of a column look like.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnProfile {
    /// NULLs.
    pub nulls: u64,
    /// Distinct values that are not NULL.
    pub distinct: u64,
    /// Whether `distinct` is counted rather than estimated.
    pub distinct_exact: bool,
    /// The least value, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The greatest value, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// The most frequent values, most frequent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frequent: Vec<FrequentValue>,
    /// The value index: distinct values of a text column, sorted, to match words of a question
    /// against. Only where there are few enough of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Whether `values` holds every distinct value.
    #[serde(default)]
    pub values_complete: bool,
}

impl ColumnProfile {
    /// Whether no value occurs twice and none is NULL: it could be a key.
    pub fn is_unique(&self, row_count: u64) -> bool {
        self.distinct_exact && self.nulls == 0 && self.distinct == row_count
    }
}

/// A value and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrequentValue {
    /// The value, as text.
    pub value: String,
    /// Rows with it.
    pub count: u64,
}

/// Columns whose values are found in the key columns of another table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ForeignKey {
    /// The columns here.
    pub columns: Vec<String>,
    /// The other table.
    pub references_table: String,
    /// The columns there, in the same order.
    pub references_columns: Vec<String>,
    /// Found by looking at names and values, rather than declared.
    pub inferred: bool,
}
