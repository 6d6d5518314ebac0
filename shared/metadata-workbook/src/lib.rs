#![doc = include_str!("../README.md")]

mod apply;
mod cell;
mod drafts;
mod duplicates;
mod error;
mod header;
mod sheet;

pub use cell::{Cell, Written};
pub use drafts::{DraftColumn, DraftTable, Drafts};
pub use error::{CellError, CellProblem, WorkbookError};

use calamine::{Reader, Xlsx};
use std::io::{Cursor, Read};

/// The largest workbook that is read, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// What a workbook says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Tables with what they are about.
    pub tables: Vec<TableNote>,
    /// Columns with what they mean.
    pub columns: Vec<ColumnNote>,
    /// Measures.
    pub metrics: Vec<MetricNote>,
    /// Tables that no role may read.
    pub denied_tables: Vec<Written>,
    /// Rows that are marked as drafts, which are left out.
    pub drafts: usize,
}

/// What a table is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNote {
    /// Its name.
    pub table: Written,
    /// Label and comments, in one text.
    pub description: String,
}

/// What a column means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnNote {
    /// Its table.
    pub table: Written,
    /// Its name.
    pub column: Written,
    /// What it means.
    pub description: String,
}

/// A measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricNote {
    /// What it is called.
    pub name: Written,
    /// What it means.
    pub description: Option<String>,
    /// What else it is called.
    pub synonyms: Vec<Written>,
    /// The table and the expression over its columns.
    pub formula: Option<(Written, Written)>,
}

impl Metadata {
    /// Reads a workbook (xlsx). Sheets whose header has none of the names that ours begin with, and
    /// rows that are empty or drafts, are left out.
    ///
    /// # Errors
    /// It is no workbook, is too large, has no sheet that is known, or has cells that are wrong, each
    /// of which is named.
    pub fn read(workbook: impl Read) -> Result<Self, WorkbookError> {
        let mut bytes = Vec::new();
        workbook
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&error))?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(WorkbookError::TooLarge { limit: MOST_BYTES });
        }
        let mut workbook: Xlsx<_> =
            Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
        let mut metadata = Self::default();
        let mut problems = Vec::new();
        let mut known = false;
        for name in workbook.sheet_names() {
            let range = workbook
                .worksheet_range(&name)
                .map_err(|error| unreadable(&error))?;
            known |= sheet::read(&name, &range, &mut metadata, &mut problems);
        }
        problems.extend(duplicates::of(&metadata));
        match (known, problems.is_empty()) {
            (false, _) => Err(WorkbookError::NoSheet),
            (true, false) => Err(WorkbookError::Cells(problems)),
            (true, true) => Ok(metadata),
        }
    }
}

fn unreadable(error: &dyn std::error::Error) -> WorkbookError {
    let problem = error.to_string();
    WorkbookError::Unreadable { problem }
}
