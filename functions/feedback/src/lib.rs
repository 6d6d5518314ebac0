#![doc = include_str!("../README.md")]

mod draft;
mod examples;
mod judged;
mod pair;

use answer_reuse::PlanReader;
use contract::{ErrorName, ExampleOrigin, ExampleSubmission, Fault, Feedback, Verdict};
use jobs::{End, FeedbackRecord, JobStore, end_of};
use judged::Judged;
use ports::{AnswerCache, CatalogStore, Embedder, ExampleStore, Model, Ports, Workflow};
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
    examples: Arc<dyn ExampleStore>,
    catalog: Arc<dyn CatalogStore>,
    embedder: Arc<dyn Embedder>,
    model: Arc<dyn Model>,
    reader: Arc<PlanReader>,
    jobs: JobStore,
    workflow: Arc<dyn Workflow>,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            cache: ports.cache.clone(),
            examples: ports.examples.clone(),
            catalog: ports.catalog.clone(),
            embedder: ports.embedder.clone(),
            model: ports.model.clone(),
            reader: Arc::default(),
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
            ("GET", "/v1/examples") => {
                let source = request.query.get("source").map(String::as_str);
                ApiResponse::json(200, &deps.listed(source).await?)
            }
            ("POST", "/v1/examples") => {
                let submission: ExampleSubmission = request.json()?;
                ApiResponse::json(200, &deps.learn(&submission).await?)
            }
            ("DELETE", "/v1/examples/{id}") => {
                deps.unlearn(request.parameter("id")?).await?;
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
        let proven = match sql {
            Some(sql) => Some(self.proven(&judged, sql, reading).await?),
            None => None,
        };
        if feedback.verdict == Verdict::Reject {
            self.forget(job_id, &judged).await?;
        }
        let entry_id = match proven {
            Some(pair) => self.keep(&pair, ExampleOrigin::Approved).await?,
            None => None,
        };
        let record = FeedbackRecord {
            feedback,
            caller,
            entry_id,
            recorded_at: jiff::Timestamp::now().to_string(),
        };
        self.jobs.put_feedback(job_id, &record).await
    }

    /// Removes what was answered from wherever it could be given again or be learned from.
    async fn forget(&self, job_id: &str, judged: &Judged) -> Result<(), Fault> {
        let earlier = self.jobs.feedback(job_id).await?;
        let earlier = earlier.and_then(|record| record.entry_id);
        for stale in judged.entries().chain(earlier) {
            self.cache.remove(&stale).await?;
        }
        let source = &judged.0.request.source;
        for question in judged.questions() {
            self.forget_question(source, question).await?;
        }
        Ok(())
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
