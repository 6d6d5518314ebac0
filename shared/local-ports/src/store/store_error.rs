use crate::disk::{full, read_only, unavailable};
use contract::{ErrorName, Fault};
use rusqlite::{Error as SqliteError, ErrorCode, ffi};
use std::path::Path;

/// What can go wrong inside a transaction; it becomes a [`Fault`] where the transaction ends.
#[derive(Debug)]
pub(super) enum StoreError {
    Sqlite(SqliteError),
    /// A stored document, or one to store, that JSON does not carry.
    Document(serde_json::Error),
    /// What the store itself says.
    Fault(Fault),
}

impl From<SqliteError> for StoreError {
    fn from(error: SqliteError) -> Self {
        Self::Sqlite(error)
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Document(error)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl StoreError {
    pub(super) fn into_fault(self, database: &Path) -> Fault {
        match self {
            Self::Sqlite(error) => sqlite_fault(database, error),
            Self::Document(error) => corrupt(database).with_source(error),
            Self::Fault(fault) => fault,
        }
    }
}

pub(super) fn sqlite_fault(database: &Path, error: SqliteError) -> Fault {
    let place = database.display().to_string();
    let fault = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => full(&place),
        Some(ErrorCode::SystemIoFailure) if lacks_space(&error) => full(&place),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => read_only(&place),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => corrupt(database),
        Some(
            ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked,
        ) => unavailable(&place, &error),
        _ => Fault::new(
            ErrorName::Internal,
            format!("{place} refused a statement: {error}"),
        ),
    };
    fault.with_source(error)
}

/// On a full disk the write-ahead log's index cannot grow, which SQLite reports as a failed read or
/// write and not as a full disk.
fn lacks_space(error: &SqliteError) -> bool {
    error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE)
}

pub(super) fn corrupt(database: &Path) -> Fault {
    let message = format!(
        "{} is damaged; restore it from a copy, or pass another --data-dir and ingest again",
        database.display()
    );
    Fault::new(ErrorName::StoreCorrupt, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(code: std::os::raw::c_int) -> ErrorName {
        let error = SqliteError::SqliteFailure(ffi::Error::new(code), None);
        sqlite_fault(Path::new("analyst.sqlite"), error).name
    }

    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        assert_eq!(name_of(ffi::SQLITE_FULL), ErrorName::StoreFull);
        assert_eq!(name_of(ffi::SQLITE_IOERR_SHMSIZE), ErrorName::StoreFull);
        assert_eq!(name_of(ffi::SQLITE_IOERR_READ), ErrorName::StoreUnavailable);
    }
}
