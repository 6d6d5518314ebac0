//! A language model behind any server that speaks the chat completions of the OpenAI API: Ollama,
//! llama.cpp, vLLM and others, on this machine or elsewhere.

mod fault;
mod wire;

use async_trait::async_trait;
use contract::{ErrorName, Fault, Usage};
use ports::{Model, ModelReply, ModelRequest, ModelRole};
use std::fmt;
use std::time::Duration;
use wire::{Completion, CompletionRequest};

/// Bytes of a server's answer that are read; a longer one is refused.
const MAX_ANSWER_BYTES: usize = 1 << 20;
/// Time to reach the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the model is and what it is called.
#[derive(Clone)]
pub struct ChatServer {
    /// The address that `/chat/completions` is appended to, for example `http://127.0.0.1:11434/v1`.
    pub url: String,
    /// The key sent as a bearer token, when the server wants one. Never shown.
    pub api_key: Option<String>,
    /// The model that writes SQL.
    pub sql_model_id: String,
    /// The model that talks.
    pub chat_model_id: String,
    /// The model that explains results.
    pub explain_model_id: String,
    /// Time for one reply.
    pub timeout: Duration,
}

impl fmt::Debug for ChatServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatServer")
            .field("url", &self.url)
            .field("sql_model_id", &self.sql_model_id)
            .field("chat_model_id", &self.chat_model_id)
            .field("explain_model_id", &self.explain_model_id)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The model of a [`ChatServer`]. Dropping a call closes its connection, which stops the server's
/// work on it.
#[derive(Debug)]
pub struct ChatServerModel {
    client: reqwest::Client,
    endpoint: reqwest::Url,
    server: ChatServer,
}

impl ChatServerModel {
    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    /// `Config.Invalid` when the address is none.
    pub fn new(server: ChatServer) -> Result<Self, Fault> {
        let address = format!("{}/chat/completions", server.url.trim_end_matches('/'));
        let invalid = |cause: &dyn fmt::Display| {
            let message = format!("the model's url '{}' cannot be used: {cause}", server.url);
            Fault::new(ErrorName::ConfigInvalid, message)
        };
        let endpoint = reqwest::Url::parse(&address).map_err(|error| invalid(&error))?;
        if !matches!(endpoint.scheme(), "http" | "https") {
            return Err(invalid(&"it must begin with http:// or https://"));
        }
        // A provider that is installed already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(server.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| invalid(&error))?;
        Ok(Self {
            client,
            endpoint,
            server,
        })
    }

    fn model_id(&self, role: ModelRole) -> &str {
        match role {
            ModelRole::Sql => &self.server.sql_model_id,
            ModelRole::Chat => &self.server.chat_model_id,
            ModelRole::Explain => &self.server.explain_model_id,
        }
    }

    /// The body of the answer, within bounds.
    async fn call(&self, body: &CompletionRequest<'_>) -> Result<Vec<u8>, Fault> {
        let mut request = self.client.post(self.endpoint.clone()).json(body);
        if let Some(key) = &self.server.api_key {
            request = request.bearer_auth(key);
        }
        let mut response = request
            .send()
            .await
            .map_err(|error| fault::of_transport(error, &self.server))?;
        let status = response.status();
        let mut bytes = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| fault::of_transport(error, &self.server))?
        {
            if bytes.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(fault::too_long(MAX_ANSWER_BYTES));
            }
            bytes.extend_from_slice(&chunk);
        }
        if status.is_success() {
            Ok(bytes)
        } else {
            Err(fault::of_status(status, &bytes, &self.server))
        }
    }
}

#[async_trait]
impl Model for ChatServerModel {
    async fn complete(&self, request: &ModelRequest) -> Result<ModelReply, Fault> {
        let body = CompletionRequest::new(self.model_id(request.role), request);
        let bytes = self.call(&body).await?;
        let completion: Completion = serde_json::from_slice(&bytes).map_err(fault::unreadable)?;
        let usage = completion.usage;
        let text = completion.text().ok_or_else(fault::without_text)?;
        Ok(ModelReply {
            text,
            usage: Usage {
                tokens_in: usage.prompt_tokens,
                tokens_out: usage.completion_tokens,
                ..Usage::default()
            },
        })
    }
}
