//! Columns that folders such as `year=2024` stand for.

use crate::survey::Surveyed;
use csv_schema::{ColumnType, TypeInference};

/// The partition columns that all files of a table have and that none of them holds itself, in
/// the order of the folders.
pub(crate) fn common_columns(files: &[Surveyed]) -> Vec<String> {
    let Some((first, others)) = files.split_first() else {
        return Vec::new();
    };
    let is_held = |column: &str| {
        files.iter().any(|file| {
            file.headers
                .iter()
                .any(|held| held.eq_ignore_ascii_case(column))
        })
    };
    let mut columns: Vec<String> = Vec::new();
    for (column, _) in &first.file.partitions {
        let is_common = others.iter().all(|other| value(other, column).is_some());
        if is_common && !is_held(column) && !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    columns
}

/// The types of the partition columns, from the values of all files.
pub(crate) fn types(files: &[Surveyed], columns: &[String]) -> Vec<ColumnType> {
    let mut types = TypeInference::new(columns.len());
    for file in files {
        types.observe(
            columns
                .iter()
                .map(|column| value(file, column).unwrap_or_default()),
        );
    }
    types.finish()
}

/// The file's value of a partition column.
pub(crate) fn value<'a>(file: &'a Surveyed, column: &str) -> Option<&'a str> {
    let found = file
        .file
        .partitions
        .iter()
        .find(|(name, _)| name == column)?;
    Some(&found.1)
}
