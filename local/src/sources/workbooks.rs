//! The workbooks of uploads: a copy of each in the data directory, under the name of its source.

use contract::{Catalog, ErrorName, Fault, Source};
use local_ports::io_fault;
use metadata_workbook::Metadata;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Workbooks by source, each read once.
#[derive(Debug)]
pub(crate) struct Workbooks {
    folder: PathBuf,
    read: Mutex<HashMap<String, Option<Arc<Metadata>>>>,
}

impl Workbooks {
    /// The workbooks of a data directory, which nobody else changes meanwhile.
    pub(crate) fn of(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("workbooks"),
            read: Mutex::default(),
        }
    }

    /// What the source's workbook says; none when it has none.
    ///
    /// # Errors
    /// `Config.Invalid` when it cannot be read.
    pub(crate) fn get(&self, source: &str) -> Result<Option<Arc<Metadata>>, Fault> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(source) {
            return Ok(known.clone());
        }
        let path = self.path(source);
        let metadata = match std::fs::read(&path) {
            Ok(bytes) => Metadata::read(bytes.as_slice())
                .map(|metadata| Some(Arc::new(metadata)))
                .map_err(|error| super::unusable(source, &path, &error))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(io_fault(error)),
        };
        read.insert(source.to_owned(), metadata.clone());
        Ok(metadata)
    }

    /// Keeps a workbook that was read before, in the place of an earlier one.
    pub(crate) fn keep(&self, source: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.path(source);
        std::fs::create_dir_all(&self.folder).map_err(io_fault)?;
        let unfinished = path.with_extension("part");
        std::fs::write(&unfinished, bytes).map_err(io_fault)?;
        std::fs::rename(&unfinished, &path).map_err(io_fault)?;
        self.forget(source);
        Ok(())
    }

    /// Removes the source's workbook; tells whether there was one.
    pub(crate) fn remove(&self, source: &str) -> Result<bool, Fault> {
        let removed = match std::fs::remove_file(self.path(source)) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(io_fault(error)),
        };
        self.forget(source);
        Ok(removed)
    }

    /// Denies what the workbook denies.
    pub(crate) fn restrict(&self, source: &mut Source) -> Result<(), Fault> {
        if let Some(metadata) = self.get(&source.name)? {
            metadata.restrict(source);
        }
        Ok(())
    }

    /// Writes what the workbook says into the catalogue of its source.
    ///
    /// # Errors
    /// `Config.Invalid`, naming the cells that do not fit the source.
    pub(crate) fn apply(&self, catalog: Arc<Catalog>) -> Result<Arc<Catalog>, Fault> {
        let Some(metadata) = self.get(&catalog.source)? else {
            return Ok(catalog);
        };
        let mut described = Arc::unwrap_or_clone(catalog);
        let applied = metadata.apply(&mut described);
        applied.map_err(|error| {
            super::unusable(&described.source, &self.path(&described.source), &error)
        })?;
        Ok(Arc::new(described))
    }

    fn forget(&self, source: &str) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.remove(source);
    }

    /// Names of uploads are names of files, too.
    fn path(&self, source: &str) -> PathBuf {
        let file: String = source
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '-' {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        self.folder.join(format!("{file}.xlsx"))
    }
}

/// A file that a person gave, as an error of theirs when it is none.
pub(crate) fn given(path: &Path) -> Result<(Vec<u8>, Metadata), Fault> {
    let refused = |problem: &dyn std::error::Error| {
        let message = format!("{} cannot be used: {problem}", path.display());
        Fault::new(ErrorName::InvalidInput, message)
    };
    let bytes = std::fs::read(path).map_err(|error| refused(&error))?;
    let metadata = Metadata::read(bytes.as_slice()).map_err(|error| refused(&error))?;
    Ok((bytes, metadata))
}
