use async_trait::async_trait;
use contract::{Fault, Usage};

/// What a model is asked for; each role can be another model by configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModelRole {
    /// Writes SQL.
    Sql,
    /// Talks.
    Chat,
    /// Explains results.
    Explain,
}

/// Who speaks in a conversation with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The product.
    User,
    /// The model, earlier.
    Assistant,
}

/// A turn of a conversation with a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who speaks.
    pub speaker: Speaker,
    /// What is said.
    pub text: String,
}

/// A call to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelRequest {
    /// Which model.
    pub role: ModelRole,
    /// Standing instructions.
    pub system: String,
    /// The conversation, ending with the user.
    pub messages: Vec<Message>,
    /// Tokens the reply may have.
    pub max_tokens: u32,
}

/// A model's answer: data, hostile until parsed and proven otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelReply {
    /// The text.
    pub text: String,
    /// What it cost.
    pub usage: Usage,
}

/// A language model.
#[async_trait]
pub trait Model: Send + Sync {
    /// One reply, or `Model.Throttled`, `Model.Unavailable`, `Model.Timeout`,
    /// `Model.NotConfigured`.
    async fn complete(&self, request: &ModelRequest) -> Result<ModelReply, Fault>;

    /// Whether there is a model behind this at all.
    fn is_configured(&self) -> bool {
        true
    }
}
