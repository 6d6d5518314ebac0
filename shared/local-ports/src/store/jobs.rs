use super::database::{Database, Survives};
use super::job_rows::{self, not_found};
use super::now;
use super::store_error::StoreError;
use contract::{Answer, AskRequest, ErrorName, Fault, Job, JobStatus, Problem, StageRecord};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

/// Times a job may be interrupted by the end of the program before it is given up: a question that
/// brings the program down must not do so at every start.
const MAX_ATTEMPTS: i64 = 3;

/// The jobs, on the disk: the queue of the local runner is the rows that are `queued`.
///
/// The calls block for a flush of the disk at most (a few milliseconds).
#[derive(Debug, Clone)]
pub struct SqliteJobs {
    database: Database,
}

/// A job that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// Its id: a UUID whose order is the order of submission.
    pub job_id: String,
    /// Whether the same request had been accepted before, under the same key.
    pub existing: bool,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub enum JobEnd {
    /// With an answer, whatever its outcome.
    Succeeded(Box<Answer>),
    /// With a named error.
    Failed(Problem),
    /// By a person's wish.
    Cancelled,
}

impl SqliteJobs {
    /// The jobs of the data directory.
    ///
    /// # Errors
    /// None now; opening a store may fail.
    pub fn open(database: &Database) -> Result<Self, Fault> {
        Ok(Self {
            database: database.clone(),
        })
    }

    /// Accepts the request as a job, which gets an id of its own whatever the request says. The
    /// same idempotency key with the same request gives the job there is; the time of asking and
    /// the job's id do not count as part of the request.
    ///
    /// # Errors
    /// `Job.Conflict` for the same key with another request; `Store.*`.
    pub fn submit(
        &self,
        mut request: AskRequest,
        idempotency_key: Option<&str>,
    ) -> Result<Submitted, Fault> {
        request.job_id = uuid::Uuid::now_v7().to_string();
        self.database.write(Survives::PowerLoss, |transaction| {
            if let Some(key) = idempotency_key
                && let Some(earlier) = earlier_request(transaction, key)?
            {
                return existing(earlier, &request);
            }
            transaction
                .prepare_cached(
                    "INSERT INTO jobs (job_id, idempotency_key, request, status, created_at)
                     VALUES (?1, ?2, ?3, 'queued', ?4)",
                )?
                .execute(params![
                    request.job_id,
                    idempotency_key,
                    serde_json::to_string(&request)?,
                    now()
                ])?;
            Ok(Submitted {
                job_id: request.job_id.clone(),
                existing: false,
            })
        })
    }

    /// Accepts the request under the id that it has; false when there is a job of that id, which
    /// stays as it is.
    ///
    /// # Errors
    /// `Store.*`.
    pub fn accept(&self, request: &AskRequest) -> Result<bool, Fault> {
        self.database.write(Survives::PowerLoss, |transaction| {
            let added = transaction
                .prepare_cached(
                    "INSERT INTO jobs (job_id, request, status, created_at)
                     VALUES (?1, ?2, 'queued', ?3) ON CONFLICT (job_id) DO NOTHING",
                )?
                .execute(params![
                    request.job_id,
                    serde_json::to_string(request)?,
                    now()
                ])?;
            Ok(added > 0)
        })
    }

    /// Takes the job, which is running from then on; `None` when it is not queued.
    ///
    /// # Errors
    /// `Store.*`.
    pub fn claim_one(&self, job_id: &str) -> Result<Option<Job>, Fault> {
        self.database.write(Survives::Kill, |transaction| {
            let claimed = transaction
                .prepare_cached(
                    "UPDATE jobs SET status = 'running', attempts = attempts + 1
                     WHERE job_id = ?1 AND status = 'queued'",
                )?
                .execute([job_id])?;
            (claimed > 0)
                .then(|| job_rows::get(transaction, job_id))
                .transpose()
        })
    }

