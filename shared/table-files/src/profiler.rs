use crate::profile::{ColumnProfiler, DistinctRows, Profiled};
use crate::{ColumnSpec, TableError, WriterSettings, hash};
use arrow::array::RecordBatch;

/// A finished table: its rows and what its columns hold, in their order.
#[derive(Debug, Clone)]
pub struct TableProfile {
    /// Rows seen.
    pub rows: u64,
    /// The columns.
    pub columns: Vec<Profiled>,
    /// Sets of columns (by position) whose values together never repeat and are never NULL.
    pub unique_sets: Vec<Vec<usize>>,
}

/// Finds out what a table's rows hold while they pass by.
#[derive(Debug)]
pub struct TableProfiler {
    columns: Vec<ColumnProfiler>,
    hashes: Vec<Vec<u64>>,
    sets: Vec<ColumnSet>,
    rows: u64,
}

impl TableProfiler {
    /// For tables of these columns. `key_sets` are sets of columns, by position, that might be a key
    /// together.
    pub fn new(columns: &[ColumnSpec], key_sets: &[Vec<usize>], settings: &WriterSettings) -> Self {
        let bound = settings.distinct_bound(columns.len() + key_sets.len());
        let in_range = |set: &&Vec<usize>| set.iter().all(|column| *column < columns.len());
        let sets = key_sets.iter().filter(in_range);
        Self {
            columns: columns
                .iter()
                .map(|column| ColumnProfiler::new(column, bound))
                .collect(),
            hashes: vec![Vec::new(); columns.len()],
            sets: sets.map(|set| ColumnSet::new(set, bound)).collect(),
            rows: 0,
        }
    }

    /// Takes in the next rows.
    ///
    /// # Errors
    /// [`TableError`] when the batch has other columns.
    pub fn observe(&mut self, batch: &RecordBatch) -> Result<(), TableError> {
        let columns = batch.columns().iter();
        for ((column, profiler), hashes) in columns.zip(&mut self.columns).zip(&mut self.hashes) {
            profiler.observe(column, hashes)?;
        }
        for set in &mut self.sets {
            set.observe(batch.num_rows(), &self.hashes);
        }
        self.sets.retain(|set| !set.repeats);
        self.rows += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
        Ok(())
    }

    /// What was found.
    pub fn finish(self) -> TableProfile {
        let columns: Vec<_> = self
            .columns
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
        TableProfile {
            rows: self.rows,
            columns,
            unique_sets,
        }
    }
}

/// Columns that might be a key together, until a row repeats.
#[derive(Debug)]
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
