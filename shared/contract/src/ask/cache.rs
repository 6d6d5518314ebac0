//! What CacheCheck and CacheWrite find and leave.

use serde::{Deserialize, Serialize};

/// What CacheCheck found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheDecision {
    /// Hit or miss.
    pub verdict: CacheVerdict,
    /// The entry, on a hit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit: Option<CacheHit>,
    /// Near misses: examples for Generate, never answers.
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// Whether an earlier answer serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CacheVerdict {
    /// A stored question is near enough and its slots are equal.
    Hit,
    /// None is.
    Miss,
}

/// The stored question that serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheHit {
    /// The entry.
    pub entry_id: String,
    /// Its question.
    pub question: String,
    /// Its SQL; passes the guard again before it runs.
    pub sql: String,
    /// Cosine similarity, -1 to 1.
    pub similarity: f32,
    /// Who vouches for it.
    pub provenance: Provenance,
    /// How the reading was told when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// The literal of the stored statement that was replaced by the asked value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rebound: Option<Rebinding>,
}

/// A value in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rebinding {
    /// The value in the stored statement.
    pub from: String,
    /// The asked value.
    pub to: String,
}

/// Who vouches for a stored pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// It answered once, nobody judged it.
    Auto,
    /// A person approved it.
    Approved,
}

/// A question with the SQL that answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Example {
    /// The question.
    pub question: String,
    /// The SQL.
    pub sql: String,
    /// Cosine similarity to the question asked, -1 to 1.
    pub similarity: f32,
    /// Who vouches for it.
    pub provenance: Provenance,
}

/// What CacheWrite did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheWriteOutcome {
    /// The entry, when one was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<String>,
}
