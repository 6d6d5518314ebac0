use crate::switch::{FaultSwitch, lock};
use async_trait::async_trait;
use contract::{Catalog, ErrorName, Fault, IngestReport, Source};
use ports::{CatalogStore, Publication};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

#[derive(Debug, Default)]
struct Entry {
    current: Option<Source>,
    catalogs: BTreeMap<u64, Arc<Catalog>>,
    reports: BTreeMap<String, IngestReport>,
    last_version: u64,
}

/// Sources and catalogues in memory, with every version they ever had.
#[derive(Debug, Default)]
pub struct MemoryCatalog {
    entries: Mutex<BTreeMap<String, Entry>>,
    switch: FaultSwitch,
}

impl MemoryCatalog {
    /// No source.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source that serves the catalogue.
    #[must_use]
    pub fn with(self, source: Source, catalog: Catalog) -> Self {
        self.set(source, catalog);
        self
    }

    /// Adds a source, or swaps it, as if an operator had changed the configuration.
    pub fn set(&self, source: Source, catalog: Catalog) {
        let mut entries = lock(&self.entries);
        let entry = entries.entry(source.name.clone()).or_default();
        entry.last_version = entry.last_version.max(source.version);
        entry.catalogs.insert(source.version, Arc::new(catalog));
        entry.current = Some(source);
    }

    /// Makes every call from now on fail; `None` mends it.
    pub fn fail(&self, name: Option<ErrorName>) {
        self.switch.set(name);
    }
}

#[async_trait]
impl CatalogStore for MemoryCatalog {
    async fn sources(&self) -> Result<Vec<Source>, Fault> {
        self.switch.check()?;
        Ok(lock(&self.entries)
            .values()
            .filter_map(|entry| entry.current.clone())
            .collect())
    }

    async fn source(&self, name: &str) -> Result<Source, Fault> {
        self.switch.check()?;
        let entries = lock(&self.entries);
        entries
            .get(name)
            .and_then(|entry| entry.current.clone())
            .ok_or_else(|| {
                let known: Vec<_> = entries.keys().map(String::as_str).collect();
                let message = format!("there is no source {name}; there are: {}", known.join(", "));
                Fault::new(ErrorName::SourceUnknown, message)
            })
    }

    async fn catalog(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        self.switch.check()?;
        lock(&self.entries)
            .get(&source.name)
            .and_then(|entry| entry.catalogs.get(&source.version).cloned())
            .ok_or_else(|| {
                let message = format!("{} has no version {}", source.name, source.version);
                Fault::new(ErrorName::StoreNotFound, message)
            })
    }

    async fn published(&self, source: &str, upload: &str) -> Result<Option<IngestReport>, Fault> {
        self.switch.check()?;
        let entries = lock(&self.entries);
        Ok(entries
            .get(source)
            .and_then(|entry| entry.reports.get(upload).cloned()))
    }

    async fn next_version(&self, source: &str) -> Result<u64, Fault> {
        self.switch.check()?;
        let mut entries = lock(&self.entries);
        let entry = entries.entry(source.to_owned()).or_default();
        entry.last_version += 1;
        Ok(entry.last_version)
    }

    async fn remove(&self, source: &str) -> Result<(), Fault> {
        let found = self.source(source).await?;
        if found.kind != contract::SourceKind::S3 {
            let message = format!("{source} is a database; only uploads can be removed");
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        if let Some(entry) = lock(&self.entries).get_mut(source) {
            entry.current = None;
        }
        Ok(())
    }

    async fn publish(&self, publication: Publication) -> Result<(), Fault> {
        self.switch.check()?;
        let Publication {
            source,
            catalog,
            report,
            upload_id,
        } = publication;
        let mut entries = lock(&self.entries);
        let entry = entries.entry(source.name.clone()).or_default();
        let serving = entry.current.as_ref().map(|source| source.version);
        if entry.reports.contains_key(&upload_id) {
            return Ok(());
        }
        if let Some(serving) = serving.filter(|version| *version >= source.version) {
            let message = format!("version {serving}, of a later upload, serves already");
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        entry.reports.insert(upload_id, report);
        entry.last_version = entry.last_version.max(source.version);
        entry.catalogs.insert(source.version, Arc::new(catalog));
        entry.current = Some(source);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    fn publication(version: u64, upload_id: &str) -> Publication {
        let source = Source {
            version,
            ..fixtures::source()
        };
        let report = IngestReport {
            source: source.name.clone(),
            version,
            tables: vec![],
            files: vec![],
            skipped: vec![],
            warnings: vec![],
            unchanged: false,
        };
        Publication {
            source,
            catalog: fixtures::catalog(),
            report,
            upload_id: upload_id.into(),
        }
    }

    #[tokio::test]
    async fn publishing_the_same_upload_twice_changes_nothing() {
        let store = MemoryCatalog::new();
        assert!(store.sources().await.unwrap().is_empty());
        let first = store.next_version("shop").await.unwrap();
        store.publish(publication(first, "hash-1")).await.unwrap();
        let second = store.next_version("shop").await.unwrap();
        assert!(second > first, "a version is never given twice");
        store.publish(publication(second, "hash-1")).await.unwrap();
        assert_eq!(store.source("shop").await.unwrap().version, first);
        assert_eq!(
            store
                .published("shop", "hash-1")
                .await
                .unwrap()
                .unwrap()
                .version,
            first
        );
        assert!(store.published("shop", "hash-2").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_reader_of_the_old_version_keeps_it() {
        let store = MemoryCatalog::new().with(fixtures::source(), fixtures::catalog());
        let old = store.source("shop").await.unwrap();
        let next = store.next_version("shop").await.unwrap();
        store.publish(publication(next, "hash-2")).await.unwrap();
        assert!(store.catalog(&old).await.is_ok());
        assert_eq!(store.source("shop").await.unwrap().version, next);
    }

    #[tokio::test]
    async fn an_unknown_source_names_the_known_ones() {
        let store = MemoryCatalog::new().with(fixtures::source(), fixtures::catalog());
        let fault = store.source("shoop").await.unwrap_err();
        assert_eq!(fault.name, ErrorName::SourceUnknown);
        assert!(fault.message.contains("shop"));
    }
}
