//! What is kept of the cache, what is shown of it, and what goes.

use super::row::cell;
use contract::{CachedAnswer, Fault, Provenance};
use tokio_postgres::Row;

pub(super) const FORGET: &str =
    "DELETE FROM analyst_cache.entries WHERE source = $1 AND question = $2";

pub(super) const COUNT_HIT: &str = "
    UPDATE analyst_cache.entries SET hits = hits + 1, last_hit_at = now() WHERE entry_id::text = $1";

pub(super) const LIST: &str = "
    SELECT entry_id::text, source, role, question, sql, approved, hits,
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS created_at,
        to_char(last_hit_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS last_hit_at
    FROM analyst_cache.entries WHERE $1::text IS NULL OR source = $1
    ORDER BY sequence DESC LIMIT $2";

pub(super) const CLEAR: &str = "
    WITH gone AS (
        DELETE FROM analyst_cache.entries WHERE $1::text IS NULL OR source = $1 RETURNING 1)
    SELECT count(*) FROM gone";

/// First what lay idle, then what was served or made longest ago. What somebody approved stays.
pub(super) const PRUNE: &str = "
    WITH idle AS (
        DELETE FROM analyst_cache.entries
        WHERE source = $1 AND NOT approved
          AND coalesce(last_hit_at, created_at) < now() - make_interval(secs => $2)
        RETURNING 1),
    over AS (
        DELETE FROM analyst_cache.entries WHERE entry_id IN (
            SELECT entry_id FROM analyst_cache.entries
            WHERE source = $1 AND NOT approved
              AND coalesce(last_hit_at, created_at) >= now() - make_interval(secs => $2)
            ORDER BY coalesce(last_hit_at, created_at) DESC, sequence DESC OFFSET $3)
        RETURNING 1)
    SELECT (SELECT count(*) FROM idle) + (SELECT count(*) FROM over)";

pub(super) fn cached_answer(row: &Row) -> Result<CachedAnswer, Fault> {
    let approved: bool = cell(row, "approved")?;
    let hits: i64 = cell(row, "hits")?;
    Ok(CachedAnswer {
        entry_id: cell(row, "entry_id")?,
        source: cell(row, "source")?,
        role: cell(row, "role")?,
        question: cell(row, "question")?,
        sql: cell(row, "sql")?,
        provenance: if approved {
            Provenance::Approved
        } else {
            Provenance::Auto
        },
        created_at: cell(row, "created_at")?,
        hits: hits.unsigned_abs(),
        last_hit_at: cell(row, "last_hit_at")?,
    })
}
