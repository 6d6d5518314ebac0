//! Where the documents of sources are, and what stands in them.

use contract::{ErrorName, Fault, IngestReport, Source};
use serde::{Deserialize, Serialize};

const SOURCES: &str = "sources/";

/// The object `sources/<name>.json`. For an upload, whatever version it names is the one that serves; for a database an
/// operator writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceDocument {
    /// The source.
    #[serde(flatten)]
    pub source: Source,
    /// The upload that its tables are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload_id: Option<String>,
    /// What the ingest of that upload did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<IngestReport>,
    /// The secret that tells how a database is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_arn: Option<String>,
}

/// The key of a source's document. Names that can be no source's have none.
pub(super) fn source_key(name: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let is_name = !name.is_empty() && name.chars().all(allowed);
    is_name.then(|| format!("{SOURCES}{name}.json"))
}

/// Under which all sources' documents are.
pub(super) const fn all_sources() -> &'static str {
    SOURCES
}

/// The source's name in the key of its document.
pub(super) fn name_in(key: &str) -> Option<&str> {
    let name = key.strip_prefix(SOURCES)?.strip_suffix(".json")?;
    source_key(name)
        .is_some_and(|same| same == key)
        .then_some(name)
}

/// The key of a version's catalogue.
pub(super) fn catalog_key(source: &str, version: u64) -> String {
    format!("{}v{version}.json", catalogs_of(source))
}

/// Under which the catalogues of all versions of the source are.
pub(super) fn catalogs_of(source: &str) -> String {
    format!("catalogs/{source}/")
}

/// The version in the key of a catalogue.
pub(super) fn version_in(key: &str) -> Option<u64> {
    let name = key.rsplit('/').next()?.strip_suffix(".json")?;
    name.strip_prefix('v')?.parse().ok()
}

/// Under which the numbers that were given to versions of the source are. Sources whose databases would be
/// called alike share their numbers.
pub(super) fn numbers_of(source: &str) -> String {
    format!("versions/{}/", source.replace('-', "_"))
}

/// Under which the objects of a version are: rows and rejects.
pub(super) fn objects_of(source: &str, version: u64) -> [String; 2] {
    ["tables", "rejects"].map(|kind| format!("{kind}/{source}/v{version}/"))
}

/// The folder of a table's rows.
pub(super) fn table_folder(source: &str, version: u64, table: &str) -> String {
    format!("tables/{source}/v{version}/{table}/")
}

/// There is no such source; those there are have these names.
pub(super) fn unknown(name: &str, known: &[String]) -> Fault {
    const LISTED: usize = 20;
    let shown: String = name.chars().take(80).collect();
    let listed: Vec<&str> = known.iter().take(LISTED).map(String::as_str).collect();
    let there_are = match known.len().saturating_sub(LISTED) {
        _ if known.is_empty() => "there is none yet".to_owned(),
        0 => format!("there are: {}", listed.join(", ")),
        more => format!("there are: {} and {more} more", listed.join(", ")),
    };
    let message = format!("there is no source {shown}; {there_are}");
    Fault::new(ErrorName::SourceUnknown, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_names_belong_together() {
        assert_eq!(
            source_key("web-shop").as_deref(),
            Some("sources/web-shop.json")
        );
        for name in ["", "a/b", "..", "Shop", "a b"] {
            assert_eq!(source_key(name), None, "{name}");
        }
        assert_eq!(name_in("sources/web-shop.json"), Some("web-shop"));
        for key in [
            "sources/a/b.json",
            "sources/.json",
            "sources/README",
            "catalogs/a.json",
        ] {
            assert_eq!(name_in(key), None, "{key}");
        }
        assert_eq!(version_in(&catalog_key("shop", 12)), Some(12));
        assert_eq!(version_in("catalogs/shop/readme.json"), None);
    }

    #[test]
    fn an_operator_writes_a_database_in_a_few_words() {
        let document: SourceDocument = serde_json::from_str(
            r#"{"name": "erp", "kind": "postgresql", "dialect": "postgresql", "secret_arn": "arn:x"}"#,
        )
        .unwrap();
        assert_eq!(document.secret_arn.as_deref(), Some("arn:x"));
        assert_eq!(document.source.version, 0);
    }
}
