use super::databases::{Databases, is_rejected};
use super::discovered::Discovered;
use async_trait::async_trait;
use contract::{Catalog, Fault, IngestReport, Source, SourceKind};
use ports::{CatalogStore, ObjectStore, Publication};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The catalogue of uploads, and what is found in the databases.
pub(super) struct SourceCatalog {
    documents: Arc<dyn CatalogStore>,
    databases: Arc<Databases>,
    /// Held while a database is looked at, so that it is looked at once.
    discovered: Mutex<Discovered>,
}

impl SourceCatalog {
    pub(super) fn new(
        documents: Arc<dyn CatalogStore>,
        databases: Arc<Databases>,
        objects: Arc<dyn ObjectStore>,
    ) -> Self {
        Self {
            documents,
            databases,
            discovered: Mutex::new(Discovered::new(objects)),
        }
    }

    async fn discovered(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        let discovered = self.discovered.lock().await;
        if let Some(catalog) = discovered.get(&source.name).await {
            return Ok(catalog);
        }
        let database = self.databases.of(source).await?;
        let found = match database.discover(&source.name, source.value_sharing).await {
            Err(fault) if is_rejected(&fault) => {
                let database = self.databases.of_anew(source).await?;
                database.discover(&source.name, source.value_sharing).await
            }
            found => found,
        };
        let catalog = Arc::new(found?);
        discovered.put(&source.name, Arc::clone(&catalog)).await;
        Ok(catalog)
    }
}

#[async_trait]
impl CatalogStore for SourceCatalog {
    async fn sources(&self) -> Result<Vec<Source>, Fault> {
        self.documents.sources().await
    }

    async fn source(&self, name: &str) -> Result<Source, Fault> {
        self.documents.source(name).await
    }

    async fn catalog(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        match source.kind {
            SourceKind::S3 => self.documents.catalog(source).await,
            SourceKind::Postgresql | SourceKind::Redshift => self.discovered(source).await,
        }
    }

    async fn published(
        &self,
        source: &str,
        upload_id: &str,
    ) -> Result<Option<IngestReport>, Fault> {
        self.documents.published(source, upload_id).await
    }

    async fn next_version(&self, source: &str) -> Result<u64, Fault> {
        self.documents.next_version(source).await
    }

    async fn publish(&self, publication: Publication) -> Result<(), Fault> {
        self.documents.publish(publication).await
    }

    async fn remove(&self, source: &str) -> Result<(), Fault> {
        self.documents.remove(source).await
    }
}

#[cfg(test)]
mod tests {
    use super::super::databases::fake::closed_database;
    use super::*;
    use contract::ErrorName;
    use std::sync::atomic::Ordering;
    use testkit::{MemoryObjects, fixtures};

    #[tokio::test]
    async fn a_database_is_asked_unless_somebody_has_just_looked() {
        let objects: Arc<dyn ObjectStore> = Arc::new(MemoryObjects::new());
        let logins = closed_database().await;
        let catalog = SourceCatalog::new(
            Arc::new(ports::Unconfigured),
            Arc::new(Databases::new(logins.clone())),
            Arc::clone(&objects),
        );
        let source = Source {
            kind: SourceKind::Postgresql,
            ..fixtures::source()
        };
        let fault = catalog.catalog(&source).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::ConfigInvalid);
        assert_eq!(logins.read_anew.load(Ordering::Relaxed), 1);

        let found = Arc::new(fixtures::catalog());
        let other = Discovered::new(objects);
        other.put(&source.name, Arc::clone(&found)).await;
        assert_eq!(catalog.catalog(&source).await.unwrap(), found);
    }
}
