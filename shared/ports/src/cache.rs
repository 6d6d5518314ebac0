use crate::Embedder;
use async_trait::async_trait;
use contract::{CachedAnswer, Catalog, ErrorName, Fault, Provenance, Slots, Source};
use std::time::Duration;

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
    /// The key of the question's query plan, where it was read surely.
    pub plan: Option<String>,
}

/// How much a cache keeps. What a person approved is always kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheLimits {
    /// Entries of one source; beyond, those go first that were served or made longest ago.
    pub entries: u64,
    /// How long an entry stays that is not served.
    pub idle: Duration,
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self {
            entries: 1_000_000,
            idle: Duration::from_secs(365 * 24 * 60 * 60),
        }
    }
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

    /// The stored questions of the scope whose query plan has this key, the approved ones first, then
    /// the newest, with their similarity to the vector.
    async fn read_alike(
        &self,
        scope: &CacheScope,
        plan: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault>;

    /// Stores the pair and gives its id. The same question in the same scope is replaced, unless
    /// the stored one is approved and the new one is not.
    async fn put(&self, scope: &CacheScope, entry: &CacheEntry) -> Result<String, Fault>;

    /// Removes the entry; no error when there is none.
    async fn remove(&self, entry_id: &str) -> Result<(), Fault>;

    /// Removes every entry of the source with this question, whatever its role and its fingerprint.
    async fn forget(&self, source: &str, question: &str) -> Result<(), Fault>;

    /// Counts that the entry was served just now; no error when there is none.
    async fn count_hit(&self, entry_id: &str) -> Result<(), Fault>;

    /// The entries, of one source or of all, newest first.
    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CachedAnswer>, Fault>;

    /// Removes all entries, of one source or of all, and gives how many there were.
    async fn clear(&self, source: Option<&str>) -> Result<u64, Fault>;

    /// Removes from a source what is beyond the limits, and gives how many there were.
    async fn prune(&self, source: &str, limits: &CacheLimits) -> Result<u64, Fault>;
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

    async fn read_alike(
        &self,
        _: &CacheScope,
        _: &str,
        _: &[f32],
        _: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        Ok(Vec::new())
    }

    async fn forget(&self, _: &str, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    async fn count_hit(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    async fn list(&self, _: Option<&str>, _: usize) -> Result<Vec<CachedAnswer>, Fault> {
        Ok(Vec::new())
    }

    async fn clear(&self, _: Option<&str>) -> Result<u64, Fault> {
        Ok(0)
    }

    async fn prune(&self, _: &str, _: &CacheLimits) -> Result<u64, Fault> {
        Ok(0)
    }
}
