use std::fmt;

/// An entry of the directory, with a path that is safe and in one form.
#[derive(Debug)]
pub struct Entry {
    /// The path: relative, `/`-separated, without `.` or `..`, without a trailing `/`.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes it unpacks to, as declared; reading fails when the content has another length.
    pub size: u64,
    /// Bytes it takes in the archive.
    pub compressed: u64,
    /// The position of an earlier entry of the same path. An honest archiver writes a path once.
    pub repeats: Option<usize>,
    pub(crate) record: zip::read::OwnedZipFileEntry,
    /// Where the next thing in the archive begins: this entry's bytes end before it.
    pub(crate) bound: u64,
}

impl Entry {
    /// Whether [`crate::Archive::read`] can stream it.
    pub fn is_readable(&self) -> bool {
        self.kind == EntryKind::File
    }
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKind {
    /// A file that can be read.
    File,
    /// A directory.
    Directory,
    /// A file packed by a method that is not read here.
    Unsupported(Method),
}

/// A method of compression that is not read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method(pub(crate) String);

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
