//! What stands before the Lambdas, as far as a client sees it: a gateway that wants a key and knows
//! few paths, and a bucket that takes and gives objects by address and must not see the key.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

pub(crate) const KEY: &str = "the-key-of-the-gateway";

/// Objects by name.
pub(crate) type Bucket = Arc<Mutex<BTreeMap<String, Bytes>>>;

pub(crate) struct Gateway {
    /// The API's address, with the path of a stage.
    pub(crate) url: String,
    pub(crate) bucket: Bucket,
}

pub(crate) async fn start() -> Gateway {
    let bucket = Bucket::default();
    let objects = Router::new()
        .route("/{name}", get(give).put(take))
        .with_state(Arc::clone(&bucket));
    let bucket_url = listen(objects).await;
    let api = Router::new()
        .route("/prod/v1/jobs/{id}/result", get(result))
        .route("/prod/v1/uploads", post(upload))
        .fallback(async || refused("Missing Authentication Token"))
        .layer(middleware::from_fn(check))
        .with_state(bucket_url);
    let url = format!("{}/prod", listen(api).await);
    Gateway { url, bucket }
}

async fn listen(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

fn refused(message: &str) -> Response {
    let body = json!({ "message": message }).to_string();
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::FORBIDDEN, kind, body).into_response()
}

async fn check(request: Request, next: Next) -> Response {
    match request.headers().get("x-api-key") {
        Some(key) if key == KEY => next.run(request).await,
        _ => refused("Forbidden"),
    }
}

async fn result(State(bucket): State<String>, Path(id): Path<String>) -> Response {
    let address = format!("{bucket}/{id}?X-Amz-Signature=1");
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

async fn upload(State(bucket): State<String>) -> Response {
    let ticket = json!({
        "upload_id": "up-1", "source": "shop", "expires_in_seconds": 900,
        "upload_url": format!("{bucket}/shop.csv?X-Amz-Signature=2"),
        "headers": { "content-length": "9", "host": "bucket", "x-amz-meta-a": "b" },
        "status_url": "/v1/uploads/up-1",
    });
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::CREATED, kind, ticket.to_string()).into_response()
}

fn has_key(headers: &HeaderMap) -> bool {
    headers.contains_key("x-api-key") || headers.contains_key(header::AUTHORIZATION)
}

async fn give(
    State(bucket): State<Bucket>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    if has_key(&headers) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    match bucket.lock().unwrap().get(&name) {
        Some(object) => object.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn take(
    State(bucket): State<Bucket>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let length = headers.get(header::CONTENT_LENGTH);
    if has_key(&headers) || length.is_none() || headers.get("x-amz-meta-a").is_none() {
        return StatusCode::BAD_REQUEST;
    }
    bucket.lock().unwrap().insert(name, body);
    StatusCode::OK
}
