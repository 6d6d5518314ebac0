use super::cache_rows::{from_bytes, to_bytes};
use super::database::{Database, Survives};
use super::now;
use super::store_error::StoreError;
use super::vectors::cosine;
use async_trait::async_trait;
use contract::{CuratedExample, ErrorName, ExampleOrigin, Fault};
use ports::{ExampleEntry, ExamplePut, ExampleStore, NearExample};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Curated pairs in SQLite, searched exactly: a source has hundreds of them, not millions.
#[derive(Debug, Clone)]
pub struct SqliteExamples {
    database: Database,
}

impl SqliteExamples {
    /// The examples of the data directory.
    pub fn open(database: &Database) -> Self {
        Self {
            database: database.clone(),
        }
    }
}

#[async_trait]
impl ExampleStore for SqliteExamples {
    async fn nearest(
        &self,
        source: &str,
        space: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<NearExample>, Fault> {
        let (source, space, embedding) = (source.to_owned(), space.to_owned(), embedding.to_vec());
        self.database
            .blocking(move |database| {
                let mut near = database
                    .read(|connection| with_similarity(connection, &source, &space, &embedding))?;
                near.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
                near.truncate(limit);
                Ok(near)
            })
            .await
    }

    async fn put(&self, entry: &ExampleEntry) -> Result<ExamplePut, Fault> {
        let whole = !entry.embedding.is_empty() && entry.embedding.iter().all(|v| v.is_finite());
        if !whole {
            let message = "an embedding must be a vector of finite numbers";
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        let entry = entry.clone();
        self.database
            .blocking(move |database| {
                database.write(Survives::PowerLoss, |transaction| put(transaction, &entry))
            })
            .await
    }

    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CuratedExample>, Fault> {
        let source = source.map(str::to_owned);
        self.database
            .blocking(move |database| {
                database.read(|connection| listed(connection, source.as_deref(), limit))
            })
            .await
    }

    async fn remove(&self, example_id: &str) -> Result<bool, Fault> {
        let example_id = example_id.to_owned();
        self.database
            .blocking(move |database| {
                database.write(Survives::PowerLoss, |transaction| {
                    let sql = "DELETE FROM examples WHERE example_id = ?1";
                    Ok(transaction.execute(sql, [&example_id])? > 0)
                })
            })
            .await
    }

    async fn forget(&self, source: &str, identity: &str) -> Result<(), Fault> {
        let (source, identity) = (source.to_owned(), identity.to_owned());
        self.database
            .blocking(move |database| {
                database.write(Survives::PowerLoss, |transaction| {
                    let sql = "DELETE FROM examples WHERE source = ?1 AND identity = ?2";
                    transaction.execute(sql, params![source, identity])?;
                    Ok(())
                })
            })
            .await
    }
}

fn put(transaction: &Transaction<'_>, entry: &ExampleEntry) -> Result<ExamplePut, StoreError> {
    let earlier: Option<(String, String)> = transaction
        .query_row(
            "SELECT example_id, origin FROM examples WHERE source = ?1 AND identity = ?2",
            params![entry.source, entry.identity],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let draft = ExampleOrigin::Drafted;
    if let Some((example_id, origin)) = &earlier
        && entry.origin == draft
        && origin != draft.as_str()
    {
        return Ok(ExamplePut {
            example_id: example_id.clone(),
            merged: true,
        });
    }
    let example_id = uuid::Uuid::now_v7().to_string();
    transaction.execute(
        "INSERT OR REPLACE INTO examples
         (example_id, source, identity, question, sql, origin, space, embedding, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            example_id,
            entry.source,
            entry.identity,
            entry.question,
            entry.sql,
            entry.origin.as_str(),
            entry.space,
            to_bytes(&entry.embedding),
            now(),
        ],
    )?;
    Ok(ExamplePut {
        example_id,
        merged: earlier.is_some(),
    })
}

/// All pairs but the drafts, the newest first.
fn with_similarity(
    connection: &Connection,
    source: &str,
    space: &str,
    embedding: &[f32],
) -> Result<Vec<NearExample>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT example_id, source, question, sql, origin, created_at, embedding FROM examples
         WHERE source = ?1 AND space = ?2 AND origin <> ?3 ORDER BY sequence DESC",
    )?;
    let draft = ExampleOrigin::Drafted.as_str();
    let rows = statement.query_map(params![source, space, draft], |row| {
        let stored = from_bytes(row.get_ref("embedding")?.as_blob()?);
        Ok(NearExample {
            example: example(row)?,
            similarity: cosine(&stored, embedding),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn listed(
    connection: &Connection,
    source: Option<&str>,
    limit: usize,
) -> Result<Vec<CuratedExample>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT example_id, source, question, sql, origin, created_at FROM examples
         WHERE ?1 IS NULL OR source = ?1 ORDER BY sequence DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![source, limit], example)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn example(row: &Row<'_>) -> rusqlite::Result<CuratedExample> {
    let origin: String = row.get("origin")?;
    Ok(CuratedExample {
        example_id: row.get("example_id")?,
        source: row.get("source")?,
        question: row.get("question")?,
        sql: row.get("sql")?,
        origin: match origin.as_str() {
            "approved" => ExampleOrigin::Approved,
            "drafted" => ExampleOrigin::Drafted,
            _ => ExampleOrigin::Given,
        },
        created_at: row.get("created_at")?,
    })
}
