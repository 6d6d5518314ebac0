//! The way to the rows of a job.

use crate::format::Format;
use crate::{Deps, no_rows};
use contract::{ErrorName, Fault, JobStatus};
use jobs::{End, end_of};
use std::sync::Arc;
use std::time::Duration;
use step::ApiResponse;

/// How long the address of a result serves.
const VALID: Duration = Duration::from_secs(15 * 60);

/// Leads to all rows of the job, in the format.
pub(crate) async fn link(
    deps: &Deps,
    job_id: &str,
    format: Option<&str>,
) -> Result<ApiResponse, Fault> {
    let format = Format::named(format)?;
    let stored = result_key(deps, job_id).await?;
    let key = match format {
        Format::Json => stored,
        other => made(deps, stored, other).await?,
    };
    let file_name = format!("{job_id}.{}", format.as_str());
    let url = deps.links.download(&key, &file_name, VALID).await?;
    Ok(ApiResponse::empty(303)
        .with_header("location", url)
        .with_header("cache-control", "no-store"))
}

/// The key of the rows that the job's execution left.
async fn result_key(deps: &Deps, job_id: &str) -> Result<String, Fault> {
    deps.jobs.record(job_id).await?;
    let Some(run) = deps.workflow.run(job_id).await? else {
        let is_cancelled = deps.jobs.is_cancelled(job_id).await?;
        return Err(no_rows(if is_cancelled {
            JobStatus::Cancelled
        } else {
            JobStatus::Queued
        }));
    };
    match end_of(run.status) {
        Some(End::Succeeded(state)) => state
            .execution
            .and_then(|execution| execution.result_key)
            .ok_or_else(|| no_rows(JobStatus::Succeeded)),
        Some(end) => Err(no_rows(end.status())),
        None => Err(no_rows(JobStatus::Running)),
    }
}

/// The key of the rows in the format, which are written when nobody asked for them before.
async fn made(deps: &Deps, stored: String, format: Format) -> Result<String, Fault> {
    let stem = stored.strip_suffix(".json").unwrap_or(&stored);
    let key = format!("{stem}.{}", format.as_str());
    if deps.objects.list(&key).await?.contains(&key) {
        return Ok(key);
    }
    let (objects, most_bytes) = (Arc::clone(&deps.objects), deps.conversion_bytes);
    let to = key.clone();
    let making =
        tokio::task::spawn_blocking(move || format.make(&*objects, &stored, &to, most_bytes));
    making.await.unwrap_or_else(|error| {
        let message = "writing the rows in the format stopped unexpectedly";
        Err(Fault::new(ErrorName::Internal, message).with_source(error))
    })?;
    Ok(key)
}
