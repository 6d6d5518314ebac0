//! Rows as Parquet, with the types of their columns. By the column writers of `parquet` and without
//! Arrow: there is one flat row, and a function that writes it stays small.

mod buffer;
mod decimal;

use buffer::Buffer;
use contract::{ResultColumn, Row};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::Value;
use std::collections::HashSet;
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;

/// Rows of a row group, and the bytes of its texts from which it ends earlier.
const GROUP_ROWS: usize = 64 * 1024;
const GROUP_BYTES: usize = 64 * 1024 * 1024;

/// Rows as Parquet, ZSTD inside.
pub struct ParquetFile<W: Write + Send> {
    out: SerializedFileWriter<W>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
    written: u64,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins the file. A name that stands twice gets a number: readers find columns by name.
    ///
    /// # Errors
    /// Those of the writer; a result without columns.
    pub fn begin(out: W, columns: &[ResultColumn]) -> io::Result<Self> {
        if columns.is_empty() {
            let message = "a result without columns cannot be a Parquet file";
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        let mut names = HashSet::new();
        let buffers: Vec<Buffer> = columns
            .iter()
            .map(|column| Buffer::of(unique(&column.name, &mut names), &column.data_type))
            .collect();
        let schema = schema(&buffers).map_err(broken)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        Ok(Self {
            out: SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))
                .map_err(broken)?,
            columns: buffers,
            rows: 0,
            bytes: 0,
            written: 0,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer; a row of another length than the header;
    /// [`ErrorKind::InvalidInput`] for a value that its column's type cannot hold.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        if row.len() != self.columns.len() {
            let message = "a row has another length than the header";
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        for (column, value) in self.columns.iter_mut().zip(row) {
            let place = self.written + self.rows as u64 + 1;
            self.bytes += column
                .push(value)
                .ok_or_else(|| unfit(column, value, place))?;
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.end_group().map_err(broken)?;
        }
        Ok(())
    }

    /// Ends the file and gives back the writer, flushed.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.end_group().map_err(broken)?;
        }
        let mut out = self.out.into_inner().map_err(broken)?;
        out.flush()?;
        Ok(out)
    }

    fn end_group(&mut self) -> ParquetResult<()> {
        let mut group = self.out.next_row_group()?;
        for column in &mut self.columns {
            if let Some(mut writer) = group.next_column()? {
                column.write(&mut writer)?;
                writer.close()?;
            }
        }
        group.close()?;
        self.written += self.rows as u64;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

fn schema(columns: &[Buffer]) -> ParquetResult<Type> {
    let fields = columns
        .iter()
        .map(|column| column.field().map(Arc::new))
        .collect::<ParquetResult<Vec<_>>>()?;
    Type::group_type_builder("result")
        .with_fields(fields)
        .build()
}

/// The name, with the first number behind it that makes it one of its own.
fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let mut tried = name.to_owned();
    let mut number = 2;
    while !taken.insert(tried.clone()) {
        tried = format!("{name}_{number}");
        number += 1;
    }
    tried
}

fn unfit(column: &Buffer, value: &Value, row: u64) -> io::Error {
    let message = format!(
        "row {row}: {value} in the column '{}' is no {} of Parquet",
        column.name, column.data_type
    );
    io::Error::new(ErrorKind::InvalidInput, message)
}

/// The error of the writer below where there is one.
fn broken(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests;
