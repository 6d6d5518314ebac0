//! Names of Glue databases.

/// The database of a version of a source: `<prefix>_<source>_v<version>`, where `_` stands for `-`, which
/// statements would have to quote. Sources that differ in nothing else never have the same version
/// (`S3Catalog::next_version`).
pub(crate) fn glue_database(prefix: &str, source: &str, version: u64) -> String {
    format!("{prefix}_{}_v{version}", source.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::glue_database;

    #[test]
    fn a_version_has_a_name_of_its_own() {
        assert_eq!(
            glue_database("analyst", "web-shop", 12),
            "analyst_web_shop_v12"
        );
    }
}
