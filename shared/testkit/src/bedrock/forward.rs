//! Passing a conversation on to a server that speaks OpenAI's chat completions.

use super::answers::{Answer, converse};
use super::client::{Failure, send};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

/// A real model behind the scripted server.
#[derive(Debug, Clone)]
pub struct ForwardTo {
    /// Where the server is, such as `http://127.0.0.1:8080`; without TLS.
    pub url: String,
    /// The model's name there.
    pub model: String,
}

impl ForwardTo {
    /// The model's answer to a Converse request.
    pub(super) async fn answer(&self, request: &Value) -> Answer {
        match self.ask(request).await {
            Ok(body) => Answer::ok(&body),
            Err(error) => Answer::error(
                StatusCode::SERVICE_UNAVAILABLE,
                "ServiceUnavailableException",
                &format!("the model at {}: {error}", self.url),
            ),
        }
    }

    async fn ask(&self, request: &Value) -> Result<Value, Failure> {
        let body = json!({
            "model": self.model,
            "messages": chat_messages(request),
            "max_tokens": request["inferenceConfig"]["maxTokens"],
            "temperature": request["inferenceConfig"]["temperature"],
        });
        let base = self.url.trim_end_matches('/').trim_end_matches("/v1");
        let url = format!("{base}/v1/chat/completions");
        let (status, bytes) = send(Method::POST, &url, &body).await?;
        if !status.is_success() {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&bytes)).into());
        }
        let reply: Value = serde_json::from_slice(&bytes)?;
        let choice = &reply["choices"][0];
        let text = choice["message"]["content"]
            .as_str()
            .ok_or_else(|| format!("it answered {reply}"))?;
        let stop_reason = match choice["finish_reason"].as_str() {
            Some("length") => "max_tokens",
            Some("content_filter") => "content_filtered",
            _ => "end_turn",
        };
        let count = |name: &str| reply["usage"][name].as_u64().unwrap_or_default();
        Ok(converse(
            text,
            stop_reason,
            count("prompt_tokens"),
            count("completion_tokens"),
        ))
    }
}

/// The system prompt and the turns as chat messages.
fn chat_messages(request: &Value) -> Vec<Value> {
    let text_of = |blocks: &Value| {
        let blocks = blocks.as_array().into_iter().flatten();
        let texts: Vec<&str> = blocks.filter_map(|block| block["text"].as_str()).collect();
        texts.join("\n")
    };
    let system = text_of(&request["system"]);
    let system = (!system.is_empty()).then(|| json!({ "role": "system", "content": system }));
    let turns = request["messages"].as_array().into_iter().flatten();
    let turns =
        turns.map(|turn| json!({ "role": turn["role"], "content": text_of(&turn["content"]) }));
    system.into_iter().chain(turns).collect()
}
