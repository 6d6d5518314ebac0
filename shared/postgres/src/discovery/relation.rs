//! Tables and keys from the rows of the system catalogue.

use super::TextRow;
use crate::column_type;
use contract::{Column, ColumnProfile, ForeignKey, Table};

/// The schema whose tables go by their own name.
const HOME: &str = "public";

/// A table or view, and what it takes to query it.
pub(super) struct Relation {
    pub(super) schema: String,
    pub(super) name: String,
    /// Whether TABLESAMPLE works on it: views have no pages to choose from.
    pub(super) has_pages: bool,
    pub(super) table: Table,
}

fn catalog_name(schema: &str, name: &str) -> String {
    if schema == HOME {
        name.to_owned()
    } else {
        format!("{schema}.{name}")
    }
}

/// Tables from rows that are a column each, sorted by table.
pub(super) fn from_columns(rows: &[TextRow]) -> Vec<Relation> {
    let mut relations: Vec<Relation> = Vec::new();
    for row in rows {
        let [
            Some(schema),
            Some(name),
            kind,
            estimate,
            comment,
            Some(column),
            data_type,
            nullable,
            column_comment,
            labels,
        ] = row.as_slice()
        else {
            continue;
        };
        let same = |last: &Relation| last.schema == *schema && last.name == *name;
        if !relations.last().is_some_and(same) {
            relations.push(Relation {
                schema: schema.clone(),
                name: name.clone(),
                has_pages: matches!(kind.as_deref(), Some("r" | "m" | "p")),
                table: Table {
                    name: catalog_name(schema, name),
                    description: comment.clone(),
                    row_count: rows_of(kind.as_deref(), estimate.as_deref()),
                    columns: Vec::new(),
                    primary_key: Vec::new(),
                    foreign_keys: Vec::new(),
                },
            });
        }
        if let Some(relation) = relations.last_mut() {
            relation.table.columns.push(Column {
                name: column.clone(),
                data_type: column_type::of_catalog(data_type.as_deref().unwrap_or_default()),
                nullable: nullable.as_deref() != Some("f"),
                description: column_comment.clone(),
                synonyms: Vec::new(),
                profile: labels.as_deref().and_then(label_profile),
            });
        }
    }
    relations
}

/// Estimated rows; PostgreSQL writes -1 where it never looked, and 0 for views.
fn rows_of(kind: Option<&str>, estimate: Option<&str>) -> Option<u64> {
    estimate
        .filter(|_| kind != Some("v"))
        .and_then(|digits| digits.parse().ok())
}

/// What is known of an enum's column before any value was looked at.
fn label_profile(labels: &str) -> Option<ColumnProfile> {
    let mut values: Vec<String> = serde_json::from_str(labels).ok()?;
    values.sort_unstable();
    Some(ColumnProfile {
        distinct: values.len() as u64,
        values,
        values_complete: true,
        ..ColumnProfile::default()
    })
}

/// Adds keys from rows that are a column of a key each, sorted by key.
pub(super) fn add_keys(relations: &mut [Relation], rows: &[TextRow]) {
    let known: Vec<(String, Vec<String>)> = relations
        .iter()
        .map(|relation| {
            let columns = relation.table.columns.iter().map(|c| c.name.clone());
            (relation.table.name.clone(), columns.collect())
        })
        .collect();
    let is_known = |table: &str, columns: &[String]| {
        known
            .iter()
            .any(|(name, all)| name == table && columns.iter().all(|column| all.contains(column)))
    };
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let (key, after) = rest.split_at(
            rest.iter()
                .take_while(|row| row.get(..4) == first.get(..4))
                .count()
                .max(1),
        );
        rest = after;
        let [Some(schema), Some(name), Some(kind), ..] = first.as_slice() else {
            continue;
        };
        let table = catalog_name(schema, name);
        let columns = cells(key, 4);
        // A key of which the login may not read every column is of no use.
        if !is_known(&table, &columns) {
            continue;
        }
        let Some(relation) = relations.iter_mut().find(|r| r.table.name == table) else {
            continue;
        };
        if kind == "p" {
            relation.table.primary_key = columns;
        } else if let [_, _, _, _, _, Some(schema), Some(name), ..] = first.as_slice() {
            let (references_table, references_columns) =
                (catalog_name(schema, name), cells(key, 7));
            if is_known(&references_table, &references_columns) {
                relation.table.foreign_keys.push(ForeignKey {
                    columns,
                    references_table,
                    references_columns,
                    inferred: false,
                });
            }
        }
    }
}

fn cells(rows: &[TextRow], at: usize) -> Vec<String> {
    rows.iter()
        .filter_map(|row| row.get(at).cloned().flatten())
        .collect()
}
