//! The rows of the cache.

use super::now;
use super::store_error::{StoreError, corrupt};
use super::vectors::{Near, Vectors, cosine};
use contract::{CachedAnswer, Provenance};
use ports::{CacheEntry, CacheLimits, CacheScope, StoredAnswer};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::path::Path;

/// What became of a pair.
pub(super) struct Put {
    /// The entry that stands for the question now.
    pub(super) entry_id: String,
    /// Whether that is the new pair.
    pub(super) stored: bool,
    /// The entry whose place it took.
    pub(super) replaced: Option<String>,
}

/// A pair that takes another's place gets an id of its own: a verdict on the old answer must not
/// strike the new one.
pub(super) fn put_row(
    transaction: &Transaction<'_>,
    scope: &CacheScope,
    entry: &CacheEntry,
) -> Result<Put, StoreError> {
    let CacheScope {
        source,
        role,
        fingerprint,
        space,
    } = scope;
    let earlier: Option<(String, bool)> = transaction
        .prepare_cached(
            "SELECT entry_id, approved FROM cache_entries
             WHERE source = ?1 AND role = ?2 AND fingerprint = ?3 AND space = ?4 AND question = ?5",
        )?
        .query_row(
            params![source, role, fingerprint, space, entry.question],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let replaced = match earlier {
        Some((entry_id, true)) if !is_approved(entry) => {
            return Ok(Put {
                entry_id,
                stored: false,
                replaced: None,
            });
        }
        Some((entry_id, _)) => Some(entry_id),
        None => None,
    };
    let entry_id = uuid::Uuid::now_v7().to_string();
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO cache_entries
             (entry_id, source, role, fingerprint, space, question, approved, sql, reading, slots,
              tables, columns, embedding, created_at, plan)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            entry_id,
            source,
            role,
            fingerprint,
            space,
            entry.question,
            is_approved(entry),
            entry.sql,
            entry.reading,
            serde_json::to_string(&entry.slots)?,
            serde_json::to_string(&entry.tables)?,
            serde_json::to_string(&entry.columns)?,
            to_bytes(&entry.embedding),
            now(),
            entry.plan,
        ])?;
    Ok(Put {
        entry_id,
        stored: true,
        replaced,
    })
}

pub(super) fn stored_vectors(
    connection: &Connection,
    scope: &CacheScope,
) -> Result<Vectors, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry_id, approved, embedding FROM cache_entries
         WHERE source = ?1 AND role = ?2 AND fingerprint = ?3 AND space = ?4 ORDER BY sequence",
    )?;
    let CacheScope {
        source,
        role,
        fingerprint,
        space,
    } = scope;
    let mut rows = statement.query(params![source, role, fingerprint, space])?;
    let mut vectors = Vectors::default();
    while let Some(row) = rows.next()? {
        let embedding = from_bytes(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?);
        vectors.add(row.get(0)?, row.get(1)?, &embedding);
    }
    Ok(vectors)
}

/// The columns of an entry as they are stored.
struct EntryRow {
    documents: [String; 3],
    entry: CacheEntry,
}

impl EntryRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let approved: bool = row.get("approved")?;
        let entry = CacheEntry {
            question: row.get("question")?,
            slots: contract::Slots::default(),
            embedding: from_bytes(row.get_ref("embedding")?.as_blob()?),
            sql: row.get("sql")?,
            tables: Vec::new(),
            columns: Vec::new(),
            provenance: provenance(approved),
            reading: row.get("reading")?,
            plan: row.get("plan")?,
        };
        Ok(Self {
            documents: [row.get("slots")?, row.get("tables")?, row.get("columns")?],
            entry,
        })
    }

    fn into_entry(self) -> Result<CacheEntry, StoreError> {
        let [slots, tables, columns] = self.documents;
        Ok(CacheEntry {
            slots: serde_json::from_str(&slots)?,
            tables: serde_json::from_str(&tables)?,
            columns: serde_json::from_str(&columns)?,
            ..self.entry
        })
    }
}