    /// The last state document of a job that ended in success.
    ///
    /// # Errors
    /// `Store.*`.
    pub fn document(&self, job_id: &str) -> Result<Option<Value>, Fault> {
        self.database.read(|connection| {
            let document: Option<String> = connection
                .prepare_cached("SELECT document FROM jobs WHERE job_id = ?1")?
                .query_row([job_id], |row| row.get(0))
                .optional()?
                .flatten();
            Ok(document.as_deref().map(serde_json::from_str).transpose()?)
        })
    }

    /// Takes the oldest queued job, which is running from then on. No job is taken twice.
    ///
    /// # Errors
    /// `Store.*`.
    pub fn claim(&self) -> Result<Option<Job>, Fault> {
        self.database.write(Survives::Kill, |transaction| {
            let claimed: Option<String> = transaction
                .prepare_cached(
                    "UPDATE jobs SET status = 'running', attempts = attempts + 1
                     WHERE sequence = (SELECT sequence FROM jobs WHERE status = 'queued'
                                       ORDER BY sequence LIMIT 1)
                     RETURNING job_id",
                )?
                .query_row([], |row| row.get(0))
                .optional()?;
            claimed
                .map(|job_id| job_rows::get(transaction, &job_id))
                .transpose()
        })
    }

    /// Queues again what an earlier process was working on when it ended; to be called at start,
    /// before the first claim. A job that was interrupted three times fails with `Internal.Error`.
    /// Gives how many were queued.
    ///
    /// # Errors
    /// `Store.*`.
    pub fn requeue_interrupted(&self) -> Result<usize, Fault> {
        let message =
            format!("the program ended {MAX_ATTEMPTS} times while it worked on this question");
        let problem = Problem::new(ErrorName::Internal, message);
        self.database.write(Survives::PowerLoss, |transaction| {
            let given_up = transaction.execute(
                "UPDATE jobs SET status = 'failed', error = ?1, finished_at = ?2
                 WHERE status = 'running' AND attempts >= ?3",
                params![serde_json::to_string(&problem)?, now(), MAX_ATTEMPTS],
            )?;
            transaction.execute(
                "DELETE FROM job_stages WHERE job_id IN
                 (SELECT job_id FROM jobs WHERE status = 'running')",
                [],
            )?;
            let queued = transaction.execute(
                "UPDATE jobs SET status = 'queued' WHERE status = 'running'",
                [],
            )?;
            if queued + given_up > 0 {
                tracing::warn!(
                    queued,
                    given_up,
                    "jobs were interrupted by the end of the program"
                );
            }
            Ok(queued)
        })
    }

    /// Stores how a stage of a running job stands; a record of the same state and attempt is
    /// replaced. Nothing happens when the job has ended.
    ///
    /// # Errors
    /// `Store.*`.
    pub fn record_stage(&self, job_id: &str, stage: &StageRecord) -> Result<(), Fault> {
        self.database.write(Survives::Kill, |transaction| {
            if job_rows::status(transaction, job_id)? == Some(JobStatus::Running) {
                job_rows::put_stage(transaction, job_id, stage)?;
            }
            Ok(())
        })
    }

