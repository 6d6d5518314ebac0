//! The catalogue of a new version.

use crate::identifier::{UniqueNames, identifier};
use crate::load::LoadedTable;
use contract::{Catalog, Column, Source, Table, TableReport, TableReportColumn};
use std::fmt::Write;
use table_files::{KeyColumn, KeyTable, infer_keys};
use twox_hash::XxHash3_128;

/// What the source holds, with the keys found over all of its tables.
pub(crate) fn catalog(source: &Source, loaded: &[LoadedTable]) -> Catalog {
    let views: Vec<KeyTable<'_>> = loaded.iter().map(key_view).collect();
    let keys = infer_keys(&views);
    let tables: Vec<Table> = loaded
        .iter()
        .zip(keys)
        .map(|(loaded, keys)| Table {
            name: loaded.plan.name.clone(),
            description: None,
            row_count: Some(loaded.profile.rows),
            columns: columns(loaded),
            primary_key: keys.primary_key,
            foreign_keys: keys.foreign_keys,
        })
        .collect();
    Catalog {
        source: source.name.clone(),
        dialect: source.dialect,
        fingerprint: fingerprint(source.version, &tables),
        tables,
        metrics: Vec::new(),
    }
}

/// Valid names for columns, near to their headers and each given once, and a sentence for each that had to be
/// told apart.
pub(crate) fn column_names(table: &str, headers: &[String]) -> (Vec<String>, Vec<String>) {
    let mut names = UniqueNames::default();
    let mut renamed = Vec::new();
    let mut position = 0;
    let named = headers.iter().map(|header| {
        position += 1;
        let plain = identifier(header).unwrap_or_else(|| format!("column_{position}"));
        let name = names.take(plain.clone());
        if name != plain {
            renamed.push(format!(
                "Table {table} has several columns called {plain}; column {position} is called {name}."
            ));
        }
        name
    });
    (named.collect(), renamed)
}

/// The table as reports show it.
pub(crate) fn table_report(loaded: &LoadedTable) -> TableReport {
    let columns = columns(loaded).into_iter().map(|column| TableReportColumn {
        name: column.name,
        data_type: column.data_type,
        nullable: column.nullable,
    });
    TableReport {
        name: loaded.plan.name.clone(),
        rows: loaded.profile.rows,
        columns: columns.collect(),
    }
}

fn columns(loaded: &LoadedTable) -> Vec<Column> {
    let planned = loaded.plan.columns.iter();
    planned
        .zip(&loaded.profile.columns)
        .map(|(planned, profiled)| {
            let header = planned.header.trim();
            let is_told = header.is_empty() || header == planned.name;
            Column {
                name: planned.name.clone(),
                data_type: planned.data_type.clone(),
                nullable: profiled.profile.nulls > 0,
                description: None,
                synonyms: if is_told {
                    Vec::new()
                } else {
                    vec![header.to_owned()]
                },
                profile: Some(profiled.profile.clone()),
            }
        })
        .collect()
}

fn key_view(loaded: &LoadedTable) -> KeyTable<'_> {
    let planned = loaded.plan.columns.iter();
    KeyTable {
        name: &loaded.plan.name,
        rows: loaded.profile.rows,
        columns: planned
            .zip(&loaded.profile.columns)
            .map(|(planned, profiled)| KeyColumn {
                name: &planned.name,
                header: &planned.header,
                data_type: &planned.data_type,
                profiled,
            })
            .collect(),
        unique_sets: &loaded.profile.unique_sets,
    }
}

/// Changes with the version and with any table, column or type.
fn fingerprint(version: u64, tables: &[Table]) -> String {
    let mut text = format!("{version}\n");
    for table in tables {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", table.name);
        for column in &table.columns {
            let _ = writeln!(text, "\t{}\t{}", column.name, column.data_type);
        }
    }
    format!("{:032x}", XxHash3_128::oneshot(text.as_bytes()))
}
