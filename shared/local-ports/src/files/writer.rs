use crate::disk::fault_at;
use contract::Fault;
use ports::ObjectWriter;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The folder of objects that are being written. On the same file system as the objects, so that
/// a rename finishes one; a single folder, so that a start finds all leftovers without a search.
pub(super) const UNFINISHED: &str = ".unfinished";

/// An object that is being written.
pub(super) struct FileWriter {
    file: BufWriter<File>,
    unfinished: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl FileWriter {
    /// Begins the object that will be `target`, a path below `root`.
    pub(super) fn begin(root: &Path, target: PathBuf) -> Result<Self, Fault> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = root.join(UNFINISHED);
        let unfinished = folder.join(format!("{}-{number}", std::process::id()));
        let file = fs::create_dir_all(&folder)
            .and_then(|()| File::create(&unfinished))
            .map_err(|error| fault_at(root, error))?;
        let file = BufWriter::with_capacity(64 * 1024, file);
        Ok(Self {
            file,
            unfinished,
            target,
            committed: false,
        })
    }

    /// Makes the object visible unless there is one under its key; whether it did.
    pub(super) fn commit_new(mut self) -> Result<bool, Fault> {
        self.finish_new()
            .map_err(|error| fault_at(&self.target, error))
    }

    fn finish_new(&mut self) -> io::Result<bool> {
        let folder = self.place()?;
        match fs::hard_link(&self.unfinished, &self.target) {
            Ok(()) => sync_folder(&folder).map(|()| true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// All that was written, on the disk, and the folder it belongs into, made.
    fn place(&mut self) -> io::Result<PathBuf> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        let folder = self.target.parent().ok_or(ErrorKind::InvalidFilename)?;
        make_folder(folder)?;
        Ok(folder.to_owned())
    }

    fn finish(&mut self) -> io::Result<()> {
        let folder = self.place()?;
        fs::rename(&self.unfinished, &self.target)?;
        self.committed = true;
        sync_folder(&folder)
    }
}

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl ObjectWriter for FileWriter {
    fn commit(mut self: Box<Self>) -> Result<(), Fault> {
        self.finish().map_err(|error| fault_at(&self.target, error))
    }
}

impl Drop for FileWriter {
    fn drop(&mut self) {
        if !self.committed {
            // What cannot be removed now is removed by the next start.
            let _ = fs::remove_file(&self.unfinished);
        }
    }
}

/// Makes the folder and those above it, each of them on the disk before anything is in it.
fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Ok(()) => folder.parent().map_or(Ok(()), sync_folder),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make_folder(folder.parent().ok_or(error)?)?;
            make_folder(folder)
        }
        Err(error) => Err(error),
    }
}

/// A rename is on the disk only when the folder is. Elsewhere than on Unix a folder cannot be
/// flushed and need not be.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
