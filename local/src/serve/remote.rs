//! The page before an API elsewhere: the same paths, handed on with a key that no browser sees. What
//! the API answers with an address of another server is fetched from here, so that the page talks to
//! this server alone.

mod downloads;
mod pass;
mod seal;
mod uploads;

use super::rows::Results;
use crate::deployment::Deployment;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{any, get, post, put};
use contract::{ErrorName, Fault};
use downloads::Kept;
use seal::Seal;
use std::sync::Arc;

/// What the calls need.
pub(super) struct Remote {
    deployment: Deployment,
    seal: Seal,
    /// Results that are paged through, whose rows are in `kept`.
    results: Results,
    kept: Kept,
}

impl Remote {
    /// # Errors
    /// `Config.Missing` without a key; `Store.*` when there is no folder for temporary files.
    pub(super) fn new(deployment: Deployment) -> Result<Self, Fault> {
        let Some(key) = deployment.key() else {
            let message =
                "the API's key is missing: --api-key-file FILE, or the variable ANALYST_API_KEY";
            return Err(Fault::new(ErrorName::ConfigMissing, message));
        };
        Ok(Self {
            seal: Seal::new(key.as_bytes()),
            results: Results::default(),
            kept: Kept::new()?,
            deployment,
        })
    }
}

/// The paths of the API.
pub(super) fn routes(remote: &Arc<Remote>) -> Router {
    Router::new()
        .route("/v1/health", get(health))
        .route("/v1/jobs/{id}/events", get(pass::events))
        .route("/v1/jobs/{id}/result", get(downloads::result))
        .route("/v1/uploads", post(uploads::ticket))
        .route("/v1/uploads/{id}/content", put(uploads::send))
        .route("/v1/{*rest}", any(pass::on))
        .with_state(Arc::clone(remote))
}

/// That this server answers: whether the API does is told by each call.
async fn health() -> Response {
    let mut response = Response::new(r#"{"status":"ok"}"#.into());
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
