use super::migrations;
use super::store_error::{StoreError, sqlite_fault};
use crate::disk::unavailable;
use contract::Fault;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The SQLite file of a data directory. Its handles share one connection: there is one writer at
/// most, and each transaction is short.
#[derive(Debug, Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    connection: Mutex<Connection>,
    path: PathBuf,
    /// Held for as long as anything can still write.
    _lock: Arc<File>,
}

/// What a commit survives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Survives {
    /// The end of the process, also by force. For what is made again after a loss of power, such
    /// as the progress of a job that will start anew.
    Kill,
    /// A loss of power: on the disk before the call returns.
    PowerLoss,
}

impl Database {
    pub(super) fn open(path: &Path, lock: Arc<File>) -> Result<Self, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .and_then(|connection| configure(&connection).map(|()| connection))
            .map_err(|error| sqlite_fault(path, error))?;
        let inner = Inner {
            connection: Mutex::new(connection),
            path: path.to_owned(),
            _lock: lock,
        };
        let database = Self {
            inner: Arc::new(inner),
        };
        database.write(Survives::PowerLoss, |transaction| {
            migrations::apply(transaction, &database.inner.path)
        })?;
        Ok(database)
    }

    /// Reads, in one statement or in several that need not agree with each other.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, Fault> {
        work(&self.connection()).map_err(|error| error.into_fault(&self.inner.path))
    }

    /// Runs the work as one transaction: all of it is stored, or nothing.
    pub(super) fn write<T>(
        &self,
        survives: Survives,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, Fault> {
        let mut connection = self.connection();
        transact(&mut connection, survives, work)
            .map_err(|error| error.into_fault(&self.inner.path))
    }

    /// Runs work that blocks off the async threads.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let database = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&database)).await;
        done.unwrap_or_else(|error| Err(unavailable("the database", &error)))
    }

    pub(super) fn path(&self) -> &Path {
        &self.inner.path
    }

    /// A panic inside a transaction has rolled it back, so the connection is sound.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.inner
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn transact<T>(
    connection: &mut Connection,
    survives: Survives,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.execute_batch(match survives {
        Survives::Kill => "PRAGMA synchronous = NORMAL",
        Survives::PowerLoss => "PRAGMA synchronous = FULL",
    })?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}
