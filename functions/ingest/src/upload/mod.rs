//! What was uploaded: the files in it, whatever they came in.

mod kind;
mod sheet;
mod single;
mod workbook;
mod zip;

use crate::IngestProgress;
use crate::fault;
use crate::layout::{SourceFile, has_text_ending};
use crate::read_ahead::read_ahead;
use contract::Fault;
use csv_schema::{Delimiter, Limits, Sniffed, sniff};
use ports::{ObjectReader, ObjectStore};
use single::SingleUpload;
use std::io::{self, Read};
use workbook::WorkbookUpload;
use zip::ZipUpload;

pub(crate) use kind::UploadKind;
pub use single::unpacked;

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
    /// Content to read, whatever its name ends in: it was uploaded to be a table.
    Table,
    /// A sheet of a workbook: content to read, under a name that has no ending.
    Sheet,
    /// A part of the upload that could be a table and is none, and why.
    NoTable(String),
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
    Single(SingleUpload<'a>),
    Workbook(WorkbookUpload<'a>),
}

impl<'a> Upload<'a> {
    /// Opens the object of that key and finds out what is in it.
    pub(crate) fn open(
        objects: &'a dyn ObjectStore,
        key: &'a str,
        file_name: &str,
        limits: &archive::Limits,
        progress: &'a dyn IngestProgress,
    ) -> Result<Self, Fault> {
        let mut reader = objects.open(key)?;
        let unreadable = |error| fault::of_io(error, "the upload cannot be read");
        let kind = UploadKind::of(&mut reader).map_err(unreadable)?;
        let single = |packed| SingleUpload::open(objects, key, file_name, packed, limits);
        let container = match kind {
            UploadKind::Workbook => {
                Container::Workbook(WorkbookUpload::open(objects, key, limits)?)
            }
            UploadKind::Gzip => Container::Single(single(true)?),
            UploadKind::Text if is_table(reader, file_name).map_err(unreadable)? => {
                Container::Single(single(false)?)
            }
            // What is no archive either is refused as one.
            UploadKind::Zip | UploadKind::Text => {
                Container::Zip(ZipUpload::open(objects, key, limits)?)
            }
        };
        Ok(Self {
            container,
            progress,
        })
    }

    /// All there is in it. A file is read by its position here.
    pub(crate) fn files(&self) -> Vec<UploadedFile> {
        match &self.container {
            Container::Zip(zip) => zip.files(),
            Container::Single(single) => vec![single.file()],
            Container::Workbook(workbook) => workbook.files(),
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
            Container::Single(single) => single.with_content(consume),
            Container::Workbook(workbook) => workbook.with_content(file.index, consume),
        }
    }
}

/// Whether a file that is no archive is a table: it is called like one, or it is text in columns.
fn is_table(reader: ObjectReader, file_name: &str) -> io::Result<bool> {
    if has_text_ending(file_name) {
        return Ok(true);
    }
    let mut sample = Vec::new();
    let most = Limits::default().sample_bytes;
    let wanted = u64::try_from(most).unwrap_or(u64::MAX);
    reader.take(wanted).read_to_end(&mut sample)?;
    let Ok(Sniffed { dialect, .. }) = sniff(&sample, sample.len() < most) else {
        return Ok(false);
    };
    // A sentence has spaces, and so has a letter on each of its lines.
    let is_parted = !matches!(
        dialect.delimiter,
        Delimiter::None | Delimiter::Blanks | Delimiter::Byte(b' ')
    );
    let lines = sample.split(|byte| matches!(byte, b'\n' | b'\r'));
    let filled = lines.filter(|line| !line.is_empty()).take(2).count();
    Ok(is_parted && dialect.width > 1 && filled > 1)
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