    /// Ends a running job, with its stages as they were in the end and, after success, its last state
    /// document. A job that has ended stays as it ended, so a cancellation in the last moment is not
    /// overwritten.
    ///
    /// # Errors
    /// `Job.NotFound`; `Internal.Error` for a job that was never claimed; `Store.*`.
    pub fn finish(
        &self,
        job_id: &str,
        end: JobEnd,
        stages: &[StageRecord],
        document: Option<&Value>,
    ) -> Result<(), Fault> {
        let (status, answer, error) = match end {
            JobEnd::Succeeded(answer) => (JobStatus::Succeeded, Some(answer), None),
            JobEnd::Failed(problem) => (JobStatus::Failed, None, Some(problem)),
            JobEnd::Cancelled => (JobStatus::Cancelled, None, None),
        };
        // After a loss of power it is worked on once more: an end can be made again, what was accepted cannot.
        self.database.write(Survives::Kill, |transaction| {
            match job_rows::status(transaction, job_id)? {
                None => return Err(not_found(job_id).into()),
                Some(JobStatus::Queued) => return Err(never_claimed(job_id).into()),
                Some(JobStatus::Running) => (),
                Some(JobStatus::Succeeded | JobStatus::Failed | JobStatus::Cancelled) => {
                    return Ok(());
                }
            }
            transaction
                .prepare_cached(
                    "UPDATE jobs SET status = ?2, answer = ?3, error = ?4, finished_at = ?5,
                     document = ?6 WHERE job_id = ?1",
                )?
                .execute(params![
                    job_id,
                    status.as_str(),
                    answer.as_ref().map(serde_json::to_string).transpose()?,
                    error.as_ref().map(serde_json::to_string).transpose()?,
                    now(),
                    document.map(serde_json::to_string).transpose()?
                ])?;
            transaction
                .prepare_cached("DELETE FROM job_stages WHERE job_id = ?1")?
                .execute([job_id])?;
            stages
                .iter()
                .try_for_each(|stage| job_rows::put_stage(transaction, job_id, stage))
        })
    }

    /// Cancels a job that has not ended; gives whether it did. Who works on it must be told
    /// besides.
    ///
    /// # Errors
    /// `Job.NotFound`, `Store.*`.
    pub fn cancel(&self, job_id: &str) -> Result<bool, Fault> {
        self.database.write(Survives::PowerLoss, |transaction| {
            let Some(status) = job_rows::status(transaction, job_id)? else {
                return Err(not_found(job_id).into());
            };
            if status.is_final() {
                return Ok(false);
            }
            transaction
                .prepare_cached(
                    "UPDATE jobs SET status = 'cancelled', finished_at = ?2 WHERE job_id = ?1",
                )?
                .execute(params![job_id, now()])?;
            Ok(true)
        })
    }

    /// The job as it stands.
    ///
    /// # Errors
    /// `Job.NotFound`, `Store.*`.
    pub fn get(&self, job_id: &str) -> Result<Job, Fault> {
        self.database
            .read(|connection| job_rows::get(connection, job_id))
    }

    /// The jobs, newest first, at most `limit`.
    ///
    /// # Errors
    /// `Store.*`.
    pub fn list(&self, limit: usize) -> Result<Vec<Job>, Fault> {
        self.database.read(|connection| {
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut statement = connection
                .prepare_cached("SELECT job_id FROM jobs ORDER BY sequence DESC LIMIT ?1")?;
            let ids: Vec<String> = statement
                .query_map([limit], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            ids.iter()
                .map(|job_id| job_rows::get(connection, job_id))
                .collect()
        })
    }
}

fn earlier_request(
    transaction: &Transaction<'_>,
    key: &str,
) -> Result<Option<AskRequest>, StoreError> {
    let stored: Option<String> = transaction
        .prepare_cached("SELECT request FROM jobs WHERE idempotency_key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(stored
        .map(|request| serde_json::from_str(&request))
        .transpose()?)
}

fn existing(earlier: AskRequest, request: &AskRequest) -> Result<Submitted, StoreError> {
    let same = AskRequest {
        job_id: earlier.job_id.clone(),
        asked_at: earlier.asked_at.clone(),
        ..request.clone()
    };
    if same == earlier {
        return Ok(Submitted {
            job_id: earlier.job_id,
            existing: true,
        });
    }
    let message = "this idempotency key was used before with another request";
    Err(Fault::new(ErrorName::JobConflict, message).into())
}

fn never_claimed(job_id: &str) -> Fault {
    Fault::new(
        ErrorName::Internal,
        format!("job {job_id} cannot end: nobody works on it"),
    )
}
