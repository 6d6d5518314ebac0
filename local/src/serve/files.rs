//! Objects as downloads, piece by piece.

use super::{Served, call, problem};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures::stream;
use ports::{ObjectReader, ObjectStore};
use std::io::{self, Read};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Bytes of a piece.
const PIECE: usize = 64 * 1024;

/// The object of a ticket that `GET /v1/jobs/{id}/result` gave.
pub(super) async fn send(State(served): State<Arc<Served>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let ticket = match call::parameter(&mut parts, "ticket").await {
        Ok(ticket) => ticket,
        Err(refusal) => return refusal,
    };
    let Some(offered) = served.links.offered(&ticket) else {
        let detail = "the address of the file has run out; ask for the result again";
        return problem::refused(StatusCode::NOT_FOUND, detail);
    };
    let objects = Arc::clone(served.product.objects());
    let key = offered.key;
    let opened = super::workflow::off_thread(move || objects.open(&key)).await;
    match opened {
        Ok(reader) => file(reader, &offered.file_name),
        Err(fault) => problem::told(&fault),
    }
}

fn file(reader: ObjectReader, name: &str) -> Response {
    let mut response = Response::new(streamed(reader));
    let kind = match name.rsplit_once('.') {
        Some((_, "csv")) => "text/csv; charset=utf-8",
        Some((_, "json")) => "application/json",
        Some((_, "parquet")) => "application/vnd.apache.parquet",
        Some((_, "xlsx")) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A job's id and an ending: nothing that needs an escape.
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// Reads on a thread of its own, no more than two pieces ahead of the client.
fn streamed(mut reader: ObjectReader) -> Body {
    let (pieces, received) = mpsc::channel::<io::Result<Bytes>>(2);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = reader.read(&mut piece);
            let next = match read {
                Ok(0) => return,
                Ok(length) => {
                    piece.truncate(length);
                    Ok(Bytes::from(piece))
                }
                Err(error) => Err(error),
            };
            let is_last = next.is_err();
            if pieces.blocking_send(next).is_err() || is_last {
                return;
            }
        }
    });
    Body::from_stream(stream::unfold(received, async |mut received| {
        Some((received.recv().await?, received))
    }))
}
