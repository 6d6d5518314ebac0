//! What was uploaded: the files in it, whatever they came in.

mod zip;

use crate::IngestProgress;
use crate::layout::SourceFile;
use crate::read_ahead::read_ahead;
use contract::Fault;
use ports::ObjectStore;
use std::io::{self, Read};
use zip::ZipUpload;

/// Files below this are unpacked by the thread that reads them.
const READ_AHEAD_BYTES: u64 = 1 << 20;

/// One thing in an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UploadedFile {
    /// Its path: relative, `/`-separated, in UTF-8.
    pub(crate) path: String,
    /// Bytes of its content, unpacked.
    pub(crate) size: u64,
    /// What it is.
    pub(crate) kind: UploadedKind,
}

/// What a thing in an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UploadedKind {
    /// Content to read.
    File,
    /// Holds nothing itself.
    Folder,
    /// A file of the path of an earlier one.
    Repeated,
    /// A file whose content cannot be read, and why.
    Unreadable(String),
}

/// An opened upload. Several threads may read its files at once.
pub(crate) struct Upload<'a> {
    container: Container<'a>,
    progress: &'a dyn IngestProgress,
}

/// What the files came in.
enum Container<'a> {
    Zip(ZipUpload<'a>),
}

impl<'a> Upload<'a> {
    /// Opens the object of that key and finds out what is in it.
    pub(crate) fn open(
        objects: &'a dyn ObjectStore,
        key: &'a str,
        limits: &archive::Limits,
        progress: &'a dyn IngestProgress,
    ) -> Result<Self, Fault> {
        let container = Container::Zip(ZipUpload::open(objects, key, limits)?);
        Ok(Self {
            container,
            progress,
        })
    }

    /// All there is in it. A file is read by its position here.
    pub(crate) fn files(&self) -> Vec<UploadedFile> {
        match &self.container {
            Container::Zip(zip) => zip.files(),
        }
    }

    /// Lets `consume` read as much as it wants of the file, from its beginning.
    pub(crate) fn with_beginning<T>(
        &self,
        file: &SourceFile,
        consume: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, Fault> {
        self.with_reader(file, |content| consume(content))
    }

    /// Lets `consume` read the whole file, which another thread unpacks ahead of it when it is
    /// large. What is read counts as progress.
    pub(crate) fn with_content<T>(
        &self,
        file: &SourceFile,
        consume: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, Fault> {
        self.with_reader(file, |content| {
            let progress = self.progress;
            let mut content = Watched { content, progress };
            if file.size < READ_AHEAD_BYTES {
                consume(&mut content)
            } else {
                read_ahead(&mut content, consume)
            }
        })
    }

    fn with_reader<T>(
        &self,
        file: &SourceFile,
        consume: impl FnOnce(&mut (dyn Read + Send)) -> T,
    ) -> Result<T, Fault> {
        match &self.container {
            Container::Zip(zip) => zip.with_content(file.index, consume),
        }
    }
}

/// Tells the progress what is read.
struct Watched<'a, R> {
    content: R,
    progress: &'a dyn IngestProgress,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        self.progress
            .bytes(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}
