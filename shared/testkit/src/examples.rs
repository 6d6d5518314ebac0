use crate::cache::cosine;
use crate::switch::{FaultSwitch, lock};
use async_trait::async_trait;
use contract::{CuratedExample, ErrorName, ExampleOrigin, Fault};
use ports::{ExampleEntry, ExamplePut, ExampleStore, NearExample};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Curated pairs in memory.
#[derive(Debug, Default)]
pub struct MemoryExamples {
    stored: Mutex<Vec<(String, ExampleEntry)>>,
    last_id: AtomicU64,
    switch: FaultSwitch,
}

impl MemoryExamples {
    /// Makes every call from now on fail; `None` mends it.
    pub fn fail(&self, name: Option<ErrorName>) {
        self.switch.set(name);
    }

    /// Everything stored, in the order it came.
    pub fn entries(&self) -> Vec<ExampleEntry> {
        lock(&self.stored)
            .iter()
            .map(|(_, entry)| entry.clone())
            .collect()
    }
}

fn shown((id, entry): &(String, ExampleEntry)) -> CuratedExample {
    CuratedExample {
        example_id: id.clone(),
        source: entry.source.clone(),
        question: entry.question.clone(),
        sql: entry.sql.clone(),
        origin: entry.origin,
        created_at: "2024-06-01T09:00:00Z".to_owned(),
    }
}

#[async_trait]
impl ExampleStore for MemoryExamples {
    async fn nearest(
        &self,
        source: &str,
        space: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<NearExample>, Fault> {
        self.switch.check()?;
        let stored = lock(&self.stored);
        let mut near: Vec<NearExample> = stored
            .iter()
            .rev()
            .filter(|(_, entry)| entry.source == source && entry.space == space)
            .filter(|(_, entry)| entry.origin != ExampleOrigin::Drafted)
            .map(|stored| NearExample {
                example: shown(stored),
                similarity: cosine(&stored.1.embedding, embedding),
            })
            .collect();
        near.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
        near.truncate(limit);
        Ok(near)
    }

    async fn put(&self, entry: &ExampleEntry) -> Result<ExamplePut, Fault> {
        self.switch.check()?;
        let mut stored = lock(&self.stored);
        let same = |(_, other): &(String, ExampleEntry)| {
            other.source == entry.source && other.identity == entry.identity
        };
        let at = stored.iter().position(same);
        if let Some((id, other)) = at.and_then(|at| stored.get(at))
            && entry.origin == ExampleOrigin::Drafted
            && other.origin != ExampleOrigin::Drafted
        {
            return Ok(ExamplePut {
                example_id: id.clone(),
                merged: true,
            });
        }
        if let Some(at) = at {
            stored.remove(at);
        }
        let id = format!(
            "example-{}",
            self.last_id.fetch_add(1, Ordering::Relaxed) + 1
        );
        stored.push((id.clone(), entry.clone()));
        Ok(ExamplePut {
            example_id: id,
            merged: at.is_some(),
        })
    }

    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CuratedExample>, Fault> {
        self.switch.check()?;
        Ok(lock(&self.stored)
            .iter()
            .rev()
            .filter(|(_, entry)| source.is_none_or(|source| entry.source == source))
            .take(limit)
            .map(shown)
            .collect())
    }

    async fn remove(&self, example_id: &str) -> Result<bool, Fault> {
        self.switch.check()?;
        let mut stored = lock(&self.stored);
        let before = stored.len();
        stored.retain(|(id, _)| id != example_id);
        Ok(stored.len() < before)
    }

    async fn forget(&self, source: &str, identity: &str) -> Result<(), Fault> {
        self.switch.check()?;
        lock(&self.stored)
            .retain(|(_, entry)| entry.source != source || entry.identity != identity);
        Ok(())
    }
}
