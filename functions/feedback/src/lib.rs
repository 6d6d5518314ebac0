#![doc = include_str!("../README.md")]

mod judged;
mod keep;

use contract::{ErrorName, Fault, Feedback, Verdict};
use jobs::{End, FeedbackRecord, JobStore, end_of};
use judged::Judged;
use ports::{AnswerCache, CatalogStore, Embedder, Ports, Workflow};
use std::sync::Arc;
use step::{ApiRequest, ApiResponse, Endpoint};

/// Characters of a comment.
const LONGEST_COMMENT: usize = 2_000;
/// Characters of a statement.
const LONGEST_SQL: usize = 20_000;

/// The function.
#[derive(Debug)]
pub struct FeedbackCalls;

/// What the function needs.
#[derive(Clone)]
pub struct Deps {
    cache: Arc<dyn AnswerCache>,
    catalog: Arc<dyn CatalogStore>,
    embedder: Arc<dyn Embedder>,
    jobs: JobStore,
    workflow: Arc<dyn Workflow>,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            cache: ports.cache.clone(),
            catalog: ports.catalog.clone(),
            embedder: ports.embedder.clone(),
            jobs: JobStore::new(ports.objects.clone()),
            workflow: ports.workflow.clone(),
        }
    }
}

impl Endpoint for FeedbackCalls {
    const NAME: &'static str = "feedback";
    type Deps = Deps;

    async fn call(request: ApiRequest, deps: &Deps) -> Result<ApiResponse, Fault> {
        match (request.method.as_str(), request.route.as_str()) {
            ("POST", "/v1/jobs/{id}/feedback") => {
                let feedback: Feedback = request.json()?;
                check(&feedback)?;
                deps.take(request.parameter("id")?, feedback, request.caller.clone())
                    .await?;
                Ok(ApiResponse::empty(204))
            }
            _ => Err(request.not_answered()),
        }
    }
}

impl Deps {
    async fn take(&self, job_id: &str, feedback: Feedback, caller: String) -> Result<(), Fault> {
        let judged = self.judged(job_id).await?;
        let (sql, reading) = match feedback.verdict {
            Verdict::Approve => (judged.sql(), judged.reading()),
            Verdict::Reject => (feedback.corrected_sql.as_deref(), None),
        };
        let entry_id = match sql {
            Some(sql) => self.keep(&judged, sql, reading).await?,
            None => None,
        };
        if feedback.verdict == Verdict::Reject {
            let earlier = self.jobs.feedback(job_id).await?;
            let earlier = earlier.and_then(|record| record.entry_id);
            for stale in judged.entries().chain(earlier) {
                if Some(&stale) != entry_id.as_ref() {
                    self.cache.remove(&stale).await?;
                }
            }
        }
        let record = FeedbackRecord {
            feedback,
            caller,
            entry_id,
            recorded_at: jiff::Timestamp::now().to_string(),
        };
        self.jobs.put_feedback(job_id, &record).await
    }

    /// The answer of the job; only one that succeeded has one.
    async fn judged(&self, job_id: &str) -> Result<Judged, Fault> {
        self.jobs.record(job_id).await?;
        let run = self.workflow.run(job_id).await?;
        match run.and_then(|run| end_of(run.status)) {
            Some(End::Succeeded(state)) => Ok(Judged(*state)),
            end => {
                let how = end.map_or("has not ended", |end| end.status().as_str());
                let message = format!("the job has no answer to judge: it {how}");
                Err(Fault::new(ErrorName::InvalidInput, message))
            }
        }
    }
}

fn check(feedback: &Feedback) -> Result<(), Fault> {
    let wrong = |message: String| Err(Fault::new(ErrorName::InvalidInput, message));
    if feedback.verdict == Verdict::Approve && feedback.corrected_sql.is_some() {
        return wrong("corrected_sql goes with the verdict reject".to_owned());
    }
    for (field, text, longest) in [
        ("comment", &feedback.comment, LONGEST_COMMENT),
        ("corrected_sql", &feedback.corrected_sql, LONGEST_SQL),
    ] {
        let length = text.as_deref().map_or(0, |text| text.chars().count());
        if length > longest {
            return wrong(format!(
                "{field} has {length} characters; the most are {longest}"
            ));
        }
    }
    Ok(())
}
