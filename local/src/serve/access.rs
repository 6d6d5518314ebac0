//! Who may call.

use super::{Front, Options, Token, problem};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;

pub(super) struct Access {
    token: Option<Token>,
    /// Whether only this machine reaches the server.
    loopback: bool,
}

impl Access {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            token: options.token.clone(),
            loopback: options.address.ip().is_loopback(),
        }
    }

    /// Why the request is refused, if it is.
    fn refusal(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        // A name that leads here but is not ours is another site's, which a browser would trust.
        if self.loopback && !host.is_some_and(is_this_machine) {
            let detail = "the Host header does not name this machine";
            return Some(problem::refused(StatusCode::FORBIDDEN, detail));
        }
        if let Some(origin) = headers.get(header::ORIGIN)
            && !is_of(origin, host)
        {
            let detail = "a page of another site may not call this server";
            return Some(problem::refused(StatusCode::FORBIDDEN, detail));
        }
        let open = !path.starts_with("/v1/") || matches!(path, "/v1/health" | "/v1/openapi.json");
        if open
            || self
                .token
                .as_ref()
                .is_none_or(|token| shown(headers, token))
        {
            return None;
        }
        let detail = "the call needs the header Authorization: Bearer TOKEN";
        let mut response = problem::refused(StatusCode::UNAUTHORIZED, detail);
        let bearer = HeaderValue::from_static("Bearer");
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, bearer);
        Some(response)
    }
}

/// Whether the origin is where the page itself comes from.
fn is_of(origin: &HeaderValue, host: Option<&str>) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let site = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    site.is_some() && site == host
}

fn shown(headers: &HeaderMap, token: &Token) -> bool {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, text)| {
            scheme.eq_ignore_ascii_case("bearer") && token.is(text.trim())
        })
}

/// Whether the host is a name of this machine for itself, with or without a port.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

pub(super) async fn check(
    State(front): State<Arc<Front>>,
    request: Request,
    next: Next,
) -> Response {
    match front
        .access
        .refusal(request.uri().path(), request.headers())
    {
        Some(refusal) => refusal,
        None => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_pass() {
        for host in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1:7878",
            "[::1]:7878",
            "[::1]",
            "127.1.2.3",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "example.org",
            "localhost.example.org:80",
            "127.0.0.1.example.org",
            "10.0.0.1:80",
            "[::2]:80",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn an_origin_is_the_host_itself() {
        let is = |origin: &'static str, host| is_of(&HeaderValue::from_static(origin), host);
        assert!(is("http://localhost:80", Some("localhost:80")));
        assert!(!is("http://evil.example", Some("localhost:80")));
        assert!(!is("null", Some("localhost:80")));
        assert!(!is("http://localhost:81", Some("localhost:80")));
        assert!(!is("http://localhost:80", None));
    }
}
