//! Bodies of the jobs API that are not documents of the pipeline themselves.

use crate::{Approach, AskRequest, IngestReport, JobStatus, Problem, Source, Turn};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The body of `POST /v1/jobs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JobSubmission {
    /// The question.
    pub question: String,
    /// The source it is about.
    pub source: String,
    /// The conversation it belongs to; any text of up to 128 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// How to answer.
    #[serde(default)]
    pub options: JobOptions,
}

/// How a job is to be answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct JobOptions {
    /// How to get from the question to SQL.
    pub approach: Approach,
    /// Whether an earlier answer may be served.
    pub use_cache: bool,
    /// A person's own statement for the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// The last turns of the conversation, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conversation: Vec<Turn>,
}

impl Default for JobOptions {
    fn default() -> Self {
        Self {
            approach: Approach::default(),
            use_cache: true,
            sql: None,
            conversation: Vec::new(),
        }
    }
}

/// The answer to `POST /v1/jobs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobAccepted {
    /// The job's id.
    pub job_id: String,
    /// How it stands.
    pub status: JobStatus,
    /// Where to ask how it goes on, from the API's root.
    pub status_url: String,
}

/// A job as it is kept, from before it is queued: `jobs/<job_id>/request.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobRecord {
    /// What was asked.
    pub request: AskRequest,
    /// What the caller sent, to tell a repeated call from another one with the same key.
    pub submission: JobSubmission,
    /// Who asked: the id of the API key.
    pub caller: String,
    /// When it was accepted, RFC 3339.
    pub created_at: String,
}

/// What stands in the queue for a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobMessage {
    /// The job.
    pub job_id: String,
}

/// The body of `POST /v1/jobs/{id}/feedback`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// What the person thinks of the answer.
    pub verdict: Verdict,
    /// The right statement, when they know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_sql: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What a person thinks of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is right: served again, and an example for others.
    Approve,
    /// It is wrong: never served again. With `corrected_sql`, that one takes its place.
    Reject,
}

/// The body of `POST /v1/uploads`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UploadSubmission {
    /// The file's name; without its ending it names the source.
    pub file_name: String,
    /// Its bytes.
    pub size_bytes: u64,
}

/// The answer to `POST /v1/uploads`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UploadTicket {
    /// The upload's id.
    pub upload_id: String,
    /// The source that it becomes.
    pub source: String,
    /// Where to PUT the file.
    pub upload_url: String,
    /// Headers the PUT must carry.
    pub headers: BTreeMap<String, String>,
    /// How long the address serves, seconds.
    pub expires_in_seconds: u64,
    /// Where to ask how it goes on, from the API's root.
    pub status_url: String,
}

/// The answer to `GET /v1/uploads/{id}`, and the object `uploads-state/<id>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Upload {
    /// Its id.
    pub upload_id: String,
    /// The source that it becomes.
    pub source: String,
    /// How it stands.
    pub status: UploadStatus,
    /// How far it is, while it is turned into tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<UploadProgress>,
    /// What the ingest did, once it succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<IngestReport>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
    /// The version of the object that was or is being turned into tables, once one has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_version: Option<String>,
    /// When it last changed, RFC 3339.
    pub updated_at: String,
}

/// How far an upload is on its way to tables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UploadProgress {
    /// Bytes of its files that were read.
    pub bytes_read: u64,
    /// Bytes that will be read in all, as far as is known now; it grows when a file has to be read again.
    pub bytes_total: u64,
    /// The table that was worked on last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The rows of that table so far.
    pub rows: u64,
}

/// How an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UploadStatus {
    /// An address was given; nothing has arrived.
    Waiting,
    /// It is being turned into tables.
    Processing,
    /// Its tables serve.
    Succeeded,
    /// It could not be turned into tables; what served before goes on serving.
    Failed,
}

/// The answer to `GET /v1/sources`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceList {
    /// All sources, by name.
    pub sources: Vec<Source>,
}
