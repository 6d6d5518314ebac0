//! Bodies of Bedrock's API, as JSON.

use super::script::BedrockFailure;
use crate::embedder::count_words;
use hyper::StatusCode;
use serde_json::{Value, json};

/// A response before it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// The error's name, as the header `x-amzn-errortype` carries it.
    pub(super) error: Option<&'static str>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn ok(body: &Value) -> Self {
        Self {
            status: StatusCode::OK,
            error: None,
            body: body.to_string().into_bytes(),
        }
    }

    pub(super) fn error(status: StatusCode, error: &'static str, message: &str) -> Self {
        Self {
            status,
            error: Some(error),
            body: json!({ "message": message }).to_string().into_bytes(),
        }
    }

    pub(super) fn validation(message: &str) -> Self {
        Self::error(StatusCode::BAD_REQUEST, "ValidationException", message)
    }

    /// What the failure looks like to a caller.
    pub(super) fn failure(failure: BedrockFailure) -> Self {
        let error = |status, name| Self::error(status, name, "the script says so");
        match failure {
            BedrockFailure::Throttle => error(StatusCode::TOO_MANY_REQUESTS, "ThrottlingException"),
            BedrockFailure::Unavailable => error(
                StatusCode::SERVICE_UNAVAILABLE,
                "ServiceUnavailableException",
            ),
            BedrockFailure::Timeout | BedrockFailure::Hang => {
                error(StatusCode::REQUEST_TIMEOUT, "ModelTimeoutException")
            }
            BedrockFailure::AccessDenied => error(StatusCode::FORBIDDEN, "AccessDeniedException"),
            BedrockFailure::Validation => error(StatusCode::BAD_REQUEST, "ValidationException"),
            BedrockFailure::Malformed => Self {
                status: StatusCode::OK,
                error: None,
                body: b"{\"output\": {\"message\"".to_vec(),
            },
            BedrockFailure::Refusal => Self::ok(&converse("", "content_filtered", 0, 0)),
            BedrockFailure::Guardrail => Self::ok(&converse(
                "Sorry, the guardrail does not allow that.",
                "guardrail_intervened",
                0,
                0,
            )),
        }
    }
}

/// The reply of a Converse call.
pub(super) fn converse(text: &str, stop_reason: &str, tokens_in: u64, tokens_out: u64) -> Value {
    let content = if text.is_empty() {
        json!([])
    } else {
        json!([{ "text": text }])
    };
    json!({
        "output": { "message": { "role": "assistant", "content": content } },
        "stopReason": stop_reason,
        "usage": {
            "inputTokens": tokens_in,
            "outputTokens": tokens_out,
            "totalTokens": tokens_in + tokens_out
        },
        "metrics": { "latencyMs": 1 }
    })
}

/// Tokens as a test counts them: one for every four bytes.
pub(super) fn tokens(text: &str) -> u64 {
    text.len().div_ceil(4) as u64
}

/// The texts of an embedding request, of Cohere or of Titan.
pub(super) fn embedding_texts(body: &Value) -> Option<Vec<&str>> {
    match (&body["texts"], &body["inputText"]) {
        (Value::Array(texts), Value::Null) => texts.iter().map(Value::as_str).collect(),
        (Value::Null, Value::String(text)) => Some(vec![text]),
        _ => None,
    }
}

/// Vectors that count words: equal words lie at one place. Their length is not one, as that of a
/// real model's need not be.
pub(super) fn embeddings(body: &Value, texts: &[&str]) -> Value {
    let vectors = texts.iter().map(|text| {
        let vector = count_words(text).into_iter();
        vector.map(|cell| cell * 3.0).collect::<Vec<f32>>()
    });
    let vectors: Vec<Vec<f32>> = vectors.collect();
    let count: u64 = texts.iter().map(|text| tokens(text)).sum();
    if body["texts"].is_array() {
        json!({
            "id": "scripted",
            "texts": texts,
            "embeddings": { "float": vectors },
            "response_type": "embeddings_by_type"
        })
    } else {
        json!({ "embedding": vectors.first(), "inputTextTokenCount": count })
    }
}
