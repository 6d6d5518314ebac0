//! Jobs as rows.

use super::store_error::StoreError;
use contract::{ErrorName, Fault, Job, JobStatus, StageRecord, StageStatus};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The job's columns as they are stored.
struct JobRow {
    request: String,
    status: String,
    answer: Option<String>,
    error: Option<String>,
    created_at: String,
    finished_at: Option<String>,
}

impl JobRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            request: row.get("request")?,
            status: row.get("status")?,
            answer: row.get("answer")?,
            error: row.get("error")?,
            created_at: row.get("created_at")?,
            finished_at: row.get("finished_at")?,
        })
    }

    fn into_job(self, job_id: &str, stages: Vec<StageRecord>) -> Result<Job, StoreError> {
        let status = parse_status(&self.status)?;
        let running = stages
            .iter()
            .rfind(|stage| stage.status == StageStatus::Running);
        Ok(Job {
            job_id: job_id.to_owned(),
            request: serde_json::from_str(&self.request)?,
            status,
            stage: running
                .filter(|_| status == JobStatus::Running)
                .map(|stage| stage.state.clone()),
            stages,
            answer: self
                .answer
                .as_deref()
                .map(serde_json::from_str)
                .transpose()?,
            error: self
                .error
                .as_deref()
                .map(serde_json::from_str)
                .transpose()?,
            created_at: self.created_at,
            finished_at: self.finished_at,
        })
    }
}

/// The job with its stages.
pub(super) fn get(connection: &Connection, job_id: &str) -> Result<Job, StoreError> {
    let row = connection
        .prepare_cached(
            "SELECT request, status, answer, error, created_at, finished_at
             FROM jobs WHERE job_id = ?1",
        )?
        .query_row([job_id], JobRow::read)
        .optional()?
        .ok_or_else(|| not_found(job_id))?;
    row.into_job(job_id, stages(connection, job_id)?)
}

/// The job's status, when there is such a job.
pub(super) fn status(
    connection: &Connection,
    job_id: &str,
) -> Result<Option<JobStatus>, StoreError> {
    let status: Option<String> = connection
        .prepare_cached("SELECT status FROM jobs WHERE job_id = ?1")?
        .query_row([job_id], |row| row.get(0))
        .optional()?;
    status.as_deref().map(parse_status).transpose()
}

/// Stores the stage; the same state and attempt keep their place among the stages.
pub(super) fn put_stage(
    connection: &Connection,
    job_id: &str,
    stage: &StageRecord,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO job_stages (job_id, state, attempt, record) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (job_id, state, attempt) DO UPDATE SET record = excluded.record",
        )?
        .execute(params![
            job_id,
            stage.state,
            stage.attempt,
            serde_json::to_string(stage)?
        ])?;
    Ok(())
}

pub(super) fn not_found(job_id: &str) -> Fault {
    let shown: String = job_id.chars().take(80).collect();
    Fault::new(ErrorName::JobNotFound, format!("there is no job {shown}"))
}

fn stages(connection: &Connection, job_id: &str) -> Result<Vec<StageRecord>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT record FROM job_stages WHERE job_id = ?1 ORDER BY position")?;
    let mut rows = statement.query([job_id])?;
    let mut stages = Vec::new();
    while let Some(row) = rows.next()? {
        stages.push(serde_json::from_str(
            row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?,
        )?);
    }
    Ok(stages)
}

fn parse_status(text: &str) -> Result<JobStatus, StoreError> {
    Ok(serde_json::from_value(text.into())?)
}
