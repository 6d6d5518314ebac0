//! Rows as the workbook of a spreadsheet (Office Open XML, ECMA-376), deflated as they come: the
//! sheets first, what names them last. Writers that want to seek, or a whole sheet in memory or on
//! the disk, do not fit a store that takes a stream.

mod cell;
mod parts;

use cell::Style;
use contract::{ResultColumn, Row};
use std::io::{self, ErrorKind, Write};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};

/// Rows a sheet can have, the header among them.
const SHEET_ROWS: u32 = 1_048_576;
/// Bytes of a sheet, not packed, from which another one is begun: an entry of the archive has less
/// than 4 GiB.
const SHEET_BYTES: u64 = 2 << 30;
/// Columns a sheet can have.
const SHEET_COLUMNS: usize = 16_384;

/// Rows as a workbook.
pub struct XlsxFile<W: Write> {
    out: ZipWriter<StreamWriter<W>>,
    /// Letters and style of each column.
    columns: Vec<(String, Style)>,
    header: Vec<String>,
    sheets: usize,
    /// Rows and bytes of the sheet that is open.
    rows: u32,
    bytes: u64,
    /// The row that is put together.
    line: String,
    most_rows: u32,
}

impl<W: Write> XlsxFile<W> {
    /// Begins the file with the names of the columns.
    ///
    /// # Errors
    /// Those of the writer; [`ErrorKind::InvalidInput`] for more columns than a sheet can have.
    pub fn begin(out: W, columns: &[ResultColumn]) -> io::Result<Self> {
        Self::with_sheets_of(SHEET_ROWS, out, columns)
    }

    fn with_sheets_of(most_rows: u32, out: W, columns: &[ResultColumn]) -> io::Result<Self> {
        if columns.len() > SHEET_COLUMNS {
            let message = format!(
                "a sheet has at most {SHEET_COLUMNS} columns and the result has {}",
                columns.len()
            );
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        let mut file = Self {
            out: ZipWriter::new_stream(out),
            columns: columns
                .iter()
                .enumerate()
                .map(|(index, column)| (cell::letters(index), Style::of(&column.data_type)))
                .collect(),
            header: columns.iter().map(|column| column.name.clone()).collect(),
            sheets: 0,
            rows: 0,
            bytes: 0,
            line: String::new(),
            most_rows,
        };
        file.begin_sheet()?;
        Ok(file)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer, and a row of another length than the header.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        if row.len() != self.columns.len() {
            let message = "a row has another length than the header";
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        if self.rows >= self.most_rows || self.bytes >= SHEET_BYTES {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.begin_row();
        for ((letters, style), value) in self.columns.iter().zip(row) {
            cell::write(&mut self.line, letters, self.rows, *style, value);
        }
        self.end_row()
    }

    /// Ends the file and gives back the writer, flushed.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(mut self) -> io::Result<W> {
        self.end_sheet()?;
        for (name, content) in parts::of(self.sheets) {
            self.out.start_file(name, options()).map_err(broken)?;
            self.out.write_all(content.as_bytes())?;
        }
        let mut out = self.out.finish().map_err(broken)?.into_inner();
        out.flush()?;
        Ok(out)
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        (self.rows, self.bytes) = (0, 0);
        let name = parts::sheet(self.sheets);
        self.out.start_file(name, options()).map_err(broken)?;
        self.out.write_all(parts::SHEET_BEGIN.as_bytes())?;
        self.begin_row();
        for ((letters, _), name) in self.columns.iter().zip(&self.header) {
            cell::write_text(&mut self.line, letters, self.rows, Style::Header, name);
        }
        self.end_row()
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        self.out.write_all(parts::SHEET_END.as_bytes())
    }

    fn begin_row(&mut self) {
        self.rows += 1;
        self.line.clear();
        self.line.push_str("<row r=\"");
        self.line.push_str(&self.rows.to_string());
        self.line.push_str("\">");
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.line.push_str("</row>");
        self.bytes += self.line.len() as u64;
        self.out.write_all(self.line.as_bytes())
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated)
}

fn broken(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests;
