//! The cache, in the database that a secret leads to.

use super::databases::{Logins, is_rejected};
use async_trait::async_trait;
use contract::{ErrorName, Fault};
use ports::{AnswerCache, CacheEntry, CacheScope, StoredAnswer};
use postgres::{Address, PgVectorCache};
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
}

/// A secret that cannot be read just now keeps no question from being answered.
fn named(fault: Fault) -> Fault {
    if fault.name.retryable() {
        Fault::new(ErrorName::CacheUnavailable, fault.message.clone()).with_source(fault)
    } else {
        fault
    }
}

fn rejected<T>(ended: &Result<T, Fault>) -> bool {
    ended.as_ref().is_err_and(is_rejected)
}

#[async_trait]
impl AnswerCache for SecretCache {
    async fn nearest(
        &self,
        scope: &CacheScope,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        let cache = self.cache(false).await?;
        let ended = cache.nearest(scope, embedding, limit).await;
        if rejected(&ended) {
            let cache = self.cache(true).await?;
            return cache.nearest(scope, embedding, limit).await;
        }
        ended
    }

    async fn put(&self, scope: &CacheScope, entry: &CacheEntry) -> Result<String, Fault> {
        let ended = self.cache(false).await?.put(scope, entry).await;
        if rejected(&ended) {
            return self.cache(true).await?.put(scope, entry).await;
        }
        ended
    }

    async fn remove(&self, entry_id: &str) -> Result<(), Fault> {
        let ended = self.cache(false).await?.remove(entry_id).await;
        if rejected(&ended) {
            return self.cache(true).await?.remove(entry_id).await;
        }
        ended
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
        let nearest = cache.nearest(&fixtures::scope(), &[1.0], 1).await;
        assert_eq!(nearest.unwrap_err().name, ErrorName::ConfigInvalid);
        assert_eq!(logins.read_anew.load(Ordering::Relaxed), 1);
    }
}
