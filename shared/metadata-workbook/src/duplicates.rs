//! What a workbook describes twice.

use crate::Metadata;
use crate::cell::{Cell, Written};
use crate::error::{CellError, CellProblem};
use std::collections::HashMap;

/// Tables, columns and metrics that stand twice, and synonyms that are the name of another metric.
pub(crate) fn of(metadata: &Metadata) -> Vec<CellError> {
    let mut problems = Vec::new();
    let tables = metadata
        .tables
        .iter()
        .map(|note| (key(&note.table), &note.table));
    repeated(tables, &mut problems);
    let columns = metadata.columns.iter().map(|note| {
        let name = note.column.text.to_ascii_lowercase();
        (format!("{}.{name}", key(&note.table)), &note.column)
    });
    repeated(columns, &mut problems);
    let names = metadata.metrics.iter().flat_map(|note| {
        std::iter::once(&note.name)
            .chain(&note.synonyms)
            .map(|name| (spoken(&name.text), name))
    });
    repeated(names, &mut problems);
    problems
}

fn repeated<'a>(names: impl Iterator<Item = (String, &'a Written)>, problems: &mut Vec<CellError>) {
    let mut seen: HashMap<String, &Cell> = HashMap::new();
    for (name, written) in names {
        match seen.get(&name) {
            None => {
                seen.insert(name, &written.cell);
            }
            Some(first) => problems.push(CellError {
                cell: written.cell.clone(),
                problem: CellProblem::Duplicate {
                    name,
                    first: Cell::clone(first),
                },
            }),
        }
    }
}

fn key(table: &Written) -> String {
    table.table_name().to_ascii_lowercase()
}

/// A name as it is said: case, and how its words are held together, do not count.
fn spoken(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
