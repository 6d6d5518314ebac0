use super::cache_rows::{
    count_hit, is_approved, listed, prune, put_row, read_alike, stored_answer, stored_vectors,
};
use super::database::{Database, Survives};
use super::vectors::Vectors;
use async_trait::async_trait;
use contract::{CachedAnswer, ErrorName, Fault};
use ports::{AnswerCache, CacheEntry, CacheLimits, CacheScope, StoredAnswer};
use rusqlite::params;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Scopes whose vectors are kept in memory. A scope ends with its catalogue's fingerprint, so old
/// ones pile up in a process that runs long.
const SCOPES_IN_MEMORY: usize = 32;

/// Earlier questions and their SQL in SQLite, with exact search over the vectors of a scope, which
/// are kept in memory from the first look-up on.
#[derive(Debug, Clone)]
pub struct SqliteCache {
    database: Database,
    scopes: Arc<Mutex<HashMap<CacheScope, Vectors>>>,
}

impl SqliteCache {
    /// The cache of the data directory.
    ///
    /// # Errors
    /// None now; opening a store may fail.
    pub fn open(database: &Database) -> Result<Self, Fault> {
        Ok(Self {
            database: database.clone(),
            scopes: Arc::default(),
        })
    }

    /// Held while the rows and the vectors change together.
    fn scopes(&self) -> MutexGuard<'_, HashMap<CacheScope, Vectors>> {
        self.scopes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn search(
        &self,
        scope: &CacheScope,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        let mut scopes = self.scopes();
        if !scopes.contains_key(scope) {
            let vectors = self
                .database
                .read(|connection| stored_vectors(connection, scope))?;
            if scopes.len() >= SCOPES_IN_MEMORY {
                scopes.clear();
            }
            scopes.insert(scope.clone(), vectors);
        }
        let near = scopes
            .get(scope)
            .map(|vectors| vectors.nearest(embedding, limit));
        self.database.read(|connection| {
            near.unwrap_or_default()
                .into_iter()
                .map(|near| stored_answer(connection, near, self.database.path()))
                .collect()
        })
    }

    fn store(&self, scope: &CacheScope, entry: &CacheEntry) -> Result<String, Fault> {
        check_embedding(&entry.embedding)?;
        let mut scopes = self.scopes();
        let put = self.database.write(Survives::PowerLoss, |transaction| {
            put_row(transaction, scope, entry)
        })?;
        if let Some(vectors) = scopes.get_mut(scope)
            && put.stored
        {
            if let Some(replaced) = &put.replaced {
                vectors.remove(replaced);
            }
            vectors.add(put.entry_id.clone(), is_approved(entry), &entry.embedding);
        }
        Ok(put.entry_id)
    }

    fn strike(&self, entry_id: &str) -> Result<(), Fault> {
        let mut scopes = self.scopes();
        self.database.write(Survives::PowerLoss, |transaction| {
            transaction.execute("DELETE FROM cache_entries WHERE entry_id = ?1", [entry_id])?;
            Ok(())
        })?;
        for vectors in scopes.values_mut() {
            vectors.remove(entry_id);
        }
        Ok(())
    }

    /// Removes many at once. The vectors in memory are read again at the next look-up.
    fn remove_rows(&self, sql: &str, parameters: [Option<&str>; 2]) -> Result<u64, Fault> {
        let mut scopes = self.scopes();
        let removed = self.database.write(Survives::PowerLoss, |transaction| {
            Ok(transaction.execute(sql, params![parameters[0], parameters[1]])?)
        })?;
        scopes.clear();
        Ok(removed as u64)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let cache = self.clone();
        self.database.blocking(move |_| work(&cache)).await
    }
}

#[async_trait]
impl AnswerCache for SqliteCache {
    async fn nearest(
        &self,
        scope: &CacheScope,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        let (scope, embedding) = (scope.clone(), embedding.to_vec());
        self.blocking(move |cache| cache.search(&scope, &embedding, limit))
            .await
    }

    async fn put(&self, scope: &CacheScope, entry: &CacheEntry) -> Result<String, Fault> {
        let (scope, entry) = (scope.clone(), entry.clone());
        self.blocking(move |cache| cache.store(&scope, &entry))
            .await
    }

    async fn remove(&self, entry_id: &str) -> Result<(), Fault> {
        let entry_id = entry_id.to_owned();
        self.blocking(move |cache| cache.strike(&entry_id)).await
    }

    async fn read_alike(
        &self,
        scope: &CacheScope,
        plan: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        let (scope, plan, embedding) = (scope.clone(), plan.to_owned(), embedding.to_vec());
        self.blocking(move |cache| {
            cache
                .database
                .read(|connection| read_alike(connection, &scope, &plan, &embedding, limit))
        })
        .await
    }

    async fn forget(&self, source: &str, question: &str) -> Result<(), Fault> {
        let (source, question) = (source.to_owned(), question.to_owned());
        self.blocking(move |cache| {
            let sql = "DELETE FROM cache_entries WHERE source = ?1 AND question = ?2";
            cache.remove_rows(sql, [Some(&source), Some(&question)])
        })
        .await
        .map(drop)
    }

    /// A count that a loss of power takes back is no harm, and an answer waits for it.
    async fn count_hit(&self, entry_id: &str) -> Result<(), Fault> {
        let entry_id = entry_id.to_owned();
        self.blocking(move |cache| {
            cache.database.write(Survives::Kill, |transaction| {
                count_hit(transaction, &entry_id)
            })
        })
        .await
    }

    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CachedAnswer>, Fault> {
        let source = source.map(str::to_owned);
        self.blocking(move |cache| {
            cache
                .database
                .read(|connection| listed(connection, source.as_deref(), limit))
        })
        .await
    }

    async fn clear(&self, source: Option<&str>) -> Result<u64, Fault> {
        let source = source.map(str::to_owned);
        self.blocking(move |cache| {
            let sql = "DELETE FROM cache_entries WHERE (?1 IS NULL OR source = ?1) AND ?2 IS NULL";
            cache.remove_rows(sql, [source.as_deref(), None])
        })
        .await
    }

    async fn prune(&self, source: &str, limits: &CacheLimits) -> Result<u64, Fault> {
        let (source, limits) = (source.to_owned(), *limits);
        self.blocking(move |cache| {
            let mut scopes = cache.scopes();
            let pruned = cache.database.write(Survives::Kill, |transaction| {
                prune(transaction, &source, &limits)
            })?;
            if pruned > 0 {
                scopes.clear();
            }
            Ok(pruned as u64)
        })
        .await
    }
}

fn check_embedding(embedding: &[f32]) -> Result<(), Fault> {
    if !embedding.is_empty() && embedding.iter().all(|value| value.is_finite()) {
        return Ok(());
    }
    let message = "an embedding must be a vector of finite numbers";
    Err(Fault::new(ErrorName::InvalidInput, message))
}
