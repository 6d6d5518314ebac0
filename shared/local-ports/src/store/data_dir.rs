use super::Database;
use crate::FileObjects;
use crate::disk::fault_at;
use contract::{ErrorName, Fault};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The directory in which one process keeps all it knows: `analyst.sqlite`, the objects below
/// `objects/`, and `lock`, which holds the id of the process that has it open.
///
/// The lock lasts as long as this value or any handle of its database. The system lets go of it
/// when the process ends, however it ends; the file stays and means nothing by itself.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    database: Database,
}

impl DataDir {
    /// Opens the directory, which is made when it is not there, for this process alone, and
    /// removes what a killed process left unfinished.
    ///
    /// # Errors
    /// `Store.Locked` when another process has it open, `Store.ReadOnly`, `Store.Full`,
    /// `Store.Corrupt`, `Config.Invalid` when the path is no folder.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Fault> {
        // The engine reads files by absolute path; the working directory may also change.
        let path =
            std::path::absolute(path.as_ref()).map_err(|error| not_made(path.as_ref(), error))?;
        fs::create_dir_all(&path).map_err(|error| not_made(&path, error))?;
        let lock = lock(&path)?;
        FileObjects::open(path.join("objects"))?.remove_unfinished()?;
        let database = Database::open(&path.join("analyst.sqlite"), Arc::new(lock))?;
        Ok(Self { path, database })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the objects are: what [`FileObjects::open`] takes.
    pub fn objects(&self) -> PathBuf {
        self.path.join("objects")
    }

    /// The database, for the stores that live in it.
    pub fn database(&self) -> &Database {
        &self.database
    }
}

fn not_made(path: &Path, error: std::io::Error) -> Fault {
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        let message = format!(
            "{} is not a folder; pass another --data-dir",
            path.display()
        );
        return Fault::new(ErrorName::ConfigInvalid, message).with_source(error);
    }
    fault_at(path, error)
}

fn lock(dir: &Path) -> Result<File, Fault> {
    let failed = |error| fault_at(dir, error);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(dir.join("lock"))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(locked(dir, &mut file)),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    file.set_len(0).map_err(failed)?;
    writeln!(file, "{}", std::process::id()).map_err(failed)?;
    Ok(file)
}

fn locked(dir: &Path, file: &mut File) -> Fault {
    let mut holder = String::new();
    // The holder may be about to write its id, or the system may forbid reading a locked file.
    let process = match file.read_to_string(&mut holder) {
        Ok(_) if !holder.trim().is_empty() => format!(" (process {})", holder.trim()),
        _ => String::new(),
    };
    let message = format!(
        "another analyst{process} is using {}; stop it or pass another --data-dir",
        dir.display()
    );
    Fault::new(ErrorName::StoreLocked, message)
}
