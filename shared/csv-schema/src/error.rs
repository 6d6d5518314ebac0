use std::io;

/// Why a file could not be read as delimited text at all. Faults of single rows are no errors: they
/// are [`Record::Rejected`](crate::Record::Rejected).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// The reader failed.
    #[error("cannot read: {0}")]
    Io(#[from] io::Error),
    /// There is nothing but white space in it.
    #[error("the file is empty")]
    Empty,
    /// It is another format: the magic number says so, or it holds bytes that no text holds.
    #[error("not text: {what}")]
    Binary {
        /// What it looks like.
        what: &'static str,
    },
    /// More columns than allowed.
    #[error("line {line} has {columns} columns; the limit is {limit}")]
    TooManyColumns {
        /// The line, from 1.
        line: u64,
        /// Its columns.
        columns: usize,
        /// The limit.
        limit: usize,
    },
}
