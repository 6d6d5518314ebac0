use crate::Embedder;
use async_trait::async_trait;
use contract::{Catalog, ErrorName, Fault, Provenance, Slots, Source};

/// What two questions must share before they are even compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CacheScope {
    /// The source.
    pub source: String,
    /// The role.
    pub role: String,
    /// The catalogue's fingerprint.
    pub fingerprint: String,
    /// The embedder's space.
    pub space: String,
}

impl CacheScope {
    /// The scope of what the role asks about the source while it holds this.
    pub fn of(source: &Source, catalog: &Catalog, role: &str, embedder: &dyn Embedder) -> Self {
        Self {
            source: source.name.clone(),
            role: role.to_owned(),
            fingerprint: catalog.fingerprint.clone(),
            space: embedder.space().to_owned(),
        }
    }
}

/// A pair to store.
#[derive(Debug, Clone, PartialEq)]
pub struct CacheEntry {
    /// The standalone question.
    pub question: String,
    /// Its slots.
    pub slots: Slots,
    /// Its vector.
    pub embedding: Vec<f32>,
    /// The canonical SQL.
    pub sql: String,
    /// The tables it reads.
    pub tables: Vec<String>,
    /// The columns it reads.
    pub columns: Vec<String>,
    /// Who vouches for it.
    pub provenance: Provenance,
    /// How the question was read.
    pub reading: Option<String>,
}

/// A stored pair that lies near.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredAnswer {
    /// Its id.
    pub entry_id: String,
    /// The pair.
    pub entry: CacheEntry,
    /// Cosine similarity, -1 to 1.
    pub similarity: f32,
}

/// Earlier questions with the SQL that answered them.
#[async_trait]
pub trait AnswerCache: Send + Sync {
    /// Whether there is one at all.
    fn is_configured(&self) -> bool {
        true
    }

    /// The stored questions of the scope nearest to the vector, nearest first.
    async fn nearest(
        &self,
        scope: &CacheScope,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault>;

    /// Stores the pair and gives its id. The same question in the same scope is replaced, unless
    /// the stored one is approved and the new one is not.
    async fn put(&self, scope: &CacheScope, entry: &CacheEntry) -> Result<String, Fault>;

    /// Removes the entry; no error when there is none.
    async fn remove(&self, entry_id: &str) -> Result<(), Fault>;
}

/// Stands where no cache is wanted: every question is new, and nothing is kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCache;

#[async_trait]
impl AnswerCache for NoCache {
    fn is_configured(&self) -> bool {
        false
    }

    async fn nearest(
        &self,
        _: &CacheScope,
        _: &[f32],
        _: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        Ok(Vec::new())
    }

    async fn put(&self, _: &CacheScope, _: &CacheEntry) -> Result<String, Fault> {
        let message = "no cache is configured, so nothing can be learned from an answer";
        Err(Fault::new(ErrorName::ConfigMissing, message))
    }

    async fn remove(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}
