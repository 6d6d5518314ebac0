use crate::switch::{FaultSwitch, lock};
use async_trait::async_trait;
use contract::{CachedAnswer, ErrorName, Fault, Provenance};
use ports::{AnswerCache, CacheEntry, CacheLimits, CacheScope, StoredAnswer};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Clone)]
struct Stored {
    id: String,
    scope: CacheScope,
    entry: CacheEntry,
    hits: u64,
}

/// Stored pairs in memory, searched exactly.
#[derive(Debug, Default)]
pub struct MemoryCache {
    stored: Mutex<Vec<Stored>>,
    last_id: AtomicU64,
    switch: FaultSwitch,
}

impl MemoryCache {
    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything stored, in the order it came.
    pub fn entries(&self) -> Vec<(CacheScope, CacheEntry)> {
        lock(&self.stored)
            .iter()
            .map(|s| (s.scope.clone(), s.entry.clone()))
            .collect()
    }

    /// Makes every call from now on fail; `None` mends it.
    pub fn fail(&self, name: Option<ErrorName>) {
        self.switch.set(name);
    }
}

#[async_trait]
impl AnswerCache for MemoryCache {
    async fn nearest(
        &self,
        scope: &CacheScope,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        self.switch.check()?;
        let stored = lock(&self.stored);
        let mut found: Vec<StoredAnswer> = stored
            .iter()
            .filter(|stored| stored.scope == *scope)
            .map(|stored| StoredAnswer {
                entry_id: stored.id.clone(),
                similarity: cosine(&stored.entry.embedding, embedding),
                entry: stored.entry.clone(),
            })
            .collect();
        found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
        found.truncate(limit);
        Ok(found)
    }

    async fn put(&self, scope: &CacheScope, entry: &CacheEntry) -> Result<String, Fault> {
        self.switch.check()?;
        let mut stored = lock(&self.stored);
        let same = |s: &&mut Stored| s.scope == *scope && s.entry.question == entry.question;
        if let Some(existing) = stored.iter_mut().find(same) {
            let keeps = existing.entry.provenance == Provenance::Approved
                && entry.provenance != Provenance::Approved;
            if !keeps {
                existing.entry = entry.clone();
            }
            return Ok(existing.id.clone());
        }
        let id = format!("entry-{}", self.last_id.fetch_add(1, Ordering::Relaxed) + 1);
        stored.push(Stored {
            id: id.clone(),
            scope: scope.clone(),
            entry: entry.clone(),
            hits: 0,
        });
        Ok(id)
    }

    async fn remove(&self, entry_id: &str) -> Result<(), Fault> {
        self.switch.check()?;
        lock(&self.stored).retain(|stored| stored.id != entry_id);
        Ok(())
    }

    async fn read_alike(
        &self,
        scope: &CacheScope,
        plan: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        let all = self.nearest(scope, embedding, usize::MAX).await?;
        let mut alike: Vec<StoredAnswer> = all
            .into_iter()
            .filter(|stored| stored.entry.plan.as_deref() == Some(plan))
            .collect();
        alike.sort_by_key(|stored| stored.entry.provenance != Provenance::Approved);
        alike.truncate(limit);
        Ok(alike)
    }

    async fn forget(&self, source: &str, question: &str) -> Result<(), Fault> {
        self.switch.check()?;
        lock(&self.stored)
            .retain(|stored| stored.scope.source != source || stored.entry.question != question);
        Ok(())
    }

    async fn count_hit(&self, entry_id: &str) -> Result<(), Fault> {
        self.switch.check()?;
        for stored in lock(&self.stored).iter_mut().filter(|s| s.id == entry_id) {
            stored.hits += 1;
        }
        Ok(())
    }

    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CachedAnswer>, Fault> {
        self.switch.check()?;
        Ok(lock(&self.stored)
            .iter()
            .rev()
            .filter(|stored| source.is_none_or(|source| stored.scope.source == source))
            .take(limit)
            .map(|stored| CachedAnswer {
                entry_id: stored.id.clone(),
                source: stored.scope.source.clone(),
                role: stored.scope.role.clone(),
                question: stored.entry.question.clone(),
                sql: stored.entry.sql.clone(),
                provenance: stored.entry.provenance,
                created_at: "2024-06-01T09:00:00Z".to_owned(),
                hits: stored.hits,
                last_hit_at: None,
            })
            .collect())
    }

    async fn clear(&self, source: Option<&str>) -> Result<u64, Fault> {
        self.switch.check()?;
        let mut stored = lock(&self.stored);
        let before = stored.len();
        stored.retain(|stored| source.is_some_and(|source| stored.scope.source != source));
        Ok((before - stored.len()) as u64)
    }

    async fn prune(&self, source: &str, limits: &CacheLimits) -> Result<u64, Fault> {
        self.switch.check()?;
        let mut stored = lock(&self.stored);
        let is_judged =
            |s: &Stored| s.scope.source == source && s.entry.provenance == Provenance::Auto;
        let count = stored.iter().filter(|s| is_judged(s)).count() as u64;
        let mut over = count.saturating_sub(limits.entries);
        let before = stored.len();
        stored.retain(|s| {
            let goes = over > 0 && is_judged(s);
            over -= u64::from(goes);
            !goes
        });
        Ok((before - stored.len()) as u64)
    }
}

pub(crate) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
    let lengths = (dot(a, a) * dot(b, b)).sqrt();
    if lengths > 0.0 {
        (dot(a, b) / lengths).clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[tokio::test]
    async fn nearest_first_within_the_scope() {
        let cache = MemoryCache::new();
        let scope = fixtures::scope();
        let other = CacheScope {
            role: "intern".into(),
            ..scope.clone()
        };
        cache
            .put(&scope, &fixtures::entry("a", &[1.0, 0.0]))
            .await
            .unwrap();
        cache
            .put(&scope, &fixtures::entry("b", &[1.0, 1.0]))
            .await
            .unwrap();
        cache
            .put(&other, &fixtures::entry("c", &[1.0, 0.0]))
            .await
            .unwrap();
        let found = cache.nearest(&scope, &[2.0, 0.0], 5).await.unwrap();
        let questions: Vec<_> = found.iter().map(|f| f.entry.question.as_str()).collect();
        assert_eq!(questions, ["a", "b"]);
        assert!((found[0].similarity - 1.0).abs() < 1e-6);
        assert_eq!(
            cache.nearest(&scope, &[1.0, 0.0], 1).await.unwrap().len(),
            1
        );
    }

    #[tokio::test]
    async fn an_approved_pair_yields_only_to_an_approved_one() {
        let cache = MemoryCache::new();
        let scope = fixtures::scope();
        let mut entry = fixtures::entry("a", &[1.0]);
        entry.provenance = Provenance::Approved;
        let id = cache.put(&scope, &entry).await.unwrap();
        let mut worse = fixtures::entry("a", &[1.0]);
        worse.sql = "SELECT 2".into();
        assert_eq!(cache.put(&scope, &worse).await.unwrap(), id);
        assert_eq!(cache.entries()[0].1.sql, entry.sql);
        worse.provenance = Provenance::Approved;
        cache.put(&scope, &worse).await.unwrap();
        assert_eq!(cache.entries()[0].1.sql, "SELECT 2");
        cache.remove(&id).await.unwrap();
        cache.remove(&id).await.unwrap();
        assert!(cache.entries().is_empty());
    }
}
