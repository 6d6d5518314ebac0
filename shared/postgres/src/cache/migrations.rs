//! The tables of the cache, made when they are first needed, or by a deployment that makes the database.

use crate::connection::Connection;
use crate::failure;
use contract::Fault;

/// What the others need to be there.
pub(crate) const FIRST: &str = include_str!("../../sql/cache/0000_schema.sql");

/// Each statement list brings the tables from one version to the next. What was released is never
/// changed; a change is a list of its own, and one that functions of the version before can live with.
pub(crate) const MIGRATIONS: [&str; 2] = [
    include_str!("../../sql/cache/0001_entries.sql"),
    include_str!("../../sql/cache/0002_plans_and_examples.sql"),
];

/// Two functions that start at once must not make the tables or an index at once: `IF NOT EXISTS` does not wait for
/// another one's. The number stands for this lock and nothing else.
const LOCK: &str = "pg_advisory_xact_lock(7304166095218344)";

/// Brings the tables to this program's version.
pub(super) async fn migrate(connection: &Connection) -> Result<(), Fault> {
    if version(connection).await? >= MIGRATIONS.len() {
        return Ok(());
    }
    let result = migrate_locked(connection).await;
    if result.is_err() {
        // The connection is given up anyway; this only spares the server the wait.
        let _ = connection.client.batch_execute("ROLLBACK").await;
    }
    result
}

async fn migrate_locked(connection: &Connection) -> Result<(), Fault> {
    begin(connection).await?;
    advance(connection).await?;
    run(connection, "COMMIT").await
}

/// Begins a transaction that no other one of this kind runs beside.
pub(crate) async fn begin(connection: &Connection) -> Result<(), Fault> {
    run(connection, &format!("BEGIN; SELECT {LOCK}")).await
}

/// In such a transaction, makes what is missing.
pub(crate) async fn advance(connection: &Connection) -> Result<(), Fault> {
    // Another function may have been first.
    let from = version(connection).await?;
    let to = MIGRATIONS.len();
    if from >= to {
        return Ok(());
    }
    if from == 0 {
        run(connection, FIRST).await?;
    }
    for migration in MIGRATIONS.iter().skip(from) {
        run(connection, migration).await?;
    }
    run(
        connection,
        &format!(
            "DELETE FROM analyst_cache.version; INSERT INTO analyst_cache.version VALUES ({to})"
        ),
    )
    .await
}

/// How many migrations were made.
async fn version(connection: &Connection) -> Result<usize, Fault> {
    // Not `to_regclass`: it may answer from a memory older than the wait for the lock.
    let exists = "SELECT EXISTS (
        SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = 'analyst_cache' AND c.relname = 'version')";
    let row = connection.client.query_one(exists, &[]).await;
    if !row
        .and_then(|row| row.try_get(0))
        .map_err(failure::of_own_query)?
    {
        return Ok(0);
    }
    let highest = "SELECT coalesce(max(version), 0) FROM analyst_cache.version";
    let row = connection.client.query_one(highest, &[]).await;
    let version: i64 = row
        .and_then(|row| row.try_get(0))
        .map_err(failure::of_own_query)?;
    Ok(usize::try_from(version).unwrap_or_default())
}

async fn run(connection: &Connection, sql: &str) -> Result<(), Fault> {
    let done = connection.client.batch_execute(sql).await;
    done.map_err(failure::of_own_query)
}

/// Makes the index for vectors of so many numbers.
pub(super) fn index(dimension: usize) -> String {
    format!(
        "DO $$ BEGIN
         PERFORM {LOCK};
         CREATE INDEX IF NOT EXISTS entries_embedding_{dimension} ON analyst_cache.entries
         USING hnsw ((embedding::vector({dimension})) vector_cosine_ops)
         WHERE vector_dims(embedding) = {dimension};
         END $$"
    )
}
