use crate::{Answer, AskRequest, ErrorName, StageRecord};
use serde::{Deserialize, Serialize};

/// A question on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// Its id.
    pub job_id: String,
    /// What was asked.
    pub request: AskRequest,
    /// How it stands.
    pub status: JobStatus,
    /// The stage it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The stages so far.
    #[serde(default)]
    pub stages: Vec<StageRecord>,
    /// The answer, once it succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// The error, once it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
    /// When it was accepted, RFC 3339.
    pub created_at: String,
    /// When it ended, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Accepted, not yet begun.
    Queued,
    /// A worker has it.
    Running,
    /// Ended with an answer (whatever its outcome).
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Ended by a person's wish.
    Cancelled,
}

impl JobStatus {
    /// The name as it is written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will happen to the job.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// An error as the API tells it (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// The page that explains the error.
    #[serde(rename = "type")]
    pub kind: String,
    /// The error's name.
    pub title: ErrorName,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in a sentence for a person.
    pub detail: String,
}

impl Problem {
    /// The problem for a fault.
    pub fn new(name: ErrorName, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("docs/errors/{name}.md"),
            title: name,
            status: http_status(name),
            detail: detail.into(),
        }
    }
}

const fn http_status(name: ErrorName) -> u16 {
    match name {
        ErrorName::InvalidInput => 400,
        ErrorName::SourceUnknown | ErrorName::JobNotFound | ErrorName::StoreNotFound => 404,
        ErrorName::JobCancelled => 409,
        ErrorName::ArchiveLimit => 413,
        ErrorName::JobConflict
        | ErrorName::SqlRejected
        | ErrorName::ArchiveInvalid
        | ErrorName::ArchiveEmpty
        | ErrorName::ArchiveRefused
        | ErrorName::ArchiveUnsupported
        | ErrorName::CsvUnreadable => 422,
        ErrorName::ModelThrottled | ErrorName::EngineThrottled => 429,
        ErrorName::SourceUnavailable
        | ErrorName::ModelUnavailable
        | ErrorName::ModelNotConfigured
        | ErrorName::EngineUnavailable
        | ErrorName::CacheUnavailable
        | ErrorName::StoreUnavailable
        | ErrorName::StoreLocked => 503,
        ErrorName::ModelTimeout | ErrorName::EngineTimeout | ErrorName::StepTimeout => 504,
        ErrorName::StoreFull => 507,
        ErrorName::ConfigMissing
        | ErrorName::ConfigInvalid
        | ErrorName::ModelBadReply
        | ErrorName::EngineFailed
        | ErrorName::StoreReadOnly
        | ErrorName::StoreCorrupt
        | ErrorName::Internal => 500,
    }
}

/// Something that happened to a stage, as it happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StageEvent {
    /// The job.
    pub job_id: String,
    /// The stage as it stands now.
    pub stage: StageRecord,
}
