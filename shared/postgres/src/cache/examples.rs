//! The port `ExampleStore`, in the same database as the cache. A source has hundreds of pairs, not
//! millions: they are searched exactly.

use super::row::{cell, text_of};
use super::{PgVectorCache, not_stored};
use async_trait::async_trait;
use contract::{CuratedExample, ErrorName, ExampleOrigin, Fault};
use ports::{ExampleEntry, ExamplePut, ExampleStore, NearExample};
use sha2::{Digest, Sha256};
use tokio_postgres::Row;

const COLUMNS: &str = "example_id::text, source, question, sql, origin,
    to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS created_at";

/// One statement, so that of two writers one comes after the other. No row comes back when a draft
/// meets a pair of a person.
const PUT: &str = "
    INSERT INTO analyst_cache.examples AS stored
        (source, identity_key, question, sql, origin, space, embedding)
    VALUES ($1, $2, $3, $4, $5, $6, $7::text::vector)
    ON CONFLICT (source, identity_key) DO UPDATE
    SET example_id = excluded.example_id, sequence = excluded.sequence,
        created_at = excluded.created_at, question = excluded.question, sql = excluded.sql,
        origin = excluded.origin, space = excluded.space, embedding = excluded.embedding
    WHERE excluded.origin <> 'drafted' OR stored.origin = 'drafted'
    RETURNING example_id::text, xmax <> 0 AS merged";

const STANDING: &str = "
    SELECT example_id::text, true AS merged FROM analyst_cache.examples
    WHERE source = $1 AND identity_key = $2";

#[async_trait]
impl ExampleStore for PgVectorCache {
    async fn nearest(
        &self,
        source: &str,
        space: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<NearExample>, Fault> {
        if embedding.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let vector = text_of(embedding)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let dimension = embedding.len();
        let distance = format!("embedding::vector({dimension}) <=> $3::text::vector({dimension})");
        let sql = format!(
            "SELECT {COLUMNS}, (1 - ({distance}))::float4 AS similarity FROM analyst_cache.examples
             WHERE source = $1 AND space = $2 AND origin <> 'drafted'
               AND vector_dims(embedding) = {dimension}
             ORDER BY {distance}, sequence DESC LIMIT $4"
        );
        let rows = self
            .link
            .query(&sql, &[&source, &space, &vector, &limit])
            .await?;
        rows.iter()
            .map(|row| {
                let similarity: f32 = cell(row, "similarity")?;
                Ok(NearExample {
                    example: example(row)?,
                    similarity: if similarity.is_nan() { 0.0 } else { similarity },
                })
            })
            .collect()
    }

    async fn put(&self, entry: &ExampleEntry) -> Result<ExamplePut, Fault> {
        let embedding = text_of(&entry.embedding)?;
        let key = Sha256::digest(&entry.identity).to_vec();
        let stored = self
            .link
            .query(
                PUT,
                &[
                    &entry.source,
                    &key,
                    &entry.question,
                    &entry.sql,
                    &entry.origin.as_str(),
                    &entry.space,
                    &embedding,
                ],
            )
            .await?;
        let standing = match stored.first() {
            Some(_) => stored,
            None => self.link.query(STANDING, &[&entry.source, &key]).await?,
        };
        let Some(row) = standing.first() else {
            // Removed between the two statements.
            let message = "the example was removed meanwhile";
            return Err(Fault::new(ErrorName::CacheUnavailable, message));
        };
        Ok(ExamplePut {
            example_id: cell(row, "example_id")?,
            merged: cell(row, "merged")?,
        })
    }

    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CuratedExample>, Fault> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = format!(
            "SELECT {COLUMNS} FROM analyst_cache.examples WHERE $1::text IS NULL OR source = $1
             ORDER BY sequence DESC LIMIT $2"
        );
        let rows = self.link.query(&sql, &[&source, &limit]).await?;
        rows.iter().map(example).collect()
    }

    async fn remove(&self, example_id: &str) -> Result<bool, Fault> {
        let sql = "DELETE FROM analyst_cache.examples WHERE example_id::text = $1 RETURNING 1";
        let rows = self.link.query(sql, &[&example_id]).await?;
        Ok(!rows.is_empty())
    }

    async fn forget(&self, source: &str, identity: &str) -> Result<(), Fault> {
        let key = Sha256::digest(identity).to_vec();
        let sql = "DELETE FROM analyst_cache.examples WHERE source = $1 AND identity_key = $2";
        self.link.query(sql, &[&source, &key]).await.map(drop)
    }
}

fn example(row: &Row) -> Result<CuratedExample, Fault> {
    let origin: &str = cell(row, "origin")?;
    Ok(CuratedExample {
        example_id: cell(row, "example_id")?,
        source: cell(row, "source")?,
        question: cell(row, "question")?,
        sql: cell(row, "sql")?,
        origin: match origin {
            "approved" => ExampleOrigin::Approved,
            "drafted" => ExampleOrigin::Drafted,
            "given" => ExampleOrigin::Given,
            other => return Err(not_stored(&format!("no origin is called {other}"))),
        },
        created_at: cell(row, "created_at")?,
    })
}