pub(super) fn stored_answer(
    connection: &Connection,
    near: Near,
    database: &Path,
) -> Result<StoredAnswer, StoreError> {
    let row = connection
        .prepare_cached(
            "SELECT question, slots, embedding, sql, tables, columns, approved, reading, plan
             FROM cache_entries WHERE entry_id = ?1",
        )?
        .query_row([&near.entry_id], EntryRow::read)
        .optional()?
        .ok_or_else(|| corrupt(database))?;
    let entry = row.into_entry()?;
    Ok(StoredAnswer {
        entry_id: near.entry_id,
        entry,
        similarity: near.similarity,
    })
}

pub(super) fn is_approved(entry: &CacheEntry) -> bool {
    entry.provenance == Provenance::Approved
}

pub(super) fn to_bytes(vector: &[f32]) -> Vec<u8> {
    vector
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

pub(super) fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|chunk| f32::from_le_bytes(*chunk))
        .collect()
}

/// The entries of the scope with that plan, with their similarity to the vector.
pub(super) fn read_alike(
    connection: &Connection,
    scope: &CacheScope,
    plan: &str,
    embedding: &[f32],
    limit: usize,
) -> Result<Vec<StoredAnswer>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry_id, question, slots, embedding, sql, tables, columns, approved, reading, plan
         FROM cache_entries
         WHERE source = ?1 AND role = ?2 AND fingerprint = ?3 AND space = ?4 AND plan = ?5
         ORDER BY approved DESC, sequence DESC LIMIT ?6",
    )?;
    let CacheScope {
        source,
        role,
        fingerprint,
        space,
    } = scope;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![source, role, fingerprint, space, plan, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let entry_id: String = row.get("entry_id")?;
        let entry = EntryRow::read(row)?.into_entry()?;
        found.push(StoredAnswer {
            entry_id,
            similarity: cosine(&entry.embedding, embedding),
            entry,
        });
    }
    Ok(found)
}

pub(super) fn count_hit(connection: &Transaction<'_>, entry_id: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE cache_entries SET hits = hits + 1, last_hit_at = ?2 WHERE entry_id = ?1",
        )?
        .execute(params![entry_id, now()])?;
    Ok(())
}

pub(super) fn listed(
    connection: &Connection,
    source: Option<&str>,
    limit: usize,
) -> Result<Vec<CachedAnswer>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry_id, source, role, question, sql, approved, created_at, hits, last_hit_at
         FROM cache_entries WHERE ?1 IS NULL OR source = ?1 ORDER BY sequence DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![source, limit], |row| {
        let approved: bool = row.get("approved")?;
        let hits: i64 = row.get("hits")?;
        Ok(CachedAnswer {
            entry_id: row.get("entry_id")?,
            source: row.get("source")?,
            role: row.get("role")?,
            question: row.get("question")?,
            sql: row.get("sql")?,
            provenance: provenance(approved),
            created_at: row.get("created_at")?,
            hits: hits.unsigned_abs(),
            last_hit_at: row.get("last_hit_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes what is beyond the limits: first what lay idle, then what was served or made longest ago.
pub(super) fn prune(
    transaction: &Transaction<'_>,
    source: &str,
    limits: &CacheLimits,
) -> Result<usize, StoreError> {
    let idle = jiff::SignedDuration::try_from(limits.idle).unwrap_or(jiff::SignedDuration::MAX);
    let oldest = jiff::Timestamp::now().checked_sub(idle);
    let oldest = oldest.map_or_else(|_| String::new(), |oldest| format!("{oldest:.3}"));
    let idle = transaction.execute(
        "DELETE FROM cache_entries
         WHERE source = ?1 AND NOT approved AND coalesce(last_hit_at, created_at) < ?2",
        params![source, oldest],
    )?;
    let entries = i64::try_from(limits.entries).unwrap_or(i64::MAX);
    let over = transaction.execute(
        "DELETE FROM cache_entries WHERE sequence IN (
             SELECT sequence FROM cache_entries WHERE source = ?1 AND NOT approved
             ORDER BY coalesce(last_hit_at, created_at) DESC, sequence DESC LIMIT -1 OFFSET ?2)",
        params![source, entries],
    )?;
    Ok(idle + over)
}

fn provenance(approved: bool) -> Provenance {
    if approved {
        Provenance::Approved
    } else {
        Provenance::Auto
    }
}
