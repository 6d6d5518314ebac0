//! What is kept of earlier questions, as people see it: cached answers and curated pairs.

use crate::Provenance;
use serde::{Deserialize, Serialize};

/// An entry of the cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CachedAnswer {
    /// The entry.
    pub entry_id: String,
    /// The source.
    pub source: String,
    /// The role for which it was answered.
    pub role: String,
    /// The question.
    pub question: String,
    /// The SQL.
    pub sql: String,
    /// Who vouches for it.
    pub provenance: Provenance,
    /// When it was stored, RFC 3339.
    pub created_at: String,
    /// How often it was served.
    pub hits: u64,
    /// When it was served last, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_hit_at: Option<String>,
}

/// A question with the SQL that answers it, kept to teach: `GET /v1/examples`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CuratedExample {
    /// Its id.
    pub example_id: String,
    /// The source.
    pub source: String,
    /// The question.
    pub question: String,
    /// The SQL.
    pub sql: String,
    /// Where it comes from.
    pub origin: ExampleOrigin,
    /// When it was stored, RFC 3339.
    pub created_at: String,
}

/// Where a curated pair comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExampleOrigin {
    /// A person approved or corrected an answer.
    Approved,
    /// A person gave the pair.
    Given,
    /// A model drafted the question for a statement; shown to no model until a person gives the pair.
    Drafted,
}

impl ExampleOrigin {
    /// The name as it is written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Given => "given",
            Self::Drafted => "drafted",
        }
    }
}

/// The answer to `GET /v1/examples`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExampleList {
    /// The pairs, newest first.
    pub examples: Vec<CuratedExample>,
}

/// The body of `POST /v1/examples`: one pair as `question` and `sql`, or many as `examples`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExampleSubmission {
    /// The source.
    pub source: String,
    /// The question of the one pair; without one, a model drafts it where there is a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The SQL of the one pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// The pairs, 200 at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<GivenExample>,
}

/// A pair as it is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenExample {
    /// The question; without one, a model drafts it where there is a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The SQL, in the dialect of the source.
    pub sql: String,
}

/// The answer to `POST /v1/examples`: each pair is counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExamplesTaken {
    /// New pairs.
    pub added: u64,
    /// Pairs that took the place of one with the same question.
    pub merged: u64,
    /// Pairs whose question a model drafted; they wait for a person.
    pub drafted: u64,
    /// Pairs that were not taken.
    pub refused: Vec<RefusedExample>,
}

/// A pair that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefusedExample {
    /// Its place in the list, from 0.
    pub index: u64,
    /// Why, in a sentence.
    pub reason: String,
}
