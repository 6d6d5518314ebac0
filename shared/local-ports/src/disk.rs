//! What the disk's refusals mean to a person. The one place where they get their names.

use contract::{ErrorName, Fault};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The fault of a failed read or write of the data directory.
pub fn io_fault(error: io::Error) -> Fault {
    fault("the data directory", error)
}

pub(crate) fn fault_at(path: &Path, error: io::Error) -> Fault {
    fault(&path.display().to_string(), error)
}

fn fault(place: &str, error: io::Error) -> Fault {
    let fault = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => full(place),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => read_only(place),
        ErrorKind::NotFound => {
            Fault::new(ErrorName::StoreNotFound, format!("{place} is not there"))
        }
        ErrorKind::NotADirectory => {
            Fault::new(ErrorName::ConfigInvalid, format!("{place} is not a folder"))
        }
        ErrorKind::InvalidFilename => Fault::new(
            ErrorName::InvalidInput,
            format!("{place} is not a name a file can have"),
        ),
        _ => unavailable(place, &error),
    };
    fault.with_source(error)
}

pub(crate) fn full(place: &str) -> Fault {
    let message = format!("no space is left for {place}; free some and try again");
    Fault::new(ErrorName::StoreFull, message)
}

pub(crate) fn read_only(place: &str) -> Fault {
    let message = format!("{place} cannot be written; make it writable or pass another --data-dir");
    Fault::new(ErrorName::StoreReadOnly, message)
}

pub(crate) fn unavailable(place: &str, cause: &dyn std::fmt::Display) -> Fault {
    Fault::new(
        ErrorName::StoreUnavailable,
        format!("{place} cannot be read or written: {cause}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_name() {
        for (kind, name) in [
            (ErrorKind::StorageFull, ErrorName::StoreFull),
            (ErrorKind::ReadOnlyFilesystem, ErrorName::StoreReadOnly),
            (ErrorKind::PermissionDenied, ErrorName::StoreReadOnly),
            (ErrorKind::NotFound, ErrorName::StoreNotFound),
            (ErrorKind::BrokenPipe, ErrorName::StoreUnavailable),
        ] {
            assert_eq!(io_fault(kind.into()).name, name, "{kind:?}");
        }
    }
}
