/// Watches an ingest. The calls come from a working thread and have to be quick.
pub trait IngestProgress: Send + Sync {
    /// How many bytes will be read in all, as far as is known now: told again, with more, when files
    /// have to be read a second time.
    fn total_bytes(&self, total: u64);

    /// So many more bytes were read.
    fn bytes(&self, more: u64);

    /// The table that is being loaded, and its rows so far.
    fn table(&self, name: &str, rows: u64);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl IngestProgress for NoProgress {
    fn total_bytes(&self, _: u64) {}

    fn bytes(&self, _: u64) {}

    fn table(&self, _: &str, _: u64) {}
}
