use async_trait::async_trait;
use contract::{Catalog, Fault, IngestReport, Source};
use std::sync::Arc;

/// A new version of an uploaded source, complete in the object store and not yet visible.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The source as it will be, with its new version.
    pub source: Source,
    /// Its tables.
    pub catalog: Catalog,
    /// What the ingest did.
    pub report: IngestReport,
    /// The event that caused it; publishing the same one twice changes nothing.
    pub upload_id: String,
}

/// The sources and what they hold.
#[async_trait]
pub trait CatalogStore: Send + Sync {
    /// All sources, by name.
    async fn sources(&self) -> Result<Vec<Source>, Fault>;

    /// One source; `Source.Unknown` names the ones there are.
    async fn source(&self, name: &str) -> Result<Source, Fault>;

    /// What the source holds, unfiltered. Cached by the implementation.
    async fn catalog(&self, source: &Source) -> Result<Arc<Catalog>, Fault>;

    /// The report of the upload, if it is what the source serves now. An older upload is news again:
    /// publishing it brings its content back.
    async fn published(&self, source: &str, upload_id: &str)
    -> Result<Option<IngestReport>, Fault>;

    /// The version a new publication of the source must have, never given twice.
    async fn next_version(&self, source: &str) -> Result<u64, Fault>;

    /// Swaps the source to the new version at once. A reader sees the old or the new tables. When
    /// the upload is what serves already, nothing changes; when a later version serves, it is
    /// `Contract.InvalidInput`.
    async fn publish(&self, publication: Publication) -> Result<(), Fault>;

    /// Removes an uploaded source with its tables; `Source.Unknown` when there is none, and
    /// `Contract.InvalidInput` for a database, which an operator set up.
    async fn remove(&self, source: &str) -> Result<(), Fault>;
}
