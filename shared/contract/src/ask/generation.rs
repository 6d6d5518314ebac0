//! What Schema and Generate make.

use crate::{Approach, Usage, ValueHint, ValueSharing};
use serde::{Deserialize, Serialize};

/// Where the catalogue for this question lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SchemaReference {
    /// The key of the object that holds the [`crate::Catalog`] as JSON.
    pub key: String,
    /// The catalogue's fingerprint.
    pub fingerprint: String,
    /// Tables in it.
    pub tables: u64,
    /// Whether tables were left out because the catalogue is large.
    pub pruned: bool,
    /// Whether its cell values may be shown to a model.
    #[serde(default)]
    pub value_sharing: ValueSharing,
}

/// What Generate made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Generation {
    /// SQL, a question back, or the reason there is none.
    pub verdict: GenerationVerdict,
    /// The statement, unproven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// One sentence that tells how the question was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// What to choose from, when asking back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Why there is no SQL, in a sentence for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// 0 to 1: how sure the maker is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Who made it: `auto` never stands here.
    pub approach: Approach,
    /// 1 for the first statement of the question.
    pub attempt: u32,
    /// Whether values closest to the asked ones were already offered once.
    #[serde(default)]
    pub used_value_hints: bool,
    /// Statements that failed before, with the reason, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<TriedSql>,
    /// Version of the prompt, when a model made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_version: Option<String>,
    /// Model use of this attempt.
    #[serde(default)]
    pub usage: Usage,
}

/// What came out of Generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GenerationVerdict {
    /// A statement.
    Sql,
    /// The question has several readings; the person chooses.
    AskBack,
    /// The data does not hold an answer, or the question is not understood.
    Unanswerable,
    /// The question is about something the role may not read.
    NotPermitted,
    /// Every statement there is to try has failed; Validate or Execute said why.
    GaveUp,
}

/// One reading a person can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// What a button shows.
    pub label: String,
    /// The question to ask instead, which has only this reading.
    pub question: String,
}

/// A statement that failed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TriedSql {
    /// The statement.
    pub sql: String,
    /// The guard's or the engine's reason.
    pub reason: String,
    /// Real values that were offered in place of ones it asked for in vain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value_hints: Vec<ValueHint>,
}
