#![doc = include_str!("../README.md")]

mod id;
mod limits;

use contract::{
    AskRequest, ErrorName, Fault, JobAccepted, JobRecord, JobStatus, JobSubmission, Turn,
};
use jobs::{Conversation, End, JobStore, end_of};
use ports::{CatalogStore, JobQueue, Ports, Workflow};
use std::sync::Arc;
use step::{ApiRequest, ApiResponse, Endpoint};

/// The function.
#[derive(Debug)]
pub struct JobSubmit;

/// What the function needs.
#[derive(Clone)]
pub struct Deps {
    catalog: Arc<dyn CatalogStore>,
    jobs: JobStore,
    queue: Arc<dyn JobQueue>,
    workflow: Arc<dyn Workflow>,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            catalog: ports.catalog.clone(),
            jobs: JobStore::new(ports.objects.clone()),
            queue: ports.queue.clone(),
            workflow: ports.workflow.clone(),
        }
    }
}

impl Endpoint for JobSubmit {
    const NAME: &'static str = "job-submit";
    type Deps = Deps;

    async fn call(request: ApiRequest, deps: &Deps) -> Result<ApiResponse, Fault> {
        match (request.method.as_str(), request.route.as_str()) {
            ("POST", "/v1/jobs") => deps.submit(&request).await,
            _ => Err(request.not_answered()),
        }
    }
}

impl Deps {
    async fn submit(&self, request: &ApiRequest) -> Result<ApiResponse, Fault> {
        limits::check_body(&request.body)?;
        let submission: JobSubmission = request.json()?;
        limits::check(&submission)?;
        let job_id = id::of(request)?;
        self.catalog.source(&submission.source).await?;
        let mut named = self
            .named_conversation(&submission, &request.caller)
            .await?;
        let turns = turns(&submission, named.as_ref());
        let record = record(job_id, submission, &request.caller, turns);
        let status = if self.jobs.add(&record).await? {
            if let Some(named) = &mut named {
                self.remember(named, &record.request).await?;
            }
            self.send(&record).await?
        } else {
            self.repeat(&record).await?
        };
        accepted(&record.request.job_id, status)
    }

    /// The conversation that the caller names; none for a statement of their own, which is no turn that a question
    /// leans on.
    async fn named_conversation(
        &self,
        submission: &JobSubmission,
        caller: &str,
    ) -> Result<Option<Named>, Fault> {
        let Some(name) = &submission.conversation_id else {
            return Ok(None);
        };
        if submission.options.sql.is_some() {
            return Ok(None);
        }
        let id = id::of_conversation(caller, name);
        let conversation = self.jobs.conversation(&id).await?;
        Ok(Some(Named { id, conversation }))
    }

    async fn remember(&self, named: &mut Named, request: &AskRequest) -> Result<(), Fault> {
        named.conversation.add(&request.source, &request.question);
        self.jobs
            .put_conversation(&named.id, &named.conversation)
            .await
    }

    async fn send(&self, record: &JobRecord) -> Result<JobStatus, Fault> {
        self.queue.send(&record.request.job_id).await?;
        Ok(JobStatus::Queued)
    }

    /// The call was made before: the job goes on as it does, unless it got lost before its start.
    async fn repeat(&self, record: &JobRecord) -> Result<JobStatus, Fault> {
        let job_id = &record.request.job_id;
        let earlier = self.jobs.record(job_id).await?;
        if earlier.submission != record.submission {
            let message = "the idempotency key was used before with another body; use a new key";
            return Err(Fault::new(ErrorName::JobConflict, message));
        }
        match self.workflow.run(job_id).await? {
            Some(run) => Ok(end_of(run.status)
                .as_ref()
                .map_or(JobStatus::Running, End::status)),
            None if self.jobs.is_cancelled(job_id).await? => Ok(JobStatus::Cancelled),
            None => self.send(&earlier).await,
        }
    }
}

/// A conversation with its id.
struct Named {
    id: String,
    conversation: Conversation,
}

/// The turns before a question: those that the caller tells, else those of the conversation that it names.
fn turns(submission: &JobSubmission, named: Option<&Named>) -> Vec<Turn> {
    let told = &submission.options.conversation;
    match named {
        Some(named) if told.is_empty() => named.conversation.about(&submission.source),
        _ => told.clone(),
    }
}

fn record(
    job_id: String,
    submission: JobSubmission,
    caller: &str,
    conversation: Vec<Turn>,
) -> JobRecord {
    let now = jiff::Timestamp::now().to_string();
    let options = submission.options.clone();
    JobRecord {
        request: AskRequest {
            job_id,
            question: submission.question.trim().to_owned(),
            source: submission.source.clone(),
            role: AskRequest::DEFAULT_ROLE.to_owned(),
            approach: options.approach,
            conversation,
            use_cache: options.use_cache,
            sql: options.sql,
            asked_at: now.clone(),
        },
        submission,
        caller: caller.to_owned(),
        created_at: now,
    }
}

fn accepted(job_id: &str, status: JobStatus) -> Result<ApiResponse, Fault> {
    let status_url = format!("/v1/jobs/{job_id}");
    let body = JobAccepted {
        job_id: job_id.to_owned(),
        status,
        status_url,
    };
    Ok(ApiResponse::json(202, &body)?
        // Relative to /v1/jobs: the function does not know what stands before the API's root.
        .with_header("location", format!("jobs/{job_id}"))
        .with_header("retry-after", "1"))
}
