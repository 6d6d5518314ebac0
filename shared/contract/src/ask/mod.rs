//! The state document of the ask machine: what goes in, and what each step adds at its own
//! `ResultPath`. A step's input is a view of [`AskState`]: serde ignores what a step does not name.

mod cache;
mod classification;
mod execution;
mod explanation;
mod generation;
mod request;
mod validation;

pub use cache::{
    CacheDecision, CacheHit, CacheVerdict, CacheWriteOutcome, Example, Provenance, Rebinding,
};
pub use classification::{Classification, Intent};
pub use execution::{Execution, ExecutionVerdict, ValueHint};
pub use explanation::Explanation;
pub use generation::{Choice, Generation, GenerationVerdict, SchemaReference, TriedSql};
pub use request::{Approach, AskRequest, Turn};
pub use validation::{
    Estimate, Finding, FindingKind, SqlOrigin, TextFilter, Validation, ValidationVerdict,
};

use serde::{Deserialize, Serialize};

/// The whole document. Each field but `request` is one step's result, at `$.<field>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AskState {
    /// What was asked.
    pub request: AskRequest,
    /// By Classify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Classification>,
    /// By CacheCheck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<CacheDecision>,
    /// By Schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<SchemaReference>,
    /// By Generate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<Generation>,
    /// By Validate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Validation>,
    /// By Execute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<Execution>,
    /// By Explain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    /// By CacheWrite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write: Option<CacheWriteOutcome>,
}

/// What a step used of what costs money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Usage {
    /// Tokens sent to models.
    pub tokens_in: u64,
    /// Tokens models answered with.
    pub tokens_out: u64,
    /// Bytes an engine scanned, 0 where it cannot tell.
    pub bytes_scanned: u64,
}
