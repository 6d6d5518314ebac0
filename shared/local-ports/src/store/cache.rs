use super::database::{Database, Survives};
use super::now;
use super::store_error::{StoreError, corrupt};
use super::vectors::{Near, Vectors};
use async_trait::async_trait;
use contract::{ErrorName, Fault, Provenance};
use ports::{AnswerCache, CacheEntry, CacheScope, StoredAnswer};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::HashMap;
use std::path::Path;
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

    fn forget(&self, entry_id: &str) -> Result<(), Fault> {
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
        self.blocking(move |cache| cache.forget(&entry_id)).await
    }
}

/// What became of a pair.
struct Put {
    /// The entry that stands for the question now.
    entry_id: String,
    /// Whether that is the new pair.
    stored: bool,
    /// The entry whose place it took.
    replaced: Option<String>,
}

/// A pair that takes another's place gets an id of its own: a verdict on the old answer must not
/// strike the new one.
fn put_row(
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
              tables, columns, embedding, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
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
        ])?;
    Ok(Put {
        entry_id,
        stored: true,
        replaced,
    })
}

fn stored_vectors(connection: &Connection, scope: &CacheScope) -> Result<Vectors, StoreError> {
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
            provenance: if approved {
                Provenance::Approved
            } else {
                Provenance::Auto
            },
            reading: row.get("reading")?,
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

fn stored_answer(
    connection: &Connection,
    near: Near,
    database: &Path,
) -> Result<StoredAnswer, StoreError> {
    let row = connection
        .prepare_cached(
            "SELECT question, slots, embedding, sql, tables, columns, approved, reading
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

fn is_approved(entry: &CacheEntry) -> bool {
    entry.provenance == Provenance::Approved
}

fn check_embedding(embedding: &[f32]) -> Result<(), Fault> {
    if !embedding.is_empty() && embedding.iter().all(|value| value.is_finite()) {
        return Ok(());
    }
    let message = "an embedding must be a vector of finite numbers";
    Err(Fault::new(ErrorName::InvalidInput, message))
}

fn to_bytes(vector: &[f32]) -> Vec<u8> {
    vector
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|chunk| f32::from_le_bytes(*chunk))
        .collect()
}
