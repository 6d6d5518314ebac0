#![doc = include_str!("../README.md")]

mod directory;
mod entry;
mod error;
mod limits;
mod path;
mod reader;

pub use entry::{Entry, EntryKind};
pub use error::ArchiveError;
pub use limits::Limits;
pub use reader::EntryReader;

use directory::Directory;
use std::io::{Read, Seek};
use std::sync::Arc;

/// An opened archive: its checked directory and the reader its entries come from.
#[derive(Debug)]
pub struct Archive<R> {
    reader: R,
    directory: Arc<Directory>,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory at the end of the archive and checks every entry of it.
    ///
    /// # Errors
    /// [`ArchiveError`] for a file that is no archive, for a limit that is passed and for any
    /// entry that is refused. No content is read.
    pub fn open(mut reader: R, limits: &Limits) -> Result<Self, ArchiveError> {
        let directory = Arc::new(Directory::read(&mut reader, limits)?);
        Ok(Self { reader, directory })
    }

    /// The entries, in the order of the directory.
    pub fn entries(&self) -> &[Entry] {
        self.directory.entries()
    }

    /// Streams the content of the entry at that position of [`Archive::entries`].
    ///
    /// # Errors
    /// [`ArchiveError`] when the position is not there, when the entry is no file, or when its
    /// header is not what the directory says. The reader itself fails later on broken content,
    /// with an [`std::io::Error`] that holds an [`ArchiveError`].
    pub fn read(&mut self, index: usize) -> Result<EntryReader<'_, R>, ArchiveError> {
        self.directory.open_entry(&mut self.reader, index)
    }

    /// A second way into the same archive, through a reader of its own: for another thread.
    /// The directory is not read again.
    pub fn with_reader<S: Read + Seek>(&self, reader: S) -> Archive<S> {
        Archive {
            reader,
            directory: Arc::clone(&self.directory),
        }
    }
}
