//! An archive on its way into the object store, hashed as it passes: never whole in memory.

use contract::{ErrorName, Fault};
use ingest::ContentId;
use local_ports::FileObjects;
use ports::ObjectStore;
use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A stored archive.
pub(crate) struct Upload {
    /// Where it lies.
    pub(crate) key: String,
    /// Made of its bytes: the same archive is the same event.
    pub(crate) content_id: String,
}

/// Copies the archive to the object store.
pub(crate) async fn store(
    objects: Arc<FileObjects>,
    archive: impl Read + Send + 'static,
    source: &str,
) -> Result<Upload, Fault> {
    let key = key(source);
    let copied = tokio::task::spawn_blocking(move || copy(&objects, archive, key)).await;
    copied.unwrap_or_else(|error| {
        Err(Fault::new(ErrorName::Internal, "storing the archive panicked").with_source(error))
    })
}

fn copy(objects: &FileObjects, mut archive: impl Read, key: String) -> Result<Upload, Fault> {
    let mut writer = objects.create(&key)?;
    let mut id = ContentId::default();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = match archive.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => buffer.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(local_ports::io_fault(error)),
        };
        id.update(read);
        writer.write_all(read).map_err(local_ports::io_fault)?;
    }
    writer.commit()?;
    let content_id = id.finish();
    Ok(Upload { key, content_id })
}

/// The key of a new upload of that source.
pub(crate) fn key(source: &str) -> String {
    format!("uploads/{source}-{}.zip", nanoseconds())
}

/// Unique among the uploads of one process, which alone uses the data directory.
fn nanoseconds() -> u128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos())
}
