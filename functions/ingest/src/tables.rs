//! Which files make a table, what it is called, and what its columns are.

use crate::identifier::{UniqueNames, identifier, is_reserved};
use crate::partition;
use crate::survey::Surveyed;
use contract::DataType;
use csv_schema::{ColumnFormat, ColumnType, TypeInference};
use std::collections::BTreeMap;

/// A table to be.
#[derive(Debug)]
pub(crate) struct TablePlan {
    pub(crate) name: String,
    pub(crate) files: Vec<Surveyed>,
    /// The columns of the files, then those that folders stand for.
    pub(crate) columns: Vec<PlannedColumn>,
    /// The folders' columns, as the folders write them.
    pub(crate) partitions: Vec<String>,
}

/// A column to be.
#[derive(Debug)]
pub(crate) struct PlannedColumn {
    pub(crate) name: String,
    /// The header as written.
    pub(crate) header: String,
    pub(crate) data_type: DataType,
    pub(crate) format: ColumnFormat,
    /// What a person should know of its type.
    pub(crate) warnings: Vec<String>,
}

impl TablePlan {
    /// Whether its files' columns are of these types and formats.
    pub(crate) fn agrees_with(&self, found: &[ColumnType]) -> bool {
        let mut columns = self.columns.iter().zip(found);
        columns.all(|(column, found)| {
            column.data_type == found.data_type && column.format == found.format
        })
    }

    /// Gives its files' columns these types.
    pub(crate) fn retype(&mut self, found: Vec<ColumnType>) {
        for (column, found) in self.columns.iter_mut().zip(found) {
            column.data_type = found.data_type;
            column.format = found.format;
            column.warnings = found.warnings;
        }
    }

    /// What a person should know of the columns' types.
    pub(crate) fn type_warnings(&self) -> impl Iterator<Item = String> {
        self.columns.iter().flat_map(move |column| {
            let (table, name) = (&self.name, &column.name);
            let warnings = column.warnings.iter();
            warnings.map(move |warning| format!("Table {table}, column {name}: {warning}"))
        })
    }
}

/// The tables, by name, and what a person should know about their names. The types are those of the
/// rows that were surveyed.
pub(crate) fn plan(surveyed: Vec<Surveyed>) -> (Vec<TablePlan>, Vec<String>) {
    let mut warnings = Vec::new();
    let mut names = UniqueNames::default();
    let mut tables = Vec::new();
    let mut places: BTreeMap<Place, Vec<Surveyed>> = BTreeMap::new();
    for file in surveyed {
        places.entry(Place::of(&file)).or_default().push(file);
    }
    for (place, files) in places {
        for (wanted, files) in groups(&place.folders, files, &mut warnings) {
            let name = table_name(&wanted, &place.folders, &files, &mut names, &mut warnings);
            tables.push(table(name, files, &mut warnings));
        }
    }
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    (tables, warnings)
}

/// Where files have to stand to be looked at together: in one folder, or at the top, where a file
/// stands alone unless partition folders part it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    folders: Vec<String>,
    file: Option<String>,
}

impl Place {
    fn of(file: &Surveyed) -> Self {
        let file = &file.file;
        let folders = file.folders.clone();
        let alone = match (folders.is_empty(), file.partitions.is_empty()) {
            (false, _) => None,
            (true, true) => Some(file.path.clone()),
            (true, false) => Some(file.stem.clone()),
        };
        Self {
            folders,
            file: alone,
        }
    }
}

/// The files of a folder make one table when their headers agree. Otherwise those that agree and
/// are called alike up to numbers (`sales_2023`, `sales_2024`) do, and the others stand alone.
fn groups(
    folder: &[String],
    files: Vec<Surveyed>,
    warnings: &mut Vec<String>,
) -> Vec<(String, Vec<Surveyed>)> {
    let first_stem = || {
        files
            .first()
            .map(|file| file.file.stem.clone())
            .unwrap_or_default()
    };
    let folder_name = folder.last().cloned().unwrap_or_else(first_stem);
    let agree = files
        .windows(2)
        .all(|pair| signature(&pair[0]) == signature(&pair[1]));
    if agree {
        return vec![(folder_name, files)];
    }
    let mut groups: Vec<(String, Vec<String>, Vec<Surveyed>)> = Vec::new();
    for file in files {
        let series = series(&file.file.stem);
        let signature = signature(&file);
        match groups
            .iter_mut()
            .find(|group| group.0 == series && group.1 == signature)
        {
            Some(group) => group.2.push(file),
            None => groups.push((series, signature, vec![file])),
        }
    }
    warnings.push(format!(
        "The files in '{}' have different columns, so they became {} separate tables.",
        folder.join("/"),
        groups.len()
    ));
    groups
        .into_iter()
        .map(|(series, _, files)| match files.as_slice() {
            [only] => (only.file.stem.clone(), files),
            _ if series.is_empty() => (folder_name.clone(), files),
            _ => (series, files),
        })
        .collect()
}

