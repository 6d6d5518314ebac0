#![doc = include_str!("../README.md")]

mod format;
mod result;
mod view;

use contract::{ErrorName, Fault, Job, JobStatus};
use jobs::JobStore;
use ports::{ObjectLinks, ObjectStore, Ports, Workflow};
use std::sync::Arc;
use step::{ApiRequest, ApiResponse, Endpoint};

/// The function.
#[derive(Debug)]
pub struct JobCalls;

/// What the function needs.
#[derive(Clone)]
pub struct Deps {
    jobs: JobStore,
    objects: Arc<dyn ObjectStore>,
    links: Arc<dyn ObjectLinks>,
    workflow: Arc<dyn Workflow>,
    /// Bytes of stored rows that are made into another format while a caller waits.
    conversion_bytes: Option<u64>,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            jobs: JobStore::new(ports.objects.clone()),
            objects: ports.objects.clone(),
            links: ports.links.clone(),
            workflow: ports.workflow.clone(),
            conversion_bytes: ports.settings.conversion_bytes,
        }
    }
}

impl Endpoint for JobCalls {
    const NAME: &'static str = "job-status";
    type Deps = Deps;

    async fn call(request: ApiRequest, deps: &Deps) -> Result<ApiResponse, Fault> {
        let job_id = request.parameter("id")?;
        match (request.method.as_str(), request.route.as_str()) {
            ("GET", "/v1/jobs/{id}") => told(200, &view::of(deps, job_id).await?),
            ("DELETE", "/v1/jobs/{id}") => cancel(deps, job_id).await,
            ("GET", "/v1/jobs/{id}/result") => {
                let format = request.query.get("format").map(String::as_str);
                result::link(deps, job_id, format).await
            }
            _ => Err(request.not_answered()),
        }
    }
}

async fn cancel(deps: &Deps, job_id: &str) -> Result<ApiResponse, Fault> {
    let job = view::of(deps, job_id).await?;
    if job.status.is_final() {
        return told(200, &job);
    }
    deps.jobs.mark_cancelled(job_id).await?;
    deps.workflow
        .stop(job_id, "cancelled by its caller")
        .await?;
    let job = view::of(deps, job_id).await?;
    told(if job.status.is_final() { 200 } else { 202 }, &job)
}

fn told(status: u16, job: &Job) -> Result<ApiResponse, Fault> {
    let response = ApiResponse::json(status, job)?;
    Ok(if job.status.is_final() {
        response
    } else {
        response.with_header("retry-after", "1")
    })
}

/// What is said of a job whose rows are asked for before there are any, or when there are none.
fn no_rows(status: JobStatus) -> Fault {
    let (name, why) = match status {
        JobStatus::Cancelled => (ErrorName::JobCancelled, "the job was cancelled"),
        JobStatus::Failed => (ErrorName::StoreNotFound, "the job failed and has no rows"),
        JobStatus::Succeeded => (ErrorName::StoreNotFound, "the job's answer has no rows"),
        JobStatus::Queued | JobStatus::Running => {
            (ErrorName::StoreNotFound, "the job has not ended yet")
        }
    };
    Fault::new(name, why)
}
