use super::{DatabaseSource, Workbooks};
use crate::config::UploadLimits;
use async_trait::async_trait;
use contract::{Catalog, ErrorName, Fault, IngestReport, Source, SourceKind};
use local_ports::SqliteCatalog;
use ports::{CatalogStore, Publication};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long what was found in a database counts as true.
const FRESH: Duration = Duration::from_secs(300);

/// The catalogue of uploads, and what was found in the databases.
pub(crate) struct SourceCatalog {
    uploads: Arc<SqliteCatalog>,
    databases: BTreeMap<String, DatabaseSource>,
    limits: UploadLimits,
    workbooks: Workbooks,
    /// Catalogues of uploads with what their workbook says, by the fingerprint that each had before.
    described: Mutex<HashMap<String, (String, Arc<Catalog>)>>,
    /// Held while a database is looked at, so that it is looked at once.
    found: Mutex<HashMap<String, (Instant, Arc<Catalog>)>>,
}

impl SourceCatalog {
    pub(crate) fn new(
        uploads: Arc<SqliteCatalog>,
        databases: BTreeMap<String, DatabaseSource>,
        limits: UploadLimits,
        workbooks: Workbooks,
    ) -> Self {
        Self {
            uploads,
            databases,
            limits,
            workbooks,
            described: Mutex::default(),
            found: Mutex::default(),
        }
    }

    pub(crate) const fn workbooks(&self) -> &Workbooks {
        &self.workbooks
    }

    /// The catalogue of an upload as ingest made it, without what a workbook says.
    pub(crate) async fn undescribed(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        self.uploads.catalog(source).await
    }

    async fn described(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        let plain = self.uploads.catalog(source).await?;
        if self.workbooks.get(&source.name)?.is_none() {
            return Ok(plain);
        }
        let mut described = self.described.lock().await;
        if let Some((fingerprint, catalog)) = described.get(&source.name)
            && *fingerprint == plain.fingerprint
        {
            return Ok(Arc::clone(catalog));
        }
        let fingerprint = plain.fingerprint.clone();
        let catalog = self.workbooks.apply(plain)?;
        described.insert(source.name.clone(), (fingerprint, Arc::clone(&catalog)));
        Ok(catalog)
    }

    /// Forgets what a workbook said that is no longer there.
    pub(crate) async fn forget(&self, source: &str) {
        self.described.lock().await.remove(source);
    }

    /// The upload under the limits of the configuration and what its workbook denies.
    fn limited(&self, mut source: Source) -> Result<Source, Fault> {
        let UploadLimits {
            row_cap,
            timeout_ms,
        } = self.limits;
        let limits = &mut source.limits;
        limits.row_cap = row_cap.unwrap_or(limits.row_cap);
        limits.timeout_ms = timeout_ms.unwrap_or(limits.timeout_ms);
        self.workbooks.restrict(&mut source)?;
        Ok(source)
    }

    async fn discovered(&self, name: &str) -> Result<Arc<Catalog>, Fault> {
        let Some(source) = self.databases.get(name) else {
            let message = format!("the database of the source {name} is no longer configured");
            return Err(Fault::new(ErrorName::SourceUnknown, message));
        };
        let mut found = self.found.lock().await;
        if let Some((at, catalog)) = found.get(name)
            && at.elapsed() < FRESH
        {
            return Ok(Arc::clone(catalog));
        }
        let sharing = source.source.value_sharing;
        let mut catalog = source.database.discover(name, sharing).await?;
        let described = source.metadata.apply(&mut catalog);
        described.map_err(|error| super::unusable(name, &source.workbook, &error))?;
        let catalog = Arc::new(catalog);
        found.insert(name.to_owned(), (Instant::now(), Arc::clone(&catalog)));
        Ok(catalog)
    }
}

#[async_trait]
impl CatalogStore for SourceCatalog {
    async fn sources(&self) -> Result<Vec<Source>, Fault> {
        let mut sources = self.uploads.sources().await?;
        sources.retain(|source| !self.databases.contains_key(&source.name));
        let mut sources = sources
            .into_iter()
            .map(|source| self.limited(source))
            .collect::<Result<Vec<_>, _>>()?;
        sources.extend(self.databases.values().map(|found| found.source.clone()));
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(sources)
    }

    async fn source(&self, name: &str) -> Result<Source, Fault> {
        if let Some(found) = self.databases.get(name) {
            return Ok(found.source.clone());
        }
        match self.uploads.source(name).await {
            Err(fault) if fault.name == ErrorName::SourceUnknown && !self.databases.is_empty() => {
                let names: Vec<String> =
                    self.sources().await?.into_iter().map(|s| s.name).collect();
                let message = format!("there is no source {name}; there are: {}", names.join(", "));
                Err(Fault::new(ErrorName::SourceUnknown, message))
            }
            other => self.limited(other?),
        }
    }

    async fn catalog(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        match source.kind {
            SourceKind::S3 => self.described(source).await,
            SourceKind::Postgresql | SourceKind::Redshift => self.discovered(&source.name).await,
        }
    }

    async fn published(
        &self,
        source: &str,
        upload_id: &str,
    ) -> Result<Option<IngestReport>, Fault> {
        self.uploads.published(source, upload_id).await
    }

    async fn next_version(&self, source: &str) -> Result<u64, Fault> {
        self.uploads.next_version(source).await
    }

    async fn publish(&self, publication: Publication) -> Result<(), Fault> {
        self.uploads.publish(publication).await
    }

    async fn remove(&self, source: &str) -> Result<(), Fault> {
        if self.databases.contains_key(source) {
            let message = format!("{source} is a database; take it out of config.toml instead");
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        self.uploads.remove(source).await?;
        self.workbooks.remove(source)?;
        self.forget(source).await;
        Ok(())
    }
}
