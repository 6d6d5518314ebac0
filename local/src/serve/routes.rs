use super::{
    Front, Served, access, call, events, files, job_calls, page, problem, rows, throttle, uploads,
};
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use feedback::FeedbackCalls;
use job_submit::JobSubmit;
use sources::SourceCalls;
use std::sync::Arc;
use upload::UploadCalls;

/// The document that describes the API; a test holds it to the types.
const OPENAPI: &str = include_str!("openapi.json");

/// The API over the product of this machine.
pub(super) fn of(served: &Arc<Served>) -> Router {
    Router::new()
        .merge(jobs(served))
        .merge(uploaded(served))
        .merge(sources_and_health(served))
        .with_state(Arc::clone(served))
}

/// The API and the page, behind what guards them.
pub(super) fn guarded(api: Router, front: &Arc<Front>) -> Router {
    api.route("/v1/openapi.json", get(openapi))
        .fallback(page::file)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(
            Arc::clone(front),
            access::check,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(front),
            throttle::check,
        ))
        .layer(middleware::map_response(page::with_policy))
}

fn jobs(served: &Arc<Served>) -> Router<Arc<Served>> {
    let submit = call::to::<JobSubmit>(&Arc::new((&served.ports).into()));
    let judge = call::to::<FeedbackCalls>(&Arc::new((&served.ports).into()));
    let pairs = get(judge.clone()).merge(post(judge.clone()));
    Router::new()
        .route("/v1/examples", pairs)
        .route("/v1/examples/{id}", delete(judge.clone()))
        .route("/v1/jobs", post(submit))
        .route(
            "/v1/jobs/{id}",
            get(job_calls::status).delete(job_calls::cancel),
        )
        .route("/v1/jobs/{id}/events", get(events::stream))
        .route("/v1/jobs/{id}/result", get(rows::result))
        .route("/v1/jobs/{id}/feedback", post(judge))
        .route("/v1/files/{ticket}", get(files::send))
}

fn uploaded(served: &Arc<Served>) -> Router<Arc<Served>> {
    let calls = call::to::<UploadCalls>(&Arc::new((&served.ports).into()));
    Router::new()
        .route("/v1/uploads", post(calls.clone()))
        .route("/v1/uploads/{id}", get(calls))
        .route("/v1/uploads/{id}/content", put(uploads::receive))
}

fn sources_and_health(served: &Arc<Served>) -> Router<Arc<Served>> {
    let calls = call::to::<SourceCalls>(&Arc::new((&served.ports).into()));
    let one = get(calls.clone()).merge(delete(calls.clone()));
    Router::new()
        .route("/v1/health", get(calls.clone()))
        .route("/v1/sources", get(calls.clone()))
        .route("/v1/sources/{name}", one)
        .route("/v1/sources/{name}/schema", get(calls))
}

async fn openapi() -> Response {
    let mut response = Response::new(OPENAPI.into());
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

async fn wrong_method() -> Response {
    let detail = "the path is known, but not with this method; Allow tells which it has";
    problem::refused(StatusCode::METHOD_NOT_ALLOWED, detail)
}
