//! The first look at each file: how it is written, and what its rows say about types.

use crate::fault;
use crate::layout::SourceFile;
use crate::upload::Upload;
use contract::{Fault, SkippedEntry};
use csv_schema::{Delimiter, Dialect, Limits, TypeInference, inspect_beginning};

/// A file that was looked at.
#[derive(Debug)]
pub(crate) struct Surveyed {
    pub(crate) file: SourceFile,
    pub(crate) dialect: Dialect,
    /// The names of the columns as written; empty where there is none.
    pub(crate) headers: Vec<String>,
    /// What the rows that were read say.
    pub(crate) types: TypeInference,
    /// Whether all rows were read.
    pub(crate) complete: bool,
}

/// Reads that many bytes of each file, to the end of a record, or all of it. What turns out to be no
/// delimited text joins the skipped entries.
pub(crate) fn survey(
    upload: &Upload<'_>,
    files: Vec<SourceFile>,
    skipped: &mut Vec<SkippedEntry>,
    bytes: u64,
) -> Result<Vec<Surveyed>, Fault> {
    let mut surveyed = Vec::with_capacity(files.len());
    for file in files {
        let inspection = upload.with_beginning(&file, |content| {
            inspect_beginning(content, &Limits::default(), bytes)
        });
        let inspection = match inspection? {
            Ok(inspection) => inspection,
            Err(error) => {
                let reason = fault::of_csv(error)?;
                skipped.push(SkippedEntry {
                    path: file.path,
                    reason,
                });
                continue;
            }
        };
        if inspection.dialect.delimiter == Delimiter::None && is_plain_text(&file.path) {
            let reason = "a text without columns".to_owned();
            skipped.push(SkippedEntry {
                path: file.path,
                reason,
            });
            continue;
        }
        surveyed.push(Surveyed {
            file,
            dialect: inspection.dialect,
            headers: inspection
                .columns
                .into_iter()
                .map(|column| column.name)
                .collect(),
            types: inspection.types,
            complete: inspection.complete,
        });
    }
    Ok(surveyed)
}

/// A README is often called `.txt`; only its content tells it from a table.
fn is_plain_text(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("txt"))
}
