//! A call of HTTP as the call of a group of functions.

use super::problem;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::Arc;
use step::{ApiRequest, ApiResponse, Endpoint};

/// Bytes of a body in JSON.
const LARGEST_BODY: usize = 64 * 1024;
/// Who calls: there is one person, or one token.
const CALLER: &str = "local";

/// Answers with the group of calls.
pub(super) fn to<E: Endpoint>(
    deps: &Arc<E::Deps>,
) -> impl Fn(Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + use<E> {
    let deps = Arc::clone(deps);
    move |request| {
        let deps = Arc::clone(&deps);
        async move {
            match read(request).await {
                Ok(request) => match E::call(request, &deps).await {
                    Ok(answer) => response(answer),
                    Err(fault) => problem::told(&fault),
                },
                Err(refusal) => refusal,
            }
        }
        .boxed()
    }
}

/// The request, whole.
pub(super) async fn read(request: Request) -> Result<ApiRequest, Response> {
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| {
        let detail = "the body has more than 65,536 bytes, or ended early";
        problem::refused(StatusCode::PAYLOAD_TOO_LARGE, detail)
    })?;
    head(&mut parts, body).await
}

async fn head(parts: &mut Parts, body: Bytes) -> Result<ApiRequest, Response> {
    let parameters = parameters(parts).await?;
    let route = parts
        .extensions
        .get::<MatchedPath>()
        .map_or(String::new(), |path| path.as_str().to_owned());
    let headers = parts.headers.iter().filter_map(|(name, value)| {
        let value = value.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    // What answers a HEAD is the answer to the GET, whose body is not sent.
    let method = match parts.method {
        Method::HEAD => "GET".to_owned(),
        ref method => method.as_str().to_owned(),
    };
    Ok(ApiRequest {
        method,
        route,
        parameters,
        query: query(parts.uri.query()),
        headers: headers.collect(),
        body: body.to_vec(),
        caller: CALLER.to_owned(),
    })
}

/// What stands in the path under that name.
pub(super) async fn parameter(parts: &mut Parts, name: &str) -> Result<String, Response> {
    let mut found = parameters(parts).await?;
    found
        .remove(name)
        .ok_or_else(|| problem::refused(StatusCode::NOT_FOUND, "the path is not complete"))
}

async fn parameters(parts: &mut Parts) -> Result<BTreeMap<String, String>, Response> {
    let found = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|_| problem::refused(StatusCode::BAD_REQUEST, "the path is no valid UTF-8"))?;
    Ok(found
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}

/// The names and values of a query string; the last value of a name.
fn query(text: Option<&str>) -> BTreeMap<String, String> {
    form_urlencoded::parse(text.unwrap_or_default().as_bytes())
        .into_owned()
        .collect()
}

/// The answer as HTTP.
pub(super) fn response(answer: ApiResponse) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        // Both come from our own functions; one that HTTP does not carry is left out.
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&value),
        ) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
