use crate::cell::Cell;
use std::fmt;
use thiserror::Error;

/// Problems that a message tells one by one; of more, only the number.
const TOLD: usize = 10;

/// Why a workbook cannot be used.
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
    /// Cells that are wrong: at least one, in the order of the workbook.
    #[error("{}", told(.0))]
    Cells(Vec<CellError>),
}

/// A cell that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{cell}: {problem}")]
pub struct CellError {
    /// The cell.
    pub cell: Cell,
    /// What is wrong with it.
    pub problem: CellProblem,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CellProblem {
    /// The header is none of the sheet.
    #[error("there is no such header in a sheet of {sheet}; there are: {expected}")]
    Header {
        /// What the sheet is about.
        sheet: &'static str,
        /// The headers it may have.
        expected: String,
    },
    /// A header stands twice.
    #[error("the header stands twice")]
    RepeatedHeader,
    /// A header that the sheet needs is not there.
    #[error("the sheet of {sheet} has no column {header}")]
    MissingHeader {
        /// What the sheet is about.
        sheet: &'static str,
        /// What is missing.
        header: &'static str,
    },
    /// It is empty and may not be.
    #[error("the cell is empty; {needed}")]
    Missing {
        /// What should be there.
        needed: &'static str,
    },
    /// The text is longer than is read.
    #[error("the text has more than {limit} characters")]
    TooLong {
        /// The most characters.
        limit: usize,
    },
    /// The same thing was described before.
    #[error("{name} stands in {first} already")]
    Duplicate {
        /// What is there twice.
        name: String,
        /// Where it was first.
        first: Cell,
    },
    /// The source has no such table.
    #[error("the source has no table {name}")]
    UnknownTable {
        /// Its name as it was written.
        name: String,
    },
    /// The table has no such column.
    #[error("the table {table} has no column {name}")]
    UnknownColumn {
        /// The table.
        table: String,
        /// The column's name as it was written.
        name: String,
    },
    /// The expression may not run.
    #[error("{reason}")]
    Expression {
        /// Why not, in a sentence.
        reason: String,
    },
    /// A status that is not known.
    #[error("a status is `draft` or empty")]
    Status,
}

fn told(problems: &[CellError]) -> String {
    struct List<'a>(&'a [CellError]);
    impl fmt::Display for List<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            for (at, problem) in self.0.iter().take(TOLD).enumerate() {
                let mark = if at == 0 { "" } else { "; " };
                write!(f, "{mark}{problem}")?;
            }
            match self.0.len().saturating_sub(TOLD) {
                0 => Ok(()),
                more => write!(f, "; and {more} more"),
            }
        }
    }
    List(problems).to_string()
}
