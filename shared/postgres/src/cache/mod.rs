//! The port `AnswerCache` on PostgreSQL with pgvector.

mod examples;
mod link;
pub(crate) mod migrations;
mod row;
mod upkeep;

use crate::address::Address;
use async_trait::async_trait;
use contract::{CachedAnswer, ErrorName, Fault, Provenance};
use link::Link;
use ports::{AnswerCache, CacheEntry, CacheLimits, CacheScope, StoredAnswer};
use row::{stored_answer, text_of};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use tokio_postgres::types::ToSql;

/// The longest vectors that an HNSW index takes (pgvector); longer ones are compared one by one.
const MAX_INDEXED: usize = 2000;

/// Earlier questions and their SQL in PostgreSQL. A scope with few entries is searched exactly, one
/// with many through an HNSW index (Malkov and Yashunin, 2018), which goes on looking until it has
/// enough entries of the scope; the server's planner chooses.
///
/// The tables are made when they are first needed. The login must be allowed to make a schema, or
/// find `analyst_cache` made for it; the extension `vector` is made if it may, or must be there.
#[derive(Debug)]
pub struct PgVectorCache {
    link: Link,
    /// The lengths of vectors for which there is an index.
    indexed: Mutex<HashSet<usize>>,
}

impl PgVectorCache {
    /// The cache in the database at that address. Nothing is connected yet.
    pub fn new(address: Address) -> Self {
        Self {
            link: Link::new(address),
            indexed: Mutex::default(),
        }
    }

    async fn ensure_index(&self, dimension: usize) -> Result<(), Fault> {
        let is_known =
            |indexed: &mut HashSet<usize>| dimension > MAX_INDEXED || indexed.contains(&dimension);
        if is_known(&mut self.indexed.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        self.link.execute(&migrations::index(dimension)).await?;
        self.indexed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(dimension);
        Ok(())
    }
}

/// What is read of an entry.
const COLUMNS: &str = "entry_id::text, question, approved, sql, reading, plan, slots::text,
    tables::text, columns::text, embedding::text";

/// Entries with the same query plan. The similarity is NaN where vectors have no angle or differ in
/// length.
fn alike_sql(dimension: usize) -> String {
    format!(
        "SELECT {COLUMNS}, CASE WHEN vector_dims(embedding) = {dimension}
                THEN 1 - (embedding <=> $6::text::vector) ELSE 'NaN' END::float4 AS similarity
         FROM analyst_cache.entries
         WHERE source = $1 AND role = $2 AND fingerprint = $3 AND space = $4 AND plan = $5
         ORDER BY approved DESC, sequence DESC LIMIT $7"
    )
}

/// Entries nearest to a vector of so many numbers. The cast is what the index is on.
fn nearest_sql(dimension: usize) -> String {
    let distance = format!("embedding::vector({dimension}) <=> $5::text::vector({dimension})");
    format!(
        "SELECT {COLUMNS}, (1 - ({distance}))::float4 AS similarity
         FROM analyst_cache.entries
         WHERE source = $1 AND role = $2 AND fingerprint = $3 AND space = $4
           AND vector_dims(embedding) = {dimension}
         ORDER BY {distance}, approved DESC, sequence DESC LIMIT $6"
    )
}

/// One statement, so that of two writers one comes after the other. No row comes back when the
/// stored answer is approved and this one is not. A pair that takes another's place gets an id of its
/// own: a verdict on the old answer must not strike the new one.
const PUT: &str = "
    INSERT INTO analyst_cache.entries AS stored
        (source, role, fingerprint, space, question, question_key, approved, sql, reading,
         slots, tables, columns, embedding, plan)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
            $10::text::json, $11::text::json, $12::text::json, $13::text::vector, $14)
    ON CONFLICT (source, role, fingerprint, space, question_key) DO UPDATE
    SET entry_id = excluded.entry_id, sequence = excluded.sequence,
        created_at = excluded.created_at, approved = excluded.approved, sql = excluded.sql,
        reading = excluded.reading, slots = excluded.slots, tables = excluded.tables,
        columns = excluded.columns, embedding = excluded.embedding, plan = excluded.plan,
        hits = 0, last_hit_at = NULL
    WHERE excluded.approved OR NOT stored.approved
    RETURNING entry_id::text";

const STANDING: &str = "
    SELECT entry_id::text FROM analyst_cache.entries
    WHERE source = $1 AND role = $2 AND fingerprint = $3 AND space = $4 AND question_key = $5";

const REMOVE: &str = "DELETE FROM analyst_cache.entries WHERE entry_id::text = $1";

