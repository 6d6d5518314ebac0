//! Objects of versions that nobody can reach any more.

use super::SqliteCatalog;
use super::database::Survives;
use contract::Fault;
use ports::ObjectStore;

/// Under these, keys go on with `<source>/v<version>/`.
const VERSIONED: [&str; 2] = ["tables/", "rejects/"];

impl SqliteCatalog {
    /// Removes what belongs to versions that neither serve nor are being written: those that were
    /// replaced, and those a killed ingest left half. For the start, when no query runs: one that
    /// began on an old version would lose its files. Gives how many objects were removed.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn collect_garbage(&self, objects: &dyn ObjectStore) -> Result<usize, Fault> {
        let wanted = self.wanted_versions().await?;
        let mut removed = 0;
        for prefix in VERSIONED {
            for key in objects.list(prefix).await? {
                let Some((source, version)) = version_of(&key, prefix) else {
                    continue;
                };
                if !wanted.contains(&(source.to_owned(), version)) {
                    objects.delete(&key).await?;
                    removed += 1;
                }
            }
        }
        self.forget_replaced().await?;
        if removed > 0 {
            tracing::info!(removed, "removed objects of versions that no longer serve");
        }
        Ok(removed)
    }

    async fn forget_replaced(&self) -> Result<(), Fault> {
        self.database
            .blocking(|database| {
                database.write(Survives::Kill, |transaction| {
                    transaction.execute(
                        "DELETE FROM versions WHERE NOT EXISTS
                         (SELECT 1 FROM sources
                          WHERE sources.name = versions.source AND sources.version = versions.version)",
                        [],
                    )?;
                    Ok(())
                })
            })
            .await
    }
}

/// The source and version an object belongs to; `None` for keys of another form, which are left
/// alone.
fn version_of<'a>(key: &'a str, prefix: &str) -> Option<(&'a str, u64)> {
    let (source, rest) = key.strip_prefix(prefix)?.split_once('/')?;
    let (version, _) = rest.strip_prefix('v')?.split_once('/')?;
    Some((source, version.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versioned_keys_have_a_version() {
        assert_eq!(
            version_of("tables/sales/v12/orders.parquet", "tables/"),
            Some(("sales", 12))
        );
        for key in [
            "tables/sales/orders.parquet",
            "tables/sales/vx/a",
            "tables/v1/a",
            "uploads/a",
        ] {
            assert_eq!(version_of(key, "tables/"), None, "{key}");
        }
    }
}
