//! What was asked.

use serde::{Deserialize, Serialize};

/// What was asked, by whom and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AskRequest {
    /// The job; also the name of the execution.
    pub job_id: String,
    /// The question as it was typed.
    pub question: String,
    /// The source it is about.
    pub source: String,
    /// The role of the person who asks; decides what may be read.
    #[serde(default = "default_role")]
    pub role: String,
    /// How to get from the question to SQL.
    #[serde(default)]
    pub approach: Approach,
    /// The last turns of the conversation, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversation: Vec<Turn>,
    /// Whether an earlier answer may be served.
    #[serde(default = "yes")]
    pub use_cache: bool,
    /// A person's own statement for the question: it goes straight to Validate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// When it was asked, RFC 3339; what "last month" counts from.
    pub asked_at: String,
}

impl AskRequest {
    /// The role of a caller nobody gave another one.
    pub const DEFAULT_ROLE: &str = "analyst";
}

fn default_role() -> String {
    AskRequest::DEFAULT_ROLE.to_owned()
}

const fn yes() -> bool {
    true
}

/// How to get from a question to SQL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Approach {
    /// The deterministic parser alone: instant, free, no model.
    Rules,
    /// A model with the schema.
    ZeroShot,
    /// A model with the schema and the nearest approved examples.
    FewShot,
    /// Rules when they are confident, else the model.
    #[default]
    Auto,
}

impl Approach {
    /// The name as it is written in options and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::ZeroShot => "zero_shot",
            Self::FewShot => "few_shot",
            Self::Auto => "auto",
        }
    }
}

/// An earlier question of the conversation, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Turn {
    /// The standalone question.
    pub question: String,
    /// The SQL that answered it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
}
