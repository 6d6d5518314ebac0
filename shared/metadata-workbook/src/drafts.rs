//! A workbook for a person to fill in: descriptions that were drafted, marked as drafts, and a place
//! for all others.

use crate::WorkbookError;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// What stands beside a draft until a person has seen it.
const MARK: &str = "draft";

/// The rows of a workbook to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drafts {
    /// Tables.
    pub tables: Vec<DraftTable>,
    /// Columns.
    pub columns: Vec<DraftColumn>,
}

/// A table to describe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftTable {
    /// Its name.
    pub table: String,
    /// What people may call it, if that was drafted.
    pub label: Option<String>,
    /// What it is about, if that was drafted.
    pub comments: Option<String>,
}

/// A column to describe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftColumn {
    /// Its table.
    pub table: String,
    /// Its name.
    pub column: String,
    /// What it means, if that was drafted.
    pub description: Option<String>,
}

impl Drafts {
    /// The workbook (xlsx), as `Metadata::read` reads it. All texts are texts, whatever they begin with: none is a
    /// formula.
    ///
    /// # Errors
    /// `Unreadable` when a spreadsheet cannot hold it, such as more rows than it has.
    pub fn workbook(&self) -> Result<Vec<u8>, WorkbookError> {
        self.written().map_err(|error| crate::unreadable(&error))
    }

    fn written(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let header = ["Table Name", "Table Label", "Comments", "Status"];
        let sheet = begin(&mut book, "Tables", &header)?;
        for (at, row) in (1..).zip(&self.tables) {
            let drafted = row.label.is_some() || row.comments.is_some();
            let texts = [
                Some(row.table.as_str()),
                row.label.as_deref(),
                row.comments.as_deref(),
                drafted.then_some(MARK),
            ];
            write(sheet, at, &texts)?;
        }
        let header = ["Table Name", "Column Name", "Column Description", "Status"];
        let sheet = begin(&mut book, "Columns", &header)?;
        for (at, row) in (1..).zip(&self.columns) {
            let texts = [
                Some(row.table.as_str()),
                Some(row.column.as_str()),
                row.description.as_deref(),
                row.description.is_some().then_some(MARK),
            ];
            write(sheet, at, &texts)?;
        }
        let header = [
            "Metric Name",
            "Description",
            "Expression",
            "Table Name",
            "Synonyms",
        ];
        begin(&mut book, "Metrics", &header)?;
        book.save_to_buffer()
    }
}

fn begin<'b>(
    book: &'b mut Workbook,
    name: &str,
    header: &[&str],
) -> Result<&'b mut Worksheet, XlsxError> {
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, title) in (0..).zip(header) {
        sheet.write_string_with_format(0, at, *title, &bold)?;
        sheet.set_column_width(at, if title.ends_with("Name") { 24 } else { 40 })?;
    }
    Ok(sheet)
}

fn write(sheet: &mut Worksheet, row: u32, texts: &[Option<&str>]) -> Result<(), XlsxError> {
    for (at, text) in (0..).zip(texts) {
        if let Some(text) = text {
            sheet.write_string(row, at, *text)?;
        }
    }
    Ok(())
}
