//! How a job stands, and its cancellation. The table of jobs keeps the stages with their microseconds,
//! so it is read as it is; in the cloud the same is made of an execution's history.

use super::workflow::off_thread;
use super::{Served, call, problem};
use axum::extract::{Request, State};
use axum::response::Response;
use contract::{Fault, Job};
use std::sync::Arc;
use step::ApiResponse;

pub(super) async fn status(State(served): State<Arc<Served>>, request: Request) -> Response {
    match call::read(request).await {
        Ok(request) => answered(found(&served, request.parameter("id")).await),
        Err(refusal) => refusal,
    }
}

pub(super) async fn cancel(State(served): State<Arc<Served>>, request: Request) -> Response {
    let request = match call::read(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    let cancelled = match request.parameter("id") {
        Ok(id) => served.running.cancel(id).await,
        Err(fault) => Err(fault),
    };
    match cancelled {
        Ok(()) => answered(found(&served, request.parameter("id")).await),
        Err(fault) => problem::told(&fault),
    }
}

/// The job of that id.
pub(super) async fn found(served: &Served, id: Result<&str, Fault>) -> Result<Job, Fault> {
    let (jobs, id) = (served.product.jobs().clone(), id?.to_owned());
    off_thread(move || jobs.get(&id)).await
}

fn answered(job: Result<Job, Fault>) -> Response {
    let response = job.and_then(|job| {
        let response = ApiResponse::json(200, &job)?;
        Ok(if job.status.is_final() {
            response
        } else {
            response.with_header("retry-after", "1")
        })
    });
    match response {
        Ok(response) => call::response(response.with_header("cache-control", "no-store")),
        Err(fault) => problem::told(&fault),
    }
}
