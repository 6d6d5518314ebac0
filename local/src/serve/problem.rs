//! What is refused, told as RFC 9457 says.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use contract::Fault;
use serde_json::json;
use step::ApiResponse;

/// Refused by HTTP itself, before any call: the problem has no name of ours.
pub(super) fn refused(status: StatusCode, detail: &str) -> Response {
    let problem = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": detail,
    });
    let mut response = Response::new(Body::from(problem.to_string()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// The fault of a call.
pub(super) fn told(fault: &Fault) -> Response {
    let response = ApiResponse::problem(fault);
    if response.status >= 500 {
        tracing::error!(%fault, "a call failed");
    }
    super::call::response(response)
}
