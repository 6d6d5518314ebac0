use crate::profile::ColumnProfiler;
use crate::schema::arrow_schema;
use crate::{ColumnSpec, TableError, TableProfile, TableProfiler};
use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Rows that tell whether a column's values repeat.
const TELLING_ROWS: usize = 1024;

/// Bounds on what writing and profiling a table takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterSettings {
    /// Rows of a row group.
    pub row_group_rows: usize,
    /// Bytes of encoded columns held back before a row group is ended early.
    pub row_group_bytes: usize,
    /// Distinct values of a column that are counted exactly, where the memory below allows.
    pub exact_distinct: usize,
    /// Bytes all columns together may take for counting distinct values.
    pub profile_bytes: usize,
    /// The level of ZSTD, 1 to 22.
    pub zstd_level: i32,
}

impl Default for WriterSettings {
    fn default() -> Self {
        Self {
            row_group_rows: 262_144,
            row_group_bytes: 32 << 20,
            exact_distinct: 16_384,
            profile_bytes: 64 << 20,
            zstd_level: 1,
        }
    }
}

impl WriterSettings {
    pub(crate) fn distinct_bound(&self, columns: usize) -> usize {
        /// A slot of a hash table that is half full on average.
        const BYTES_A_VALUE: usize = 40;
        (self.profile_bytes / (columns.max(1) * BYTES_A_VALUE)).clamp(256, self.exact_distinct)
    }
}

/// Writes batches as one Parquet file.
pub struct TableFile<W: Write + Send> {
    /// Where the file goes, until it is begun with the first rows.
    sink: Option<W>,
    file: Option<ArrowWriter<SharedSink<W>>>,
    /// The sink of the file that is begun.
    begun: Option<SharedSink<W>>,
    columns: Vec<ColumnSpec>,
    schema: SchemaRef,
    settings: WriterSettings,
}

impl<W: Write + Send> TableFile<W> {
    /// Prepares the file.
    ///
    /// # Errors
    /// [`TableError`] for a type files do not hold.
    pub fn new(
        sink: W,
        columns: &[ColumnSpec],
        settings: &WriterSettings,
    ) -> Result<Self, TableError> {
        Ok(Self {
            sink: Some(sink),
            file: None,
            begun: None,
            columns: columns.to_vec(),
            schema: arrow_schema(columns)?,
            settings: settings.clone(),
        })
    }

    /// Writes the next rows.
    ///
    /// # Errors
    /// [`TableError`] when the batch has other columns, or when the sink fails.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), TableError> {
        if self.file.is_none() {
            self.begin(batch.columns())?;
        }
        if let Some(file) = &mut self.file {
            file.write(batch)?;
            if file.in_progress_size() > self.settings.row_group_bytes {
                file.flush()?;
            }
        }
        Ok(())
    }

    /// Ends the file and gives back the sink.
    ///
    /// # Errors
    /// [`TableError`] when the sink fails.
    pub fn finish(mut self) -> Result<W, TableError> {
        if self.file.is_none() {
            self.begin(&[])?;
        }
        if let Some(file) = self.file.take() {
            file.close()?;
        }
        let sink = self.begun.and_then(SharedSink::into_inner);
        sink.ok_or(TableError::WriterStopped)
    }

    /// Begins the file. A column whose first values hardly repeat gets no dictionary: it would only
    /// be filled, found too large and given up in every row group.
    fn begin(&mut self, first: &[ArrayRef]) -> Result<(), TableError> {
        let sink = self.sink.take().ok_or(TableError::WriterStopped)?;
        let sink = SharedSink(Arc::new(Mutex::new(sink)));
        self.begun = Some(sink.clone());
        let level = ZstdLevel::try_new(self.settings.zstd_level)?;
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(self.settings.row_group_rows))
            .set_statistics_enabled(EnabledStatistics::Chunk);
        for (column, values) in self.columns.iter().zip(first) {
            if hardly_repeats(column, values)? {
                let path = ColumnPath::from(column.name.as_str());
                properties = properties.set_column_dictionary_enabled(path, false);
            }
        }
        let (schema, properties) = (SchemaRef::clone(&self.schema), properties.build());
        self.file = Some(ArrowWriter::try_new(sink, schema, Some(properties))?);
        Ok(())
    }
}

/// A sink that is taken back from an encoder that was closed. What the encoder itself gives back the
/// sink with tells of a failure, a full disk say, in words alone.
struct SharedSink<W>(Arc<Mutex<W>>);

impl<W> Clone for SharedSink<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W> SharedSink<W> {
    fn sink(&self) -> MutexGuard<'_, W> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sink, unless an encoder still has it.
    fn into_inner(self) -> Option<W> {
        let sink = Arc::into_inner(self.0)?;
        Some(sink.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<W: Write> Write for SharedSink<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink().flush()
    }
}

/// Whether more than half of the values differ, where there are enough to tell.
fn hardly_repeats(column: &ColumnSpec, values: &ArrayRef) -> Result<bool, TableError> {
    if values.len() < TELLING_ROWS {
        return Ok(false);
    }
    let mut hashes = Vec::new();
    ColumnProfiler::new(column, 0).observe(values, &mut hashes)?;
    hashes.sort_unstable();
    hashes.dedup();
    Ok(hashes.len() > values.len() / 2)
}

/// Writes batches as one Parquet file and profiles them on the way.
pub struct TableWriter<W: Write + Send> {
    file: TableFile<W>,
    profiler: TableProfiler,
}

impl<W: Write + Send> TableWriter<W> {
    /// Prepares the file. `key_sets` are sets of columns, by position, that might be a key together.
    ///
    /// # Errors
    /// [`TableError`] for a type files do not hold.
    pub fn new(
        sink: W,
        columns: &[ColumnSpec],
        key_sets: &[Vec<usize>],
        settings: &WriterSettings,
    ) -> Result<Self, TableError> {
        Ok(Self {
            file: TableFile::new(sink, columns, settings)?,
            profiler: TableProfiler::new(columns, key_sets, settings),
        })
    }

    /// Writes the next rows.
    ///
    /// # Errors
    /// [`TableError`] when the batch has other columns, or when the sink fails.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), TableError> {
        self.profiler.observe(batch)?;
        self.file.write(batch)
    }

    /// Ends the file and gives back the sink.
    ///
    /// # Errors
    /// [`TableError`] when the sink fails.
    pub fn finish(self) -> Result<(W, TableProfile), TableError> {
        Ok((self.file.finish()?, self.profiler.finish()))
    }
}
