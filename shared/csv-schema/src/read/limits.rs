/// Bounds on what is read, so that no file can take more memory or time than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record, in UTF-8. Longer ones are rejected. At most 1 GiB.
    pub record_bytes: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Bytes of the file that the dialect is found from.
    pub sample_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: 4 << 20,
            columns: 10_000,
            sample_bytes: 256 << 10,
        }
    }
}
