//! The first pass: how each file is written, and what all of its rows say about types.

use crate::fault;
use crate::layout::SourceFile;
use crate::upload::Upload;
use contract::{Fault, SkippedEntry};
use csv_schema::{Delimiter, Dialect, Limits, TypeInference, inspect};

/// A file that was gone through once.
#[derive(Debug)]
pub(crate) struct Surveyed {
    pub(crate) file: SourceFile,
    pub(crate) dialect: Dialect,
    /// The names of the columns as written; empty where there is none.
    pub(crate) headers: Vec<String>,
    pub(crate) types: TypeInference,
}

/// Goes through all files. What turns out to be no delimited text joins the skipped entries.
pub(crate) fn survey(
    upload: &Upload<'_>,
    files: Vec<SourceFile>,
    skipped: &mut Vec<SkippedEntry>,
) -> Result<Vec<Surveyed>, Fault> {
    let mut surveyed = Vec::with_capacity(files.len());
    for file in files {
        let inspection = upload.with_content(&file, |content| inspect(content, &Limits::default()));
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
        });
    }
    Ok(surveyed)
}

/// A README is often called `.txt`; only its content tells it from a table.
fn is_plain_text(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("txt"))
}
