//! Which files of the upload are files of tables, and where they stand.

use crate::upload::{UploadedFile, UploadedKind};
use contract::SkippedEntry;

/// Endings of files that hold delimited text.
const ENDINGS: [&str; 5] = ["csv", "tsv", "txt", "tab", "psv"];

/// Names of text files that come with data and are none.
const ABOUT: [&str; 6] = [
    "readme",
    "license",
    "licence",
    "notice",
    "copying",
    "changelog",
];

/// Endings of files that are an upload of their own.
const ALONE: [&str; 3] = ["gz", "parquet", "xlsx"];

/// An entry to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// Its position in the upload.
    pub(crate) index: usize,
    /// Its path.
    pub(crate) path: String,
    /// The folders above it that are no partitions.
    pub(crate) folders: Vec<String>,
    /// Its name without the ending.
    pub(crate) stem: String,
    /// Values of partition columns, from folders such as `year=2024`.
    pub(crate) partitions: Vec<(String, String)>,
    /// Bytes it unpacks to.
    pub(crate) size: u64,
}

/// The entries to read, in the order of their paths, and the others with the reason.
pub(crate) fn lay_out(entries: &[UploadedFile]) -> (Vec<SourceFile>, Vec<SkippedEntry>) {
    let mut files = Vec::new();
    let mut skipped = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        match why_skipped(entry) {
            Some(Skip::Silently) => {}
            Some(Skip::Because(reason)) => {
                skipped.push(SkippedEntry {
                    path: entry.path.clone(),
                    reason,
                });
            }
            None => files.push(source_file(index, entry)),
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (files, skipped)
}

enum Skip {
    /// Directories hold nothing themselves.
    Silently,
    Because(String),
}

fn why_skipped(entry: &UploadedFile) -> Option<Skip> {
    let because = |reason: &str| Some(Skip::Because(reason.to_owned()));
    match &entry.kind {
        UploadedKind::Folder => return Some(Skip::Silently),
        UploadedKind::Table | UploadedKind::Sheet => return None,
        UploadedKind::NoTable(reason) => return because(reason),
        UploadedKind::File | UploadedKind::Repeated | UploadedKind::Unreadable(_) => {}
    }
    if entry.path.split('/').any(|part| part == "__MACOSX") {
        return because("macOS metadata");
    }
    if entry.path.split('/').any(|part| part.starts_with('.')) {
        return because("hidden file");
    }
    if !has_text_ending(&entry.path) {
        let alone = ALONE.iter().any(|ending| ends_with(&entry.path, ending));
        return because(if alone {
            "read only when it is uploaded by itself"
        } else {
            "not a CSV, TSV or text file"
        });
    }
    if tells_about_data(&entry.path) {
        return because("tells about the data and is no table");
    }
    match &entry.kind {
        UploadedKind::Repeated => because("the archive holds this path twice; the first was read"),
        UploadedKind::Unreadable(reason) => because(reason),
        UploadedKind::File
        | UploadedKind::Table
        | UploadedKind::Sheet
        | UploadedKind::NoTable(_)
        | UploadedKind::Folder => None,
    }
}

/// Whether the name ends like that of a delimited text file.
pub(crate) fn has_text_ending(path: &str) -> bool {
    ENDINGS.iter().any(|known| ends_with(path, known))
}

/// Whether it is a text by one of the names that such texts have; a `readme.csv` may be a table.
fn tells_about_data(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    ends_with(path, "txt") && ABOUT.iter().any(|known| stem.eq_ignore_ascii_case(known))
}

fn ends_with(path: &str, wanted: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.eq_ignore_ascii_case(wanted)
}

fn source_file(index: usize, entry: &UploadedFile) -> SourceFile {
    let mut parts: Vec<&str> = entry.path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    let mut folders = Vec::new();
    let mut partitions: Vec<(String, String)> = Vec::new();
    for part in parts {
        match part.split_once('=') {
            Some((column, value)) if !column.is_empty() => {
                partitions.push((column.to_owned(), unescape(value)));
            }
            _ => folders.push(part.to_owned()),
        }
    }
    SourceFile {
        index,
        path: entry.path.clone(),
        folders,
        stem: match name.rsplit_once('.') {
            Some((stem, _)) if entry.kind != UploadedKind::Sheet => stem.to_owned(),
            _ => name.to_owned(),
        },
        partitions,
        size: entry.size,
    }
}

/// The value of a partition as Hive writes it: `%` and two hexadecimal digits for special
/// characters, and a word of its own for NULL.
fn unescape(value: &str) -> String {
    if value == "__HIVE_DEFAULT_PARTITION__" {
        return String::new();
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readme_is_no_table() {
        for path in ["readme.txt", "shop/README.TXT", "data/License.txt"] {
            assert!(tells_about_data(path), "{path}");
        }
        for path in ["readme.csv", "readmes.txt", "readme/orders.txt"] {
            assert!(!tells_about_data(path), "{path}");
        }
    }

    #[test]
    fn partition_values() {
        assert_eq!(unescape("2024"), "2024");
        assert_eq!(unescape("New%20York"), "New York");
        assert_eq!(unescape("100%"), "100%");
        assert_eq!(unescape("%zz"), "%zz");
        assert_eq!(unescape("__HIVE_DEFAULT_PARTITION__"), "");
    }
}
