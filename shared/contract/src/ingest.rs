use crate::DataType;
use serde::{Deserialize, Serialize};

/// An uploaded archive to turn into tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IngestRequest {
    /// The source its tables become.
    pub source: String,
    /// The key of the uploaded object.
    pub key: String,
    /// The name of the file as the person knows it.
    pub file_name: String,
    /// What makes a repeated event the same event: the object's content hash or version.
    pub upload_id: String,
}

/// What an ingest did: the shape of `analyst ingest --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IngestReport {
    /// The source.
    pub source: String,
    /// The version that serves now.
    pub version: u64,
    /// Its tables.
    pub tables: Vec<TableReport>,
    /// Every file that was read.
    pub files: Vec<FileReport>,
    /// Every entry that was not.
    pub skipped: Vec<SkippedEntry>,
    /// What a person should look at.
    pub warnings: Vec<String>,
    /// Whether these very tables were already there, from an earlier run of the same event.
    #[serde(default)]
    pub unchanged: bool,
}

/// A table that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableReport {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<TableReportColumn>,
}

/// A column that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableReportColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// Whether it holds NULL.
    pub nullable: bool,
}

/// A file that was read. `rows_loaded + rows_rejected + lines_skipped` accounts for all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileReport {
    /// Its path in the archive.
    pub path: String,
    /// The table its rows went to.
    pub table: String,
    /// Rows in the table from this file.
    pub rows_loaded: u64,
    /// Rows in the rejects file.
    pub rows_rejected: u64,
    /// Lines that are no rows: header, preamble, comments, footer, empty lines.
    pub lines_skipped: u64,
    /// The key of the rejects file, when rows were rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejects_key: Option<String>,
    /// How the file is written.
    pub dialect: CsvDialect,
}

/// How a delimited text file is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CsvDialect {
    /// The encoding's WHATWG name, for example `UTF-8`.
    pub encoding: String,
    /// The delimiter: one character, or empty for a file of one column.
    pub delimiter: String,
    /// The quotation mark, when one is used.
    pub quote: Option<String>,
    /// The escape character, when it is another than a doubled quotation mark.
    pub escape: Option<String>,
    /// `\n`, `\r\n`, `\r` or `mixed`.
    pub line_ending: String,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// Lines before the header or the first row.
    pub preamble_lines: u64,
}

/// An entry that was not read, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkippedEntry {
    /// Its path in the archive.
    pub path: String,
    /// Why it was skipped.
    pub reason: String,
}
