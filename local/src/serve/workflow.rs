use super::running::Running;
use async_trait::async_trait;
use contract::{AskRequest, ErrorName, Fault, Job, JobStatus, StageRecord, StageStatus, StepName};
use local_ports::SqliteJobs;
use ports::{Run, RunEvent, RunEventKind, RunStatus, Workflow};
use serde_json::{Value, json};
use std::sync::Arc;

/// Executions as rows of the table of jobs: a job that is queued there has not begun.
pub(super) struct LocalWorkflow {
    jobs: SqliteJobs,
    running: Arc<Running>,
}

impl LocalWorkflow {
    pub(super) fn new(jobs: SqliteJobs, running: Arc<Running>) -> Self {
        Self { jobs, running }
    }

    fn job(&self, job_id: &str) -> Result<Option<Job>, Fault> {
        match self.jobs.get(job_id) {
            Ok(job) => Ok(Some(job)),
            Err(fault) if fault.name == ErrorName::JobNotFound => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    fn status(&self, job: &Job) -> Result<RunStatus, Fault> {
        Ok(match job.status {
            JobStatus::Queued | JobStatus::Running => RunStatus::Running,
            JobStatus::Cancelled => RunStatus::Stopped,
            JobStatus::Succeeded => {
                let document = self.jobs.document(&job.job_id)?;
                RunStatus::Succeeded(document.unwrap_or_default())
            }
            JobStatus::Failed => {
                let (error, cause) = job
                    .error
                    .as_ref()
                    .map(|problem| (problem.title.to_string(), problem.detail.clone()))
                    .unwrap_or_default();
                RunStatus::Failed { error, cause }
            }
        })
    }
}

#[async_trait]
impl Workflow for LocalWorkflow {
    async fn start(&self, job_id: &str, input: &Value) -> Result<bool, Fault> {
        let request = input.get("request").cloned().unwrap_or_default();
        let request: AskRequest = serde_json::from_value(request).map_err(|error| {
            let message = format!("the input of job {job_id} holds no request");
            Fault::new(ErrorName::InvalidInput, message).with_source(error)
        })?;
        let jobs = self.jobs.clone();
        let accepted = off_thread(move || jobs.accept(&request)).await?;
        self.running.wake();
        Ok(accepted)
    }

    async fn run(&self, job_id: &str) -> Result<Option<Run>, Fault> {
        match self.job(job_id)? {
            None => Ok(None),
            Some(job) if job.status == JobStatus::Queued => Ok(None),
            Some(job) => Ok(Some(Run {
                status: self.status(&job)?,
                ended_at: job.finished_at,
            })),
        }
    }

    async fn history(&self, job_id: &str) -> Result<Vec<RunEvent>, Fault> {
        let job = self.job(job_id)?;
        Ok(job.map(|job| history(&job)).unwrap_or_default())
    }

    async fn stop(&self, job_id: &str, _: &str) -> Result<(), Fault> {
        match self.running.cancel(job_id).await {
            Err(fault) if fault.name != ErrorName::JobNotFound => Err(fault),
            _ => Ok(()),
        }
    }
}

/// Runs what flushes the disk off the async threads.
pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| {
            Err(Fault::new(ErrorName::Internal, "the work ended unexpectedly").with_source(error))
        })
}

/// The stages, told as events: one after the other from the job's beginning, in milliseconds.
fn history(job: &Job) -> Vec<RunEvent> {
    let began = job.created_at.parse::<jiff::Timestamp>();
    let mut at_ms = began.map_or(0, jiff::Timestamp::as_millisecond);
    let mut events = Vec::new();
    for stage in &job.stages {
        let mut tell = |at_ms, kind| {
            let state = stage.state.clone();
            events.push(RunEvent { state, at_ms, kind });
        };
        tell(at_ms, RunEventKind::Entered);
        (0..stage.retries).for_each(|_| tell(at_ms, RunEventKind::Retried));
        at_ms += i64::try_from(stage.duration_ms.0.as_millis()).unwrap_or(i64::MAX / 2);
        match stage.status {
            StageStatus::Running | StageStatus::Cancelled => (),
            StageStatus::Succeeded => tell(at_ms, RunEventKind::Exited(document(stage))),
            StageStatus::Failed => {
                let error = stage.error.clone().unwrap_or_default();
                tell(at_ms, RunEventKind::Failed(error));
            }
        }
    }
    events
}

/// What a state document says of the stage's use of models and engines.
fn document(stage: &StageRecord) -> Value {
    let step = stage.state.parse::<StepName>().ok();
    let Some(field) = step.and_then(StepName::result_field) else {
        return Value::Null;
    };
    json!({ field: { "usage": {
        "tokens_in": stage.tokens_in,
        "tokens_out": stage.tokens_out,
        "bytes_scanned": stage.bytes_scanned,
    } } })
}
