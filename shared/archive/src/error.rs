use contract::ErrorName;
use std::io;

/// Why an archive, or an entry of it, is not read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file is no archive, or its directory is broken.
    #[error("the file is not a ZIP archive or is damaged: {reason}")]
    Invalid {
        /// What is wrong with it.
        reason: String,
    },
    /// The content of an entry is broken: its checksum, its length or its compressed form.
    #[error("the entry '{entry}' is damaged: {reason}")]
    Damaged {
        /// The path of the entry.
        entry: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The entry needs a password.
    #[error("the entry '{entry}' is encrypted; pack the files again without a password")]
    Encrypted {
        /// The path of the entry.
        entry: String,
    },
    /// The entry is an archive itself.
    #[error("the entry '{entry}' is itself an archive; unpack it first and pack the files flat")]
    Nested {
        /// The path of the entry.
        entry: String,
    },
    /// The entry shares bytes with another one, as only a made-up archive does.
    #[error("the entry '{entry}' overlaps '{other}' in the archive")]
    Overlap {
        /// The path of the entry.
        entry: String,
        /// What it overlaps: another entry, or the directory.
        other: String,
    },
    /// The path leads out of the archive, or cannot be a path.
    #[error("the entry '{entry}' has a path that is not allowed: {reason}")]
    UnsafePath {
        /// The path as written, with control characters escaped.
        entry: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The entry is a link, a device, a pipe or a socket.
    #[error("the entry '{entry}' is a {kind}, not a file")]
    SpecialFile {
        /// The path of the entry.
        entry: String,
        /// What it is.
        kind: &'static str,
    },
    /// The archive as a whole passes a limit.
    #[error("the archive has more than {limit} {what}")]
    ArchiveLimit {
        /// What is counted, with its unit.
        what: &'static str,
        /// The most there may be.
        limit: u64,
    },
    /// An entry passes a limit.
    #[error("the entry '{entry}' has more than {limit} {what}")]
    EntryLimit {
        /// The path of the entry, cut when it is too long.
        entry: String,
        /// What is counted, with its unit.
        what: &'static str,
        /// The most there may be.
        limit: u64,
    },
    /// The entry is packed by a method that is not read here.
    #[error("the entry '{entry}' is compressed as {method}; only stored and deflate are supported")]
    Unsupported {
        /// The path of the entry.
        entry: String,
        /// The method, by name or number.
        method: String,
    },
    /// The archive is split over several files, or uses another feature that is not read here.
    #[error("this kind of archive is not supported: {feature}")]
    UnsupportedArchive {
        /// The feature.
        feature: String,
    },
    /// There is no file at that position.
    #[error("the archive has no file at position {index}")]
    NoSuchEntry {
        /// The position that was asked for.
        index: usize,
    },
    /// The bytes under the archive cannot be read.
    #[error("the archive cannot be read: {0}")]
    Io(#[source] io::Error),
}

impl ArchiveError {
    /// The stable name the product knows this failure by.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::Invalid { .. } | Self::Damaged { .. } => ErrorName::ArchiveInvalid,
            Self::Encrypted { .. }
            | Self::Nested { .. }
            | Self::Overlap { .. }
            | Self::UnsafePath { .. }
            | Self::SpecialFile { .. } => ErrorName::ArchiveRefused,
            Self::ArchiveLimit { .. } | Self::EntryLimit { .. } => ErrorName::ArchiveLimit,
            Self::Unsupported { .. } | Self::UnsupportedArchive { .. } => {
                ErrorName::ArchiveUnsupported
            }
            Self::NoSuchEntry { .. } => ErrorName::Internal,
            Self::Io(_) => ErrorName::StoreUnavailable,
        }
    }

    /// Takes the error back out of what an [`crate::EntryReader`] failed with; any other error
    /// comes from the bytes under the archive.
    pub fn from_io(error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(Self::Io)
    }

    /// A broken directory, an unsupported one, or bytes that cannot be read.
    pub(crate) fn from_directory(error: zip::result::ZipError) -> Self {
        use zip::result::ZipError;
        match error {
            ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => Self::Invalid {
                reason: "it ends too early".to_owned(),
            },
            ZipError::Io(error) => Self::Io(error),
            ZipError::UnsupportedArchive(feature) => Self::UnsupportedArchive {
                feature: feature.to_owned(),
            },
            other => Self::Invalid {
                reason: other.to_string(),
            },
        }
    }

    /// The same for one entry.
    pub(crate) fn from_entry(error: zip::result::ZipError, entry: &str) -> Self {
        use zip::result::ZipError;
        let entry = entry.to_owned();
        match error {
            ZipError::CompressionMethodNotSupported(method) => Self::Unsupported {
                entry,
                method: format!("method {method}"),
            },
            ZipError::UnsupportedArchive(feature) => Self::Unsupported {
                entry,
                method: feature.to_owned(),
            },
            ZipError::Io(error) => Self::from_content(error, &entry),
            other => Self::Damaged {
                entry,
                reason: other.to_string(),
            },
        }
    }

    /// What reading an entry's content failed with: the decoder's complaint or a broken source.
    pub(crate) fn from_content(error: io::Error, entry: &str) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof => Self::Damaged {
                entry: entry.to_owned(),
                reason: error.to_string(),
            },
            _ => Self::Io(error),
        }
    }
}
