use super::key;
use super::writer::{FileWriter, UNFINISHED};
use crate::disk::{fault_at, unavailable};
use async_trait::async_trait;
use contract::{ErrorName, Fault};
use ports::{ObjectReader, ObjectStore, ObjectWriter};
use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Objects as files below a directory: the key is the path. An object is written beside, flushed
/// to the disk and renamed, so a reader, and the next process after a kill, sees all or nothing.
#[derive(Debug, Clone)]
pub struct FileObjects {
    root: Arc<Path>,
}

impl FileObjects {
    /// The objects below the directory, which is made when it is not there.
    ///
    /// # Errors
    /// `Store.ReadOnly`, `Store.Full`, `Config.Invalid` when the path is no folder.
    pub fn open(root: impl AsRef<Path>) -> Result<Self, Fault> {
        let root = root.as_ref();
        fs::create_dir_all(root).map_err(|error| fault_at(root, error))?;
        // Absolute, so that a later change of the working directory changes nothing.
        let root = std::path::absolute(root).map_err(|error| fault_at(root, error))?;
        Ok(Self { root: root.into() })
    }

    /// Removes what a killed process did not finish. Only for a directory nobody else writes to.
    ///
    /// # Errors
    /// As [`FileObjects::open`].
    pub fn remove_unfinished(&self) -> Result<(), Fault> {
        let unfinished = self.root.join(UNFINISHED);
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(fault_at(&unfinished, error)),
            _ => Ok(()),
        }
    }

    fn path(&self, key: &str) -> Result<PathBuf, Fault> {
        key::check(key)?;
        Ok(self.root.join(key))
    }

    fn write(&self, key: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.path(key)?;
        let mut writer = FileWriter::begin(&self.root, path)?;
        writer
            .write_all(bytes)
            .map_err(|error| fault_at(&self.root, error))?;
        Box::new(writer).commit()
    }

    async fn blocking<T, F>(&self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, Fault> + Send + 'static,
    {
        let objects = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&objects)).await;
        done.unwrap_or_else(|error| Err(unavailable("the object store", &error)))
    }
}

#[async_trait]
impl ObjectStore for FileObjects {
    async fn get(&self, key: &str) -> Result<Vec<u8>, Fault> {
        let path = self.path(key)?;
        let key = key.to_owned();
        self.blocking(move |_| fs::read(&path).map_err(|error| not_read(&key, &path, error)))
            .await
    }

    async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Fault> {
        let (key, bytes) = (key.to_owned(), bytes.to_vec());
        self.blocking(move |objects| objects.write(&key, &bytes))
            .await
    }

    async fn put_new(&self, key: &str, bytes: &[u8]) -> Result<bool, Fault> {
        let path = self.path(key)?;
        let bytes = bytes.to_vec();
        self.blocking(move |objects| {
            let mut writer = FileWriter::begin(&objects.root, path)?;
            writer
                .write_all(&bytes)
                .map_err(|error| fault_at(&objects.root, error))?;
            writer.commit_new()
        })
        .await
    }

    async fn delete(&self, key: &str) -> Result<(), Fault> {
        let path = self.path(key)?;
        self.blocking(move |_| match fs::remove_file(&path) {
            Err(error) if !is_absent(&error) => Err(fault_at(&path, error)),
            _ => Ok(()),
        })
        .await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, Fault> {
        key::check_prefix(prefix)?;
        let prefix = prefix.to_owned();
        self.blocking(move |objects| {
            let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
            let mut keys = Vec::new();
            collect_keys(&objects.root, folder, &prefix, &mut keys)
                .map_err(|error| fault_at(&objects.root, error))?;
            keys.sort_unstable();
            Ok(keys)
        })
        .await
    }

    fn open(&self, key: &str) -> Result<ObjectReader, Fault> {
        let path = self.path(key)?;
        let opened = File::open(&path).and_then(|file| {
            // A folder opens, too, and fails only when it is read.
            if file.metadata()?.is_dir() {
                Err(ErrorKind::IsADirectory.into())
            } else {
                Ok(file)
            }
        });
        let file = opened.map_err(|error| not_read(key, &path, error))?;
        Ok(Box::new(BufReader::with_capacity(64 * 1024, file)))
    }

    fn create(&self, key: &str) -> Result<Box<dyn ObjectWriter>, Fault> {
        Ok(Box::new(FileWriter::begin(&self.root, self.path(key)?)?))
    }
}

/// Adds the keys below `folder` that begin with `prefix`; a folder that is not there has none.
fn collect_keys(root: &Path, folder: &str, prefix: &str, keys: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        // A name that is not UTF-8 is not of our writing.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let key = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        if key::check(&key).is_err() {
            continue;
        }
        let is_folder = entry.file_type()?.is_dir();
        if is_folder && (key.starts_with(prefix) || prefix.starts_with(&key)) {
            collect_keys(root, &key, prefix, keys)?;
        } else if !is_folder && key.starts_with(prefix) {
            keys.push(key);
        }
    }
    Ok(())
}

fn not_read(key: &str, path: &Path, error: io::Error) -> Fault {
    if is_absent(&error) {
        Fault::new(
            ErrorName::StoreNotFound,
            format!("there is no object {key}"),
        )
        .with_source(error)
    } else {
        fault_at(path, error)
    }
}

/// Where a folder stands in the place of the file, or a file in the place of a folder, there is
/// no object either.
fn is_absent(error: &io::Error) -> bool {
    let kind = error.kind();
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory
    )
}
