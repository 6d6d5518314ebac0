//! A person's own file as an object, read where it lies: nothing is copied.

use async_trait::async_trait;
use contract::{ErrorName, Fault};
use ingest::ContentId;
use local_ports::{FileObjects, io_fault};
use ports::{ObjectReader, ObjectStore, ObjectWriter};
use std::fs::{File, Metadata};
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::time::SystemTime;

/// Bytes read from the file at a time.
const BUFFER_BYTES: usize = 256 << 10;

/// The objects of the data directory and one more: the file.
pub(crate) struct InPlace {
    objects: Arc<FileObjects>,
    key: String,
    file: Arc<File>,
    state: State,
}

/// What changes with the content of a file, as far as that can be told without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    length: u64,
    modified: Option<SystemTime>,
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
        }
    }
}

impl InPlace {
    /// Adds the file as the object `key`; gives the id of its content, too. Blocks: reads it once.
    ///
    /// # Errors
    /// `Store.*` when the file cannot be read.
    pub(crate) fn new(
        objects: Arc<FileObjects>,
        key: String,
        file: File,
    ) -> Result<(Self, String), Fault> {
        let state = State::of(&file.metadata().map_err(io_fault)?);
        let file = Arc::new(file);
        let content_id = content_id(FileView::new(Arc::clone(&file))).map_err(io_fault)?;
        let in_place = Self {
            objects,
            key,
            file,
            state,
        };
        Ok((in_place, content_id))
    }
}

fn content_id(mut file: impl Read) -> io::Result<String> {
    let mut id = ContentId::default();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(id.finish()),
            Ok(read) => id.update(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[async_trait]
impl ObjectStore for InPlace {
    async fn get(&self, key: &str) -> Result<Vec<u8>, Fault> {
        self.objects.get(key).await
    }

    async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.objects.put(key, bytes).await
    }

    async fn put_new(&self, key: &str, bytes: &[u8]) -> Result<bool, Fault> {
        self.objects.put_new(key, bytes).await
    }

    async fn delete(&self, key: &str) -> Result<(), Fault> {
        self.objects.delete(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, Fault> {
        self.objects.list(prefix).await
    }

    fn open(&self, key: &str) -> Result<ObjectReader, Fault> {
        if key != self.key {
            return self.objects.open(key);
        }
        if State::of(&self.file.metadata().map_err(io_fault)?) != self.state {
            let message = "The file changed while it was read; try again when it is complete.";
            return Err(Fault::new(ErrorName::StoreUnavailable, message));
        }
        let view = FileView::new(Arc::clone(&self.file));
        Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, view)))
    }

    fn create(&self, key: &str) -> Result<Box<dyn ObjectWriter>, Fault> {
        self.objects.create(key)
    }
}

/// A reader with a position of its own on a file that others read, too. Another file that takes
/// the path in the meantime is not seen.
struct FileView {
    file: Arc<File>,
    position: u64,
}

impl FileView {
    fn new(file: Arc<File>) -> Self {
        Self { file, position: 0 }
    }
}

impl Read for FileView {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.position)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.position)?;
        self.position += u64::try_from(read).unwrap_or(u64::MAX);
        Ok(read)
    }
}

impl Seek for FileView {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let moved = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.file.metadata()?.len().checked_add_signed(by),
        };
        self.position = moved.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn readers_do_not_disturb_each_other_and_a_change_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, b"0123456789").unwrap();
        let objects = Arc::new(FileObjects::open(folder.path().join("objects")).unwrap());
        let file = File::open(&path).unwrap();
        let (in_place, id) = InPlace::new(objects, "uploads/a".into(), file).unwrap();
        assert_eq!(id, content_id(&b"0123456789"[..]).unwrap());

        let mut first = in_place.open("uploads/a").unwrap();
        let mut second = in_place.open("uploads/a").unwrap();
        let mut bytes = [0; 4];
        first.seek(SeekFrom::End(-4)).unwrap();
        first.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"6789");
        second.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"0123");

        let mut changing = File::options().append(true).open(&path).unwrap();
        changing.write_all(b"x").unwrap();
        let refused = in_place.open("uploads/a").err().unwrap();
        assert_eq!(refused.name, ErrorName::StoreUnavailable);
    }
}
