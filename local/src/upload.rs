//! An archive on its way into the object store, hashed as it passes: never whole in memory.

use contract::{ErrorName, Fault};
use local_ports::FileObjects;
use ports::ObjectStore;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A stored archive.
pub(crate) struct Upload {
    /// Where it lies.
    pub(crate) key: String,
    /// SHA-256 of its bytes, hexadecimal: the same archive is the same event.
    pub(crate) content_id: String,
}

/// Copies the archive to the object store.
pub(crate) async fn store(
    objects: Arc<FileObjects>,
    archive: impl Read + Send + 'static,
    source: &str,
) -> Result<Upload, Fault> {
    let key = format!("uploads/{source}-{}.zip", nanoseconds());
    let copied = tokio::task::spawn_blocking(move || copy(&objects, archive, key)).await;
    copied.unwrap_or_else(|error| {
        Err(Fault::new(ErrorName::Internal, "storing the archive panicked").with_source(error))
    })
}

fn copy(objects: &FileObjects, archive: impl Read, key: String) -> Result<Upload, Fault> {
    let mut writer = objects.create(&key)?;
    let mut hashed = Hashed {
        inner: archive,
        hash: Sha256::new(),
    };
    io::copy(&mut hashed, &mut writer).map_err(local_ports::io_fault)?;
    writer.flush().map_err(local_ports::io_fault)?;
    writer.commit()?;
    let content_id = hashed
        .hash
        .finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
    Ok(Upload { key, content_id })
}

/// Unique among the uploads of one process, which alone uses the data directory.
fn nanoseconds() -> u128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos())
}

struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}
