//! The cache, in the database that a secret leads to.

use super::databases::{Logins, is_rejected};
use async_trait::async_trait;
use contract::{CachedAnswer, CuratedExample, ErrorName, Fault};
use ports::{
    AnswerCache, CacheEntry, CacheLimits, CacheScope, ExampleEntry, ExamplePut, ExampleStore,
    NearExample, StoredAnswer,
};
use postgres::{Address, PgVectorCache};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

/// A cache whose login is read when it is first needed, and read again when it is rejected.
pub(super) struct SecretCache {
    secret: String,
    logins: Arc<dyn Logins>,
    /// With the URL that it was opened with.
    open: Mutex<Option<(String, Arc<PgVectorCache>)>>,
}

impl SecretCache {
    pub(super) fn new(secret: String, logins: Arc<dyn Logins>) -> Self {
        Self {
            secret,
            logins,
            open: Mutex::default(),
        }
    }

    async fn cache(&self, anew: bool) -> Result<Arc<PgVectorCache>, Fault> {
        let url = self.logins.url(&self.secret, anew).await.map_err(named)?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, cache)) = open.as_ref()
            && *known == url
        {
            return Ok(Arc::clone(cache));
        }
        let cache = Arc::new(PgVectorCache::new(Address::parse(&url)?));
        *open = Some((url, Arc::clone(&cache)));
        Ok(cache)
    }

    /// Makes the call, and once more with a login read anew when the first was rejected.
    async fn ask<T, F>(
        &self,
        call: impl Fn(Arc<PgVectorCache>) -> F + Send + Sync,
    ) -> Result<T, Fault>
    where
        T: Send,
        F: Future<Output = Result<T, Fault>> + Send,
    {
        match call(self.cache(false).await?).await {
            Err(fault) if is_rejected(&fault) => call(self.cache(true).await?).await,
            ended => ended,
        }
    }
}

/// A secret that cannot be read just now keeps no question from being answered.
fn named(fault: Fault) -> Fault {
    if fault.name.retryable() {
        Fault::new(ErrorName::CacheUnavailable, fault.message.clone()).with_source(fault)
    } else {
        fault
    }
}

#[async_trait]
impl AnswerCache for SecretCache {
    async fn nearest(
        &self,
        scope: &CacheScope,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        self.ask(
            |cache| async move { AnswerCache::nearest(&*cache, scope, embedding, limit).await },
        )
        .await
    }

    async fn read_alike(
        &self,
        scope: &CacheScope,
        plan: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        self.ask(|cache| async move { cache.read_alike(scope, plan, embedding, limit).await })
            .await
    }

    async fn put(&self, scope: &CacheScope, entry: &CacheEntry) -> Result<String, Fault> {
        self.ask(|cache| async move { AnswerCache::put(&*cache, scope, entry).await })
            .await
    }

    async fn remove(&self, entry_id: &str) -> Result<(), Fault> {
        self.ask(|cache| async move { AnswerCache::remove(&*cache, entry_id).await })
            .await
    }

    async fn forget(&self, source: &str, question: &str) -> Result<(), Fault> {
        self.ask(|cache| async move { AnswerCache::forget(&*cache, source, question).await })
            .await
    }

    async fn count_hit(&self, entry_id: &str) -> Result<(), Fault> {
        self.ask(|cache| async move { cache.count_hit(entry_id).await })
            .await
    }

    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CachedAnswer>, Fault> {
        self.ask(|cache| async move { AnswerCache::list(&*cache, source, limit).await })
            .await
    }

    async fn clear(&self, source: Option<&str>) -> Result<u64, Fault> {
        self.ask(|cache| async move { cache.clear(source).await })
            .await
    }

    async fn prune(&self, source: &str, limits: &CacheLimits) -> Result<u64, Fault> {
        self.ask(|cache| async move { cache.prune(source, limits).await })
            .await
    }
}

#[async_trait]
impl ExampleStore for SecretCache {
    async fn nearest(
        &self,
        source: &str,
        space: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<NearExample>, Fault> {
        self.ask(|cache| async move {
            ExampleStore::nearest(&*cache, source, space, embedding, limit).await
        })
        .await
    }

    async fn put(&self, entry: &ExampleEntry) -> Result<ExamplePut, Fault> {
        self.ask(|cache| async move { ExampleStore::put(&*cache, entry).await })
            .await
    }

    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CuratedExample>, Fault> {
        self.ask(|cache| async move { ExampleStore::list(&*cache, source, limit).await })
            .await
    }

    async fn remove(&self, example_id: &str) -> Result<bool, Fault> {
        self.ask(|cache| async move { ExampleStore::remove(&*cache, example_id).await })
            .await
    }

    async fn forget(&self, source: &str, identity: &str) -> Result<(), Fault> {
        self.ask(|cache| async move { ExampleStore::forget(&*cache, source, identity).await })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::super::databases::fake::closed_database;
    use super::*;
    use std::sync::atomic::Ordering;
    use testkit::fixtures;

    #[tokio::test]
    async fn a_login_that_was_changed_is_read_again_once() {
        let logins = closed_database().await;
        let cache = SecretCache::new("secret".into(), logins.clone());
        let nearest = AnswerCache::nearest(&cache, &fixtures::scope(), &[1.0], 1).await;
        assert_eq!(nearest.unwrap_err().name, ErrorName::ConfigInvalid);
        assert_eq!(logins.read_anew.load(Ordering::Relaxed), 1);
    }
}
