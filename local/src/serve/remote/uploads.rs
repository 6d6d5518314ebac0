//! Files on their way through this server to the object store. Where a file goes stands in the address
//! that the page gets, under a seal: any of several servers before one API can take it, and nobody can
//! make this one send to another place.

use super::{Remote, pass};
use crate::serve::{call, problem};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use contract::{ErrorName, Fault, UploadTicket};
use form_urlencoded::Serializer;
use http_body::{Body as HttpBody, Frame};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use step::ApiResponse;

/// Bytes of an announcement.
const LARGEST_BODY: usize = 64 * 1024;

/// Where a file goes.
#[derive(Serialize, Deserialize)]
struct Destination {
    upload_id: String,
    url: String,
    headers: BTreeMap<String, String>,
}

/// Announces a file: the ticket leads here, and from here to the object store.
pub(super) async fn ticket(State(remote): State<Arc<Remote>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        let detail = "the body has more than 65,536 bytes, or ended early";
        return problem::refused(StatusCode::PAYLOAD_TOO_LARGE, detail);
    };
    let answer = remote
        .asked(Method::POST, "/v1/uploads", &parts.headers, body)
        .await;
    match answer {
        Ok(answer) if answer.status() == StatusCode::CREATED => match remote.led_here(answer).await
        {
            Ok(ticket) => call::response(ticket),
            Err(fault) => problem::told(&fault),
        },
        Ok(answer) => pass::streamed(answer).await,
        Err(fault) => problem::told(&fault),
    }
}

impl Remote {
    async fn led_here(&self, answer: reqwest::Response) -> Result<ApiResponse, Fault> {
        let body = answer.bytes().await;
        let body = body.map_err(|error| self.deployment.unreached(error))?;
        let ticket: UploadTicket = serde_json::from_slice(&body).map_err(|error| {
            let message = "the API's ticket for an upload does not have its form";
            Fault::new(ErrorName::SourceUnavailable, message).with_source(error)
        })?;
        let destination = Destination {
            upload_id: ticket.upload_id,
            url: ticket.upload_url,
            headers: ticket.headers,
        };
        let to = serde_json::to_string(&destination).map_err(|error| {
            Fault::new(ErrorName::Internal, "an address cannot be written").with_source(error)
        })?;
        let query = Serializer::new(String::new())
            .append_pair("to", &to)
            .append_pair("seal", &self.seal.of(&to))
            .finish();
        let upload_id = destination.upload_id;
        let here = UploadTicket {
            upload_url: format!("/v1/uploads/{upload_id}/content?{query}"),
            headers: BTreeMap::new(),
            upload_id: upload_id.clone(),
            ..ticket
        };
        let location = format!("/v1/uploads/{upload_id}");
        Ok(ApiResponse::json(201, &here)?.with_header("location", location))
    }

    /// What stands in the address, if this server or another one with the key wrote it.
    fn destination(&self, query: &str, upload_id: &str) -> Option<Destination> {
        let named: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
        let (to, seal) = (named.get("to")?, named.get("seal")?);
        if !self.seal.is(to, seal) {
            return None;
        }
        let destination: Destination = serde_json::from_str(to).ok()?;
        (destination.upload_id == upload_id).then_some(destination)
    }
}

/// A body on its way from one connection to another. The client may be asked for it from several threads, which the
/// server's bodies are not made for; nobody waits for the lock.
struct Passing(Mutex<Body>);

impl HttpBody for Passing {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let body = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        Pin::new(body).poll_frame(context)
    }
}

/// Sends the file on as it comes.
pub(super) async fn send(State(remote): State<Arc<Remote>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let upload_id = match call::parameter(&mut parts, "id").await {
        Ok(upload_id) => upload_id,
        Err(refusal) => return refusal,
    };
    let query = parts.uri.query().unwrap_or_default();
    let Some(to) = remote.destination(query, &upload_id) else {
        let detail = "no file is awaited here; ask for an upload with POST /v1/uploads";
        return problem::refused(StatusCode::NOT_FOUND, detail);
    };
    // An object store wants to know the length before the first byte.
    let Some(length) = parts.headers.get(header::CONTENT_LENGTH) else {
        let detail = "the file's length must be told";
        return problem::refused(StatusCode::LENGTH_REQUIRED, detail);
    };
    let sent = match remote.deployment.follow(Method::PUT, &to.url) {
        Ok(mut put) => {
            let own = |name: &str| {
                name.eq_ignore_ascii_case("content-length") || name.eq_ignore_ascii_case("host")
            };
            for (name, value) in to.headers.iter().filter(|(name, _)| !own(name)) {
                put = put.header(name, value);
            }
            let put = put.header(header::CONTENT_LENGTH, length);
            let body = reqwest::Body::wrap(Passing(Mutex::new(body)));
            put.body(body).send().await
        }
        Err(fault) => return problem::told(&fault),
    };
    match sent {
        Ok(answer) if answer.status().is_success() => {
            match ApiResponse::json(200, &serde_json::json!({})) {
                Ok(response) => call::response(response),
                Err(fault) => problem::told(&fault),
            }
        }
        Ok(answer) if answer.status().is_client_error() => {
            let detail = "the object store does not take the file: its length is another one than was announced, or the address has run out";
            problem::refused(StatusCode::BAD_REQUEST, detail)
        }
        Ok(_) => problem::refused(StatusCode::BAD_GATEWAY, "the object store failed"),
        Err(error) => problem::told(&remote.deployment.unreached(error)),
    }
}
