#![doc = include_str!("../README.md")]

mod sheet;

use calamine::{Reader, Xlsx};
use contract::{Catalog, Source};
use sheet::Sheet;
use std::io::{Cursor, Read};
use thiserror::Error;

/// The largest workbook that is read, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// Why a workbook cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// It is larger than is read.
    #[error("the workbook is larger than {limit} bytes")]
    TooLarge {
        /// The most that is read.
        limit: u64,
    },
    /// The file cannot be read, or is no workbook.
    #[error("the workbook cannot be read: {problem}")]
    Unreadable {
        /// What is wrong with it.
        problem: String,
    },
    /// No sheet has a header that is known.
    #[error(
        "no sheet of the workbook has one of the headers: Table Name, Table Label, Comments; \
         Table Name, Column Name, Column Description; Metric Name, Description; table_name"
    )]
    NoSheet,
}

/// What a workbook says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Tables with what they are about.
    pub tables: Vec<TableNote>,
    /// Columns with what they mean.
    pub columns: Vec<ColumnNote>,
    /// Measures.
    pub metrics: Vec<Metric>,
    /// Tables that no role may read.
    pub denied_tables: Vec<String>,
}

/// What a table is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNote {
    /// Its name.
    pub table: String,
    /// Label and comments, in one text.
    pub description: String,
}

/// What a column means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnNote {
    /// Its table.
    pub table: String,
    /// Its name.
    pub column: String,
    /// What it means.
    pub description: String,
}

/// A measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// What it is called.
    pub name: String,
    /// How it is computed.
    pub description: String,
}

impl Metadata {
    /// Reads a workbook (xlsx). Sheets with other headers, and rows without a name, are left out.
    ///
    /// # Errors
    /// It is no workbook, is too large, or has no sheet that is known.
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
        let mut known = false;
        for name in workbook.sheet_names() {
            let range = workbook
                .worksheet_range(&name)
                .map_err(|error| unreadable(&error))?;
            if let Some(sheet) = Sheet::of(&range) {
                known = true;
                metadata.add(sheet);
            }
        }
        if known {
            Ok(metadata)
        } else {
            Err(WorkbookError::NoSheet)
        }
    }

    fn add(&mut self, sheet: Sheet) {
        match sheet {
            Sheet::Tables(tables) => self.tables.extend(tables),
            Sheet::Columns(columns) => self.columns.extend(columns),
            Sheet::Metrics(metrics) => self.metrics.extend(metrics),
            Sheet::Access(tables) => self.denied_tables.extend(tables),
        }
    }

    /// Writes the descriptions into the catalogue: those of columns by table and column. They take
    /// the place of what the database says.
    pub fn describe(&self, catalog: &mut Catalog) {
        for table in &mut catalog.tables {
            let name = table.name.clone();
            if let Some(note) = self
                .tables
                .iter()
                .rev()
                .find(|note| is_same(&note.table, &name))
            {
                table.description = Some(note.description.clone());
            }
            for column in &mut table.columns {
                let note = self.columns.iter().rev().find(|note| {
                    is_same(&note.table, &name) && note.column.eq_ignore_ascii_case(&column.name)
                });
                if let Some(note) = note {
                    column.description = Some(note.description.clone());
                }
            }
        }
    }

    /// Denies the tables of the access sheet to every role: to those that have a policy, and to all
    /// others.
    pub fn restrict(&self, source: &mut Source) {
        if self.denied_tables.is_empty() {
            return;
        }
        let others = Source::OTHER_ROLES.to_owned();
        source.policies.entry(others).or_default();
        for policy in source.policies.values_mut() {
            for table in &self.denied_tables {
                if policy.permits_table(table) {
                    policy.denied_tables.push(table.clone());
                }
            }
        }
    }
}

/// Tables of the schema `public` go without it.
fn is_same(written: &str, table: &str) -> bool {
    let bare = written.strip_prefix("public.").unwrap_or(written);
    written.eq_ignore_ascii_case(table) || bare.eq_ignore_ascii_case(table)
}

fn unreadable(error: &dyn std::error::Error) -> WorkbookError {
    let problem = error.to_string();
    WorkbookError::Unreadable { problem }
}
