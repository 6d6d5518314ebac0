use crate::{ErrorName, Fault};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The steps of the product. All but [`StepName::Ingest`] are Task states of
/// `statemachines/ask.asl.json`, under exactly these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum StepName {
    /// Intent, standalone question and slots.
    Classify,
    /// Looks for a verified earlier answer.
    CacheCheck,
    /// The permitted, pruned catalogue, by reference.
    Schema,
    /// Question to SQL, by rules or by a model.
    Generate,
    /// The guard: one read-only query over permitted names, or a reason.
    Validate,
    /// Runs the canonical SQL.
    Execute,
    /// Grounded text, chart and follow-ups.
    Explain,
    /// Stores the pair for later questions.
    CacheWrite,
    /// ZIP of CSV to typed tables; started by an upload, not by a question.
    Ingest,
}

impl StepName {
    /// The steps of the ask machine, in the order of the plain path.
    pub const PIPELINE: [Self; 8] = [
        Self::Classify,
        Self::CacheCheck,
        Self::Schema,
        Self::Generate,
        Self::Validate,
        Self::Execute,
        Self::Explain,
        Self::CacheWrite,
    ];

    /// The name as it stands in the state machine.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Classify => "Classify",
            Self::CacheCheck => "CacheCheck",
            Self::Schema => "Schema",
            Self::Generate => "Generate",
            Self::Validate => "Validate",
            Self::Execute => "Execute",
            Self::Explain => "Explain",
            Self::CacheWrite => "CacheWrite",
            Self::Ingest => "Ingest",
        }
    }

    /// The package, and the bootstrap, of the function: `CacheCheck` is `cache-check`.
    pub const fn package(self) -> &'static str {
        match self {
            Self::Classify => "classify",
            Self::CacheCheck => "cache-check",
            Self::Schema => "schema",
            Self::Generate => "generate",
            Self::Validate => "validate",
            Self::Execute => "execute",
            Self::Explain => "explain",
            Self::CacheWrite => "cache-write",
            Self::Ingest => "ingest",
        }
    }

    /// The field of the state document that holds its result; `None` for Ingest, which has none.
    pub const fn result_field(self) -> Option<&'static str> {
        match self {
            Self::Classify => Some("classification"),
            Self::CacheCheck => Some("cache"),
            Self::Schema => Some("schema"),
            Self::Generate => Some("generation"),
            Self::Validate => Some("validation"),
            Self::Execute => Some("execution"),
            Self::Explain => Some("explanation"),
            Self::CacheWrite => Some("cache_write"),
            Self::Ingest => None,
        }
    }

    /// What stands in the definition where the function's ARN goes: `${CacheCheckFunctionArn}`.
    pub fn arn_placeholder(self) -> String {
        format!("${{{}FunctionArn}}", self.as_str())
    }
}

impl std::str::FromStr for StepName {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::PIPELINE
            .into_iter()
            .chain([Self::Ingest])
            .find(|name| name.as_str() == text)
            .ok_or_else(|| Fault::new(ErrorName::Internal, format!("there is no step {text}")))
    }
}

impl fmt::Display for StepName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
