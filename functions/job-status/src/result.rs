use crate::{Deps, csv_file, no_rows};
use contract::{ErrorName, Fault, JobStatus, ResultSet};
use jobs::{End, end_of};
use ports::read_document;
use std::time::Duration;
use step::ApiResponse;

/// How long the address of a result serves.
const VALID: Duration = Duration::from_secs(15 * 60);

#[derive(Clone, Copy)]
enum Format {
    Json,
    Csv,
}

impl Format {
    fn named(name: Option<&str>) -> Result<Self, Fault> {
        match name {
            None | Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some(other) => {
                let other = other.escape_debug();
                let message = format!("there is no format '{other}'; there are: json, csv");
                Err(Fault::new(ErrorName::InvalidInput, message))
            }
        }
    }
}

/// Leads to all rows of the job, in the format.
pub(crate) async fn link(
    deps: &Deps,
    job_id: &str,
    format: Option<&str>,
) -> Result<ApiResponse, Fault> {
    let format = Format::named(format)?;
    let json_key = result_key(deps, job_id).await?;
    let (key, ending) = match format {
        Format::Json => (json_key, "json"),
        Format::Csv => (csv_of(deps, &json_key).await?, "csv"),
    };
    let file_name = format!("{job_id}.{ending}");
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

/// The key of the rows as CSV, which are written when nobody asked for them before.
async fn csv_of(deps: &Deps, json_key: &str) -> Result<String, Fault> {
    let stem = json_key.strip_suffix(".json").unwrap_or(json_key);
    let key = format!("{stem}.csv");
    if deps.objects.list(&key).await?.contains(&key) {
        return Ok(key);
    }
    let rows: ResultSet = read_document(&*deps.objects, json_key)
        .await?
        .ok_or_else(|| {
            let message = "the rows of the job are no longer kept; ask again";
            Fault::new(ErrorName::StoreNotFound, message)
        })?;
    deps.objects.put(&key, &csv_file::of(&rows)?).await?;
    Ok(key)
}
