//! Calls that are handed on as they are.

use super::Remote;
use crate::serve::problem;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use contract::{ErrorName, Fault};
use futures::stream;
use reqwest::Method;
use std::sync::Arc;

/// Bytes of a request in JSON, as everywhere.
const LARGEST_BODY: usize = 64 * 1024;
/// Bytes of an error's text that are read.
const LARGEST_PROBLEM: usize = 16 * 1024;

/// Headers of a request that reach the API: no cookie and nothing else of the browser.
const ASKED: [HeaderName; 3] = [
    header::ACCEPT,
    header::CONTENT_TYPE,
    HeaderName::from_static("idempotency-key"),
];
/// Headers of an answer that reach the browser.
const ANSWERED: [HeaderName; 6] = [
    header::CACHE_CONTROL,
    header::CONTENT_DISPOSITION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::LOCATION,
    header::RETRY_AFTER,
];

/// Any call whose answer needs no more than to be handed on.
pub(super) async fn on(State(remote): State<Arc<Remote>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        let detail = "the body has more than 65,536 bytes, or ended early";
        return problem::refused(StatusCode::PAYLOAD_TOO_LARGE, detail);
    };
    let path = path(&parts.uri);
    match remote.asked(parts.method, path, &parts.headers, body).await {
        Ok(answer) => streamed(answer).await,
        Err(fault) => problem::told(&fault),
    }
}

/// The events of a job, where the API has them; the page looks at the job instead where it has not.
pub(super) async fn events(State(remote): State<Arc<Remote>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let answer = remote
        .asked(Method::GET, path(&parts.uri), &parts.headers, Bytes::new())
        .await;
    match answer {
        Ok(answer) if answer.status().is_success() => streamed(answer).await,
        Ok(_) => problem::refused(
            StatusCode::NOT_FOUND,
            "the API tells no events; ask how the job stands",
        ),
        Err(fault) => problem::told(&fault),
    }
}

pub(super) fn path(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |path| path.as_str())
}

impl Remote {
    /// The API's answer to the call.
    pub(super) async fn asked(
        &self,
        method: Method,
        path: &str,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<reqwest::Response, Fault> {
        let mut call = self.deployment.call(method, path)?;
        for name in &ASKED {
            if let Some(value) = headers.get(name) {
                call = call.header(name, value);
            }
        }
        let answer = call.body(body).send().await;
        answer.map_err(|error| self.deployment.unreached(error))
    }
}

/// The answer with its body as it comes; an error in words of its own as a problem.
pub(super) async fn streamed(answer: reqwest::Response) -> Response {
    let status = answer.status();
    if status.is_client_error() || status.is_server_error() {
        return failed(answer).await;
    }
    let headers = answer.headers().clone();
    let pieces = stream::unfold(answer, async |mut answer| {
        let piece = answer.chunk().await.transpose()?;
        Some((piece, answer))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    *response.status_mut() = status;
    hand_on(&headers, response.headers_mut());
    response
}

fn hand_on(from: &HeaderMap, to: &mut HeaderMap) {
    for name in &ANSWERED {
        if let Some(value) = from.get(name) {
            to.insert(name, value.clone());
        }
    }
}

/// A problem of ours is handed on. What a gateway says is put into one; that it refuses the key is
/// this server's fault and not the caller's.
async fn failed(mut answer: reqwest::Response) -> Response {
    let status = answer.status();
    let headers = answer.headers().clone();
    let mut body = Vec::new();
    while let Ok(Some(piece)) = answer.chunk().await {
        if body.len() + piece.len() > LARGEST_PROBLEM {
            break;
        }
        body.extend_from_slice(&piece);
    }
    let kind = headers.get(header::CONTENT_TYPE);
    let is_problem = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem"));
    if is_problem && status != StatusCode::UNAUTHORIZED {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        hand_on(&headers, response.headers_mut());
        return response;
    }
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        let message = "the API refuses this server's key, or knows no such call";
        let fault = Fault::new(ErrorName::ConfigInvalid, message);
        return problem::told(&fault);
    }
    let said = serde_json::from_slice::<serde_json::Value>(&body).ok();
    let said = said.as_ref().and_then(|said| said["message"].as_str());
    let detail = said.unwrap_or("the API answered without a word");
    let mut response = problem::refused(status, detail);
    if let Some(after) = headers.get(header::RETRY_AFTER) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, after.clone());
    }
    response
}

/// That the answer is the caller's alone and of this moment.
pub(super) fn no_store(response: &mut Response) {
    let value = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
}
