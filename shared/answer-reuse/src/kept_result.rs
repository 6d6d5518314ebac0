//! The result of a statement over tables that do not change, kept for the next time.

use contract::{Execution, ExecutionVerdict, Fault, Source, SourceKind};
use ports::{ObjectStore, read_document, write_document};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::Duration;

/// How long a result is reused. Results are deleted some days after they were made, and what points at
/// one must not outlive it.
const REUSED_FOR: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    kept_at: String,
    execution: Execution,
}

/// What the canonical statement brought earlier, while the version of the source's tables stands that
/// it was brought from. `None` for a database: nobody tells when its rows change.
///
/// # Errors
/// As [`ObjectStore::get`].
pub async fn kept_result(
    objects: &dyn ObjectStore,
    source: &Source,
    sql: &str,
) -> Result<Option<Execution>, Fault> {
    let Some(key) = key_of(source, sql) else {
        return Ok(None);
    };
    let kept: Option<Kept> = read_document(objects, &key).await?;
    Ok(kept
        .filter(|kept| is_recent(&kept.kept_at))
        .map(|kept| Execution {
            reused: true,
            usage: contract::Usage::default(),
            ..kept.execution
        }))
}

/// Keeps what the canonical statement brought, where [`kept_result`] may find it.
///
/// # Errors
/// As [`ObjectStore::put`].
pub async fn keep_result(
    objects: &dyn ObjectStore,
    source: &Source,
    sql: &str,
    execution: &Execution,
) -> Result<(), Fault> {
    let Some(key) = key_of(source, sql) else {
        return Ok(());
    };
    if execution.verdict != ExecutionVerdict::Rows || execution.reused {
        return Ok(());
    }
    let kept = Kept {
        kept_at: jiff::Timestamp::now().to_string(),
        execution: execution.clone(),
    };
    write_document(objects, &key, &kept).await
}

fn is_recent(kept_at: &str) -> bool {
    let Ok(kept_at) = kept_at.parse::<jiff::Timestamp>() else {
        return false;
    };
    let age = jiff::Timestamp::now().duration_since(kept_at);
    !age.is_negative() && age.unsigned_abs() < REUSED_FOR
}

/// The statement holds the role's row filters and the row cap, so it tells all that its rows depend on
/// besides the tables.
fn key_of(source: &Source, sql: &str) -> Option<String> {
    if source.kind != SourceKind::S3 || source.version == 0 {
        return None;
    }
    let mut name = String::new();
    for byte in Sha256::digest(sql) {
        // Writing to a text does not fail.
        let _ = write!(name, "{byte:02x}");
    }
    let (source, version) = (&source.name, source.version);
    Some(format!("results/of/{source}/{version}/{name}.json"))
}
