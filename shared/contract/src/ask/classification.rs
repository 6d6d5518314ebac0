//! What Classify finds.

use crate::{Slots, Usage};
use serde::{Deserialize, Serialize};

/// What kind of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Rows.
    Sql,
    /// Rows and a chart.
    Plot,
    /// Talk about the product or the catalogue.
    Chat,
    /// Something this product does not do, such as changing data.
    Unsupported,
}

/// What Classify found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Classification {
    /// The kind of answer.
    pub intent: Intent,
    /// The question with nothing left to guess from the conversation.
    pub question: String,
    /// Whether `question` differs from what was typed.
    pub rewritten: bool,
    /// What must be equal for another question to share the answer.
    pub slots: Slots,
    /// Model use.
    #[serde(default)]
    pub usage: Usage,
}
