use crate::profile::{ColumnProfiler, DistinctRows, Profiled};
use crate::schema::arrow_schema;
use crate::{ColumnSpec, TableError, hash};
use arrow::array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::io::Write;

/// Bounds on what writing a table takes.
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
            exact_distinct: 100_000,
            profile_bytes: 64 << 20,
            zstd_level: 1,
        }
    }
}

impl WriterSettings {
    fn distinct_bound(&self, columns: usize) -> usize {
        /// A slot of a hash table that is half full on average.
        const BYTES_A_VALUE: usize = 40;
        (self.profile_bytes / (columns.max(1) * BYTES_A_VALUE)).clamp(256, self.exact_distinct)
    }
}

/// A finished table: its rows and what its columns hold, in their order.
#[derive(Debug, Clone)]
pub struct TableProfile {
    /// Rows written.
    pub rows: u64,
    /// The columns.
    pub columns: Vec<Profiled>,
    /// Sets of columns (by position) whose values together never repeat and are never NULL.
    pub unique_sets: Vec<Vec<usize>>,
}

/// Writes batches as one Parquet file and profiles them on the way.
pub struct TableWriter<W: Write + Send> {
    file: ArrowWriter<W>,
    profilers: Vec<ColumnProfiler>,
    hashes: Vec<Vec<u64>>,
    sets: Vec<ColumnSet>,
    rows: u64,
    row_group_bytes: usize,
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins the file. `key_sets` are sets of columns, by position, that might be a key together.
    ///
    /// # Errors
    /// [`TableError`] for a type files do not hold, or when the sink fails.
    pub fn new(
        sink: W,
        columns: &[ColumnSpec],
        key_sets: &[Vec<usize>],
        settings: &WriterSettings,
    ) -> Result<Self, TableError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(settings.zstd_level)?))
            .set_max_row_group_row_count(Some(settings.row_group_rows))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .build();
        let bound = settings.distinct_bound(columns.len() + key_sets.len());
        let in_range = |set: &&Vec<usize>| set.iter().all(|column| *column < columns.len());
        Ok(Self {
            file: ArrowWriter::try_new(sink, arrow_schema(columns)?, Some(properties))?,
            profilers: columns
                .iter()
                .map(|column| ColumnProfiler::new(column, bound))
                .collect(),
            hashes: vec![Vec::new(); columns.len()],
            sets: key_sets
                .iter()
                .filter(in_range)
                .map(|set| ColumnSet::new(set, bound))
                .collect(),
            rows: 0,
            row_group_bytes: settings.row_group_bytes,
        })
    }

    /// Writes the next rows.
    ///
    /// # Errors
    /// [`TableError`] when the batch has other columns, or when the sink fails.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), TableError> {
        let columns = batch.columns().iter();
        for ((column, profiler), hashes) in columns.zip(&mut self.profilers).zip(&mut self.hashes) {
            profiler.observe(column, hashes)?;
        }
        for set in &mut self.sets {
            set.observe(batch.num_rows(), &self.hashes);
        }
        self.sets.retain(|set| !set.repeats);
        self.rows += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
        self.file.write(batch)?;
        if self.file.in_progress_size() > self.row_group_bytes {
            self.file.flush()?;
        }
        Ok(())
    }

    /// Ends the file and gives back the sink.
    ///
    /// # Errors
    /// [`TableError`] when the sink fails.
    pub fn finish(self) -> Result<(W, TableProfile), TableError> {
        let sink = self.file.into_inner()?;
        let columns: Vec<_> = self
            .profilers
            .into_iter()
            .map(ColumnProfiler::finish)
            .collect();
        let never_null = |set: &ColumnSet| {
            set.columns
                .iter()
                .all(|column| columns[*column].profile.nulls == 0)
        };
        let unique_sets = self
            .sets
            .into_iter()
            .filter(never_null)
            .map(|set| set.columns)
            .collect();
        Ok((
            sink,
            TableProfile {
                rows: self.rows,
                columns,
                unique_sets,
            },
        ))
    }
}

/// Columns that might be a key together, until a row repeats.
struct ColumnSet {
    columns: Vec<usize>,
    seen: DistinctRows,
    repeats: bool,
}

impl ColumnSet {
    fn new(columns: &[usize], bound: usize) -> Self {
        let seen = DistinctRows::new(bound);
        Self {
            columns: columns.to_vec(),
            seen,
            repeats: false,
        }
    }

    fn observe(&mut self, rows: usize, hashes: &[Vec<u64>]) {
        for row in 0..rows {
            let hash = self
                .columns
                .iter()
                .filter_map(|column| hashes.get(*column)?.get(row))
                .fold(0, |hash, value| hash::combine(hash, *value));
            if !self.seen.insert(hash) {
                self.repeats = true;
                return;
            }
        }
    }
}
