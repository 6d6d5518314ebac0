/// What an archive may ask of the one who reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Entries, directories included.
    pub max_entries: usize,
    /// Bytes of the directory itself: names, comments and extra fields.
    pub max_directory_bytes: u64,
    /// Bytes one entry may unpack to.
    pub max_entry_bytes: u64,
    /// Bytes all entries together may unpack to.
    pub max_total_bytes: u64,
    /// Times an entry may grow when it is unpacked.
    pub max_ratio: u64,
    /// Bytes an entry may unpack to before its ratio counts: small files may repeat themselves.
    pub ratio_grace_bytes: u64,
    /// Bytes of a path, in UTF-8.
    pub max_path_bytes: usize,
    /// Parts of a path: `a/b/c.csv` has three.
    pub max_nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        const GIB: u64 = 1 << 30;
        Self {
            max_entries: 50_000,
            max_directory_bytes: 32 * MIB,
            max_entry_bytes: 64 * GIB,
            max_total_bytes: 256 * GIB,
            max_ratio: 200,
            ratio_grace_bytes: MIB,
            max_path_bytes: 1024,
            max_nesting: 16,
        }
    }
}
