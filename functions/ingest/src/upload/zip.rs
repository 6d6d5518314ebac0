use super::{UploadedFile, UploadedKind};
use crate::fault;
use archive::{Archive, Entry, EntryKind};
use contract::Fault;
use ports::{ObjectReader, ObjectStore};
use std::io::Read;
use std::sync::{Mutex, PoisonError};

/// A ZIP archive. Its directory is read and checked once, when it is opened.
pub(super) struct ZipUpload<'a> {
    archive: Archive<std::io::Empty>,
    objects: &'a dyn ObjectStore,
    key: &'a str,
    /// Readers of the archive that nobody uses now.
    readers: Mutex<Vec<ObjectReader>>,
}

impl<'a> ZipUpload<'a> {
    pub(super) fn open(
        objects: &'a dyn ObjectStore,
        key: &'a str,
        limits: &archive::Limits,
    ) -> Result<Self, Fault> {
        let mut reader = objects.open(key)?;
        let archive = Archive::open(&mut reader, limits)
            .map_err(fault::of_archive)?
            .with_reader(std::io::empty());
        Ok(Self {
            archive,
            objects,
            key,
            readers: Mutex::new(vec![reader]),
        })
    }

    pub(super) fn files(&self) -> Vec<UploadedFile> {
        self.archive.entries().iter().map(file).collect()
    }

    /// Lets `consume` read the content of the entry at that position of the directory, through a
    /// reader of its own.
    pub(super) fn with_content<T>(
        &self,
        index: usize,
        consume: impl FnOnce(&mut (dyn Read + Send)) -> T,
    ) -> Result<T, Fault> {
        let free = self.readers().pop();
        let mut reader = match free {
            Some(reader) => reader,
            None => self.objects.open(self.key)?,
        };
        let mut archive = self.archive.with_reader(&mut reader);
        let mut content = archive.read(index).map_err(fault::of_archive)?;
        let consumed = consume(&mut content);
        drop(content);
        self.readers().push(reader);
        Ok(consumed)
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Vec<ObjectReader>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn file(entry: &Entry) -> UploadedFile {
    let kind = match (&entry.kind, entry.repeats) {
        (EntryKind::Directory, _) => UploadedKind::Folder,
        (EntryKind::File | EntryKind::Unsupported(_), Some(_)) => UploadedKind::Repeated,
        (EntryKind::File, None) => UploadedKind::File,
        (EntryKind::Unsupported(method), None) => UploadedKind::Unreadable(format!(
            "compressed as {method}, which is not supported; only stored and deflate are"
        )),
    };
    UploadedFile {
        path: entry.path.clone(),
        size: entry.size,
        kind,
    }
}
