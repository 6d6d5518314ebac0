//! The tables, and the steps from one form of them to the next.

use super::store_error::StoreError;
use contract::{ErrorName, Fault};
use rusqlite::Transaction;
use std::path::Path;

/// Each step leads from the form of its index to the next. Steps are only ever added.
const STEPS: &[&str] = &[
    "
    -- What serves now.
    CREATE TABLE sources (
        name TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        document TEXT NOT NULL
    ) STRICT;

    -- The last version number given, published or not.
    CREATE TABLE version_numbers (
        source TEXT PRIMARY KEY,
        last INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE versions (
        source TEXT NOT NULL,
        version INTEGER NOT NULL,
        upload_id TEXT NOT NULL,
        catalog TEXT NOT NULL,
        report TEXT NOT NULL,
        published_at TEXT NOT NULL,
        PRIMARY KEY (source, version)
    ) STRICT;

    CREATE TABLE jobs (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        job_id TEXT NOT NULL UNIQUE,
        idempotency_key TEXT UNIQUE,
        request TEXT NOT NULL,
        status TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        answer TEXT,
        error TEXT,
        created_at TEXT NOT NULL,
        finished_at TEXT
    ) STRICT;
    CREATE INDEX open_jobs ON jobs (status, sequence) WHERE status IN ('queued', 'running');

    CREATE TABLE job_stages (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        job_id TEXT NOT NULL REFERENCES jobs (job_id) ON DELETE CASCADE,
        state TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (job_id, state, attempt)
    ) STRICT;

    CREATE TABLE cache_entries (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        entry_id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        role TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        space TEXT NOT NULL,
        question TEXT NOT NULL,
        approved INTEGER NOT NULL,
        sql TEXT NOT NULL,
        reading TEXT,
        slots TEXT NOT NULL,
        tables TEXT NOT NULL,
        columns TEXT NOT NULL,
        -- 32-bit floats, little-endian.
        embedding BLOB NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (source, role, fingerprint, space, question)
    ) STRICT;
",
    "
    -- The last state document of a job that ended in success.
    ALTER TABLE jobs ADD COLUMN document TEXT;
",
    "
    -- The key of the question's query plan; NULL where the question was not read surely.
    ALTER TABLE cache_entries ADD COLUMN plan TEXT;
    ALTER TABLE cache_entries ADD COLUMN hits INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE cache_entries ADD COLUMN last_hit_at TEXT;
    CREATE INDEX cache_entries_plan ON cache_entries (source, plan) WHERE plan IS NOT NULL;

    CREATE TABLE examples (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        example_id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        -- Equal for questions that are the same.
        identity TEXT NOT NULL,
        question TEXT NOT NULL,
        sql TEXT NOT NULL,
        origin TEXT NOT NULL,
        space TEXT NOT NULL,
        -- 32-bit floats, little-endian.
        embedding BLOB NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (source, identity)
    ) STRICT;
",
];

/// Brings the tables to the newest form.
pub(super) fn apply(transaction: &Transaction<'_>, database: &Path) -> Result<(), StoreError> {
    let form: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let form = usize::try_from(form).unwrap_or(usize::MAX);
    if form > STEPS.len() {
        return Err(too_new(database).into());
    }
    for (step, next) in STEPS.iter().zip(1_i64..).skip(form) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", next)?;
    }
    Ok(())
}

fn too_new(database: &Path) -> Fault {
    let message = format!(
        "{} was written by a newer analyst; update this one or pass another --data-dir",
        database.display()
    );
    Fault::new(ErrorName::StoreCorrupt, message)
}
