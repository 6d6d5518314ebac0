//! Failures of the parts, as faults of the product.

use archive::ArchiveError;
use contract::{ErrorName, Fault};
use csv_schema::CsvError;
use std::io;
use table_files::TableError;

pub(crate) fn of_archive(error: ArchiveError) -> Fault {
    match error {
        ArchiveError::Io(error) => of_io(error, "the upload cannot be read"),
        error => Fault::new(error.name(), sentence(&error.to_string())),
    }
}

/// Why a file cannot be read as delimited text, or the fault that stopped the reading.
pub(crate) fn of_csv(error: CsvError) -> Result<String, Fault> {
    match error {
        CsvError::Io(error) => Err(of_archive(ArchiveError::from_io(error))),
        error => Ok(error.to_string()),
    }
}

pub(crate) fn of_table(error: TableError, table: &str) -> Fault {
    let message = format!("The table '{table}' cannot be written: {error}.");
    let name = match error.io_error() {
        Some(error) => name_of_io(error),
        None => ErrorName::Internal,
    };
    Fault::new(name, message).with_source(error)
}

pub(crate) fn of_io(error: io::Error, what: &str) -> Fault {
    let message = sentence(&format!("{what}: {error}"));
    Fault::new(name_of_io(&error), message).with_source(error)
}

pub(crate) fn of_task(error: tokio::task::JoinError) -> Fault {
    Fault::new(ErrorName::Internal, "The ingest stopped unexpectedly.").with_source(error)
}

/// A store may say itself, within the I/O error, what is wrong.
fn name_of_io(error: &io::Error) -> ErrorName {
    let told = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Fault>());
    match (told, error.kind()) {
        (Some(fault), _) => fault.name,
        (
            None,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge,
        ) => ErrorName::StoreFull,
        (None, io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied) => {
            ErrorName::StoreReadOnly
        }
        (None, io::ErrorKind::NotFound) => ErrorName::StoreNotFound,
        (None, _) => ErrorName::StoreUnavailable,
    }
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .collect();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
