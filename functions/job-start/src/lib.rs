#![doc = include_str!("../README.md")]

use contract::{Fault, JobMessage};
use jobs::JobStore;
use ports::{Ports, Workflow};
use serde_json::json;
use std::sync::Arc;
use step::QueueConsumer;

/// The function.
#[derive(Debug)]
pub struct JobStart;

/// What the function needs.
#[derive(Clone)]
pub struct Deps {
    jobs: JobStore,
    workflow: Arc<dyn Workflow>,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            jobs: JobStore::new(ports.objects.clone()),
            workflow: ports.workflow.clone(),
        }
    }
}

impl QueueConsumer for JobStart {
    const NAME: &'static str = "job-start";
    type Message = JobMessage;
    type Deps = Deps;

    async fn consume(JobMessage { job_id }: JobMessage, deps: &Deps) -> Result<(), Fault> {
        let record = deps.jobs.record(&job_id).await?;
        if deps.jobs.is_cancelled(&job_id).await? {
            return Ok(());
        }
        let input = json!({ "request": record.request });
        // Whether this call started it or an earlier one does not matter.
        deps.workflow.start(&job_id, &input).await?;
        if deps.jobs.is_cancelled(&job_id).await? {
            deps.workflow
                .stop(&job_id, "cancelled at its start")
                .await?;
        }
        Ok(())
    }
}
