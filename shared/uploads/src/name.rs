use crate::identifier;
use contract::{ErrorName, Fault};

/// Endings of files that ingest reads.
const ENDINGS: [&str; 9] = [
    "zip", "csv", "tsv", "txt", "tab", "psv", "gz", "parquet", "xlsx",
];
/// The longest name of a file, in bytes.
const LONGEST_FILE_NAME: usize = 200;

/// The name of a file that may be uploaded, with the source that it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadName {
    file_name: String,
    source: String,
}

impl UploadName {
    /// Takes the name of a file: `Sales 2024.csv.gz` becomes the source `sales_2024`.
    ///
    /// # Errors
    /// `Contract.InvalidInput` for a path, an ending that is not read, and a name without a letter
    /// or digit that a source could be called by.
    pub fn parse(file_name: &str) -> Result<Self, Fault> {
        let wrong = |what: &str| {
            let message = format!("'{}' {what}", file_name.escape_debug());
            Fault::new(ErrorName::InvalidInput, message)
        };
        if file_name.len() > LONGEST_FILE_NAME {
            return Err(wrong("is too long: a name has up to 200 bytes"));
        }
        let of_path = |c: char| matches!(c, '/' | '\\') || c.is_control();
        if file_name.starts_with('.') || file_name.contains(of_path) {
            return Err(wrong("is not the plain name of a file"));
        }
        let stem = stem(file_name).ok_or_else(|| {
            let endings = ENDINGS.map(|ending| format!(".{ending}")).join(", ");
            wrong(&format!("has none of the endings {endings}"))
        })?;
        let source = identifier(stem)
            .ok_or_else(|| wrong("has no Latin letter or digit to name the source by"))?;
        Ok(Self {
            file_name: file_name.to_owned(),
            source,
        })
    }

    /// The name of the file.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// The name of the source.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// The name without its ending, and without a second one when the file is packed.
fn stem(file_name: &str) -> Option<&str> {
    let (stem, ending) = file_name.rsplit_once('.')?;
    if !is_known(ending) {
        return None;
    }
    match stem.rsplit_once('.') {
        Some((inner, second)) if ending.eq_ignore_ascii_case("gz") && is_known(second) => {
            Some(inner)
        }
        _ => Some(stem),
    }
}

fn is_known(ending: &str) -> bool {
    ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_its_source() {
        for (file_name, source) in [
            ("shop.zip", "shop"),
            ("Sales 2024.CSV.gz", "sales_2024"),
            ("v1.2.csv", "v1_2"),
            ("2024-orders.xlsx", "n2024_orders"),
            ("data.v2.gz", "data_v2"),
        ] {
            assert_eq!(UploadName::parse(file_name).unwrap().source(), source);
        }
    }

    #[test]
    fn what_is_no_name_of_an_upload_is_refused() {
        for (file_name, said) in [
            ("", "ending"),
            ("shop", "ending"),
            ("shop.exe", ".parquet"),
            ("../shop.zip", "plain name"),
            ("a/b.zip", "plain name"),
            ("a\\b.zip", "plain name"),
            ("a\nb.zip", "plain name"),
            (".zip", "plain name"),
            ("名前.zip", "Latin"),
            (&format!("{}.zip", "a".repeat(200)), "too long"),
        ] {
            let fault = UploadName::parse(file_name).unwrap_err();
            assert_eq!(fault.name, ErrorName::InvalidInput);
            assert!(fault.message.contains(said), "{fault}");
        }
    }
}