#[async_trait]
impl AnswerCache for PgVectorCache {
    async fn nearest(
        &self,
        scope: &CacheScope,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        if embedding.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let vector = text_of(embedding)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let [source, role, fingerprint, space] = parts(scope);
        let rows = self
            .link
            .query(
                &nearest_sql(embedding.len()),
                &[source, role, fingerprint, space, &vector, &limit],
            )
            .await?;
        rows.iter().map(stored_answer).collect()
    }

    async fn put(&self, scope: &CacheScope, entry: &CacheEntry) -> Result<String, Fault> {
        let embedding = text_of(&entry.embedding)?;
        self.ensure_index(entry.embedding.len()).await?;
        let [source, role, fingerprint, space] = parts(scope);
        let key = Sha256::digest(&entry.question).to_vec();
        let approved = entry.provenance == Provenance::Approved;
        let [slots, tables, columns] = [
            serde_json::to_string(&entry.slots),
            serde_json::to_string(&entry.tables),
            serde_json::to_string(&entry.columns),
        ]
        .map(|document| document.map_err(|error| not_stored(&error)));
        let (slots, tables, columns) = (slots?, tables?, columns?);
        let stored = self
            .link
            .query(
                PUT,
                &[
                    source,
                    role,
                    fingerprint,
                    space,
                    &entry.question,
                    &key,
                    &approved,
                    &entry.sql,
                    &entry.reading,
                    &slots,
                    &tables,
                    &columns,
                    &embedding,
                    &entry.plan,
                ],
            )
            .await?;
        let standing = match stored.first() {
            Some(_) => stored,
            None => {
                self.link
                    .query(STANDING, &[source, role, fingerprint, space, &key])
                    .await?
            }
        };
        let id = standing.first().map(|row| row.try_get(0));
        // Removed between the two statements: somebody rejected it just now.
        let gone = || {
            Fault::new(
                ErrorName::CacheUnavailable,
                "the entry was removed meanwhile",
            )
        };
        id.ok_or_else(gone)?.map_err(|error| not_stored(&error))
    }

    async fn remove(&self, entry_id: &str) -> Result<(), Fault> {
        self.link.query(REMOVE, &[&entry_id]).await.map(drop)
    }

    async fn read_alike(
        &self,
        scope: &CacheScope,
        plan: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        let vector = text_of(embedding)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let [source, role, fingerprint, space] = parts(scope);
        let rows = self
            .link
            .query(
                &alike_sql(embedding.len()),
                &[source, role, fingerprint, space, &plan, &vector, &limit],
            )
            .await?;
        rows.iter().map(stored_answer).collect()
    }

    async fn forget(&self, source: &str, question: &str) -> Result<(), Fault> {
        let parameters: [&(dyn ToSql + Sync); 2] = [&source, &question];
        self.link.query(upkeep::FORGET, &parameters).await.map(drop)
    }

    async fn count_hit(&self, entry_id: &str) -> Result<(), Fault> {
        self.link
            .query(upkeep::COUNT_HIT, &[&entry_id])
            .await
            .map(drop)
    }

    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CachedAnswer>, Fault> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.link.query(upkeep::LIST, &[&source, &limit]).await?;
        rows.iter().map(upkeep::cached_answer).collect()
    }

    async fn clear(&self, source: Option<&str>) -> Result<u64, Fault> {
        count_of(&self.link.query(upkeep::CLEAR, &[&source]).await?)
    }

    async fn prune(&self, source: &str, limits: &CacheLimits) -> Result<u64, Fault> {
        let idle = limits.idle.as_secs_f64();
        let entries = i64::try_from(limits.entries).unwrap_or(i64::MAX);
        let parameters: [&(dyn ToSql + Sync); 3] = [&source, &idle, &entries];
        count_of(&self.link.query(upkeep::PRUNE, &parameters).await?)
    }
}

fn count_of(rows: &[tokio_postgres::Row]) -> Result<u64, Fault> {
    let count = rows.first().map(|row| row.try_get::<_, i64>(0));
    let count = count.unwrap_or(Ok(0)).map_err(|error| not_stored(&error))?;
    Ok(count.unsigned_abs())
}

fn parts(scope: &CacheScope) -> [&(dyn ToSql + Sync); 4] {
    let CacheScope {
        source,
        role,
        fingerprint,
        space,
    } = scope;
    [source, role, fingerprint, space]
}

fn not_stored(error: &dyn std::fmt::Display) -> Fault {
    let message = format!("the entry cannot be written or read: {error}");
    Fault::new(ErrorName::Internal, message)
}
