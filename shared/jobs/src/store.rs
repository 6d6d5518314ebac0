use contract::{ErrorName, Fault, Feedback, JobRecord};
use ports::{ObjectStore, add_document, read_document, write_document};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The documents of jobs in the object store.
#[derive(Clone)]
pub struct JobStore {
    pub(crate) objects: Arc<dyn ObjectStore>,
}

/// What a person said of an answer, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackRecord {
    /// What they said.
    pub feedback: Feedback,
    /// Who: the id of the API key.
    pub caller: String,
    /// The cache's entry that was made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<String>,
    /// When, RFC 3339.
    pub recorded_at: String,
}

/// The marker's content.
#[derive(Serialize, Deserialize)]
struct Cancel {}

impl JobStore {
    /// The jobs in this object store.
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects }
    }

    /// Keeps the record; false when the job has one, which stays as it is.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn add(&self, record: &JobRecord) -> Result<bool, Fault> {
        let key = key(&record.request.job_id, "request.json")?;
        add_document(&*self.objects, &key, record).await
    }

    /// The record of the job.
    ///
    /// # Errors
    /// `Job.NotFound` when there is none, `Store.*`.
    pub async fn record(&self, job_id: &str) -> Result<JobRecord, Fault> {
        let key = key(job_id, "request.json")?;
        let record = read_document(&*self.objects, &key).await?;
        record.ok_or_else(|| not_found(job_id))
    }

    /// Marks the job as wished away.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn mark_cancelled(&self, job_id: &str) -> Result<(), Fault> {
        write_document(&*self.objects, &key(job_id, "cancel")?, &Cancel {}).await
    }

    /// Whether the job was wished away.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn is_cancelled(&self, job_id: &str) -> Result<bool, Fault> {
        let marker: Option<Cancel> = read_document(&*self.objects, &key(job_id, "cancel")?).await?;
        Ok(marker.is_some())
    }

    /// The last word on the job's answer, if there is one.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn feedback(&self, job_id: &str) -> Result<Option<FeedbackRecord>, Fault> {
        read_document(&*self.objects, &key(job_id, "feedback.json")?).await
    }

    /// Keeps the word on the job's answer, in place of an earlier one.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn put_feedback(&self, job_id: &str, record: &FeedbackRecord) -> Result<(), Fault> {
        write_document(&*self.objects, &key(job_id, "feedback.json")?, record).await
    }
}

/// Only what can be an id becomes part of a key.
pub(crate) fn key(job_id: &str, document: &str) -> Result<String, Fault> {
    const LONGEST: usize = 64;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if job_id.is_empty() || job_id.len() > LONGEST || !job_id.chars().all(plain) {
        return Err(not_found(job_id));
    }
    Ok(format!("jobs/{job_id}/{document}"))
}

fn not_found(job_id: &str) -> Fault {
    let message = format!("there is no job '{}'", job_id.escape_debug());
    Fault::new(ErrorName::JobNotFound, message)
}