/// What has to be equal for files to be parts of one table.
fn signature(file: &Surveyed) -> Vec<String> {
    let headers = file.headers.iter();
    headers
        .map(|header| identifier(header).unwrap_or_else(|| header.clone()))
        .collect()
}

/// A file's name without the numbers that tell the parts of a series apart.
fn series(stem: &str) -> String {
    let letters: String = stem
        .chars()
        .filter(|letter| !letter.is_ascii_digit())
        .collect();
    letters
        .trim_matches(|letter: char| !letter.is_alphanumeric())
        .to_lowercase()
}

fn table_name(
    wanted: &str,
    folder: &[String],
    files: &[Surveyed],
    names: &mut UniqueNames,
    warnings: &mut Vec<String>,
) -> String {
    let parent = folder
        .len()
        .checked_sub(2)
        .and_then(|above| folder.get(above));
    let plain = identifier(wanted).unwrap_or_else(|| "data".to_owned());
    let mut name = names.take(plain.clone());
    if name != plain {
        if let Some(longer) = parent.and_then(|parent| identifier(&format!("{parent} {wanted}"))) {
            name = names.take(longer);
        }
        let path = files.first().map_or("", |file| file.file.path.as_str());
        warnings.push(format!(
            "The table of '{path}' is called {name}, because another one is called {plain}."
        ));
    }
    if is_reserved(&name) {
        warnings.push(format!(
            "The table {name} is called like a word of SQL and has to be quoted in statements."
        ));
    }
    name
}

/// What all surveyed rows of the files say about the types of a table's columns.
pub(crate) fn types<'a>(files: impl IntoIterator<Item = &'a Surveyed>) -> TypeInference {
    let mut types = TypeInference::default();
    for file in files {
        types.merge(&file.types);
    }
    types
}

fn table(name: String, files: Vec<Surveyed>, warnings: &mut Vec<String>) -> TablePlan {
    let width = files.first().map_or(0, |file| file.headers.len());
    let partitions = partition::common_columns(&files);
    let partition_types = partition::types(&files, &partitions);
    let headers = files
        .first()
        .map(|file| file.headers.clone())
        .unwrap_or_default();
    let headers = headers.into_iter().chain(partitions.iter().cloned());
    let found = types(&files).finish().into_iter();
    let found = found.take(width).chain(partition_types);
    let mut names = UniqueNames::default();
    let columns = headers
        .zip(found)
        .enumerate()
        .map(|(position, (header, found))| {
            column(&name, position, header, found, &mut names, warnings)
        })
        .collect();
    TablePlan {
        name,
        files,
        columns,
        partitions,
    }
}

fn column(
    table: &str,
    position: usize,
    header: String,
    found: ColumnType,
    names: &mut UniqueNames,
    warnings: &mut Vec<String>,
) -> PlannedColumn {
    let plain = identifier(&header).unwrap_or_else(|| format!("column_{}", position + 1));
    let name = names.take(plain.clone());
    if name != plain {
        warnings.push(format!(
            "Table {table} has several columns called {plain}; column {} is called {name}.",
            position + 1
        ));
    }
    PlannedColumn {
        name,
        header,
        data_type: found.data_type,
        format: found.format,
        warnings: found.warnings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_series_have_one_name() {
        assert_eq!(series("sales_2023"), "sales");
        assert_eq!(series("2024-01 Sales"), "sales");
        assert_eq!(series("part-0001"), "part");
        assert_eq!(series("2023"), "");
    }
}
