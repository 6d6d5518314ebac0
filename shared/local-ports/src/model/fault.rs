//! What a failed call means. A server's words are shortened and never contain the key, which is not
//! sent in the body.

use super::ChatServer;
use super::wire::Failure;
use contract::{ErrorName, Fault};
use reqwest::StatusCode;

/// Characters of a server's message that are passed on.
const MESSAGE_CHARS: usize = 200;

pub(super) fn of_transport(error: reqwest::Error, server: &ChatServer) -> Fault {
    let (name, message) = if error.is_timeout() && !error.is_connect() {
        let message = format!("the model did not reply within {:?}", server.timeout);
        (ErrorName::ModelTimeout, message)
    } else {
        let message = format!("the model's server at {} cannot be reached", server.url);
        (ErrorName::ModelUnavailable, message)
    };
    Fault::new(name, message).with_source(error.without_url())
}

pub(super) fn of_status(status: StatusCode, body: &[u8], server: &ChatServer) -> Fault {
    let said = serde_json::from_slice::<Failure>(body)
        .map(|failure| failure.error.into_message())
        .unwrap_or_default();
    let said: String = said.chars().take(MESSAGE_CHARS).collect();
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(": {said}")
    };
    let at = &server.url;
    match status {
        StatusCode::TOO_MANY_REQUESTS => Fault::new(
            ErrorName::ModelThrottled,
            format!("the model's server asks to slow down{said}"),
        ),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Fault::new(
            ErrorName::ConfigInvalid,
            format!("the model's server at {at} refuses the key ({status}){said}"),
        ),
        StatusCode::NOT_FOUND => Fault::new(
            ErrorName::ConfigInvalid,
            format!("the model's server at {at} knows no such model or path{said}"),
        ),
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Fault::new(
            ErrorName::ModelTimeout,
            format!("the model's server gave up ({status}){said}"),
        ),
        status if status.is_server_error() => Fault::new(
            ErrorName::ModelUnavailable,
            format!("the model's server failed ({status}){said}"),
        ),
        status => Fault::new(
            ErrorName::ModelBadReply,
            format!("the model's server refused the request ({status}){said}"),
        ),
    }
}

pub(super) fn too_long(limit: usize) -> Fault {
    let message = format!("the model's server sent more than {limit} bytes");
    Fault::new(ErrorName::ModelBadReply, message)
}

pub(super) fn unreadable(error: serde_json::Error) -> Fault {
    let message = "the model's server did not answer in the form of chat completions";
    Fault::new(ErrorName::ModelBadReply, message).with_source(error)
}

pub(super) fn without_text() -> Fault {
    Fault::new(
        ErrorName::ModelBadReply,
        "the model's reply holds no text".to_owned(),
    )
}
