//! The function over jobs and executions in memory.

#![expect(
    clippy::unwrap_used,
    reason = "what a fake cannot do is a defect of the test"
)]

use async_trait::async_trait;
use contract::{ErrorName, Fault, JobMessage, JobOptions, JobRecord, JobSubmission};
use job_start::{Deps, JobStart};
use jobs::JobStore;
use ports::{Ports, Run, RunEvent, RunStatus, Workflow};
use serde_json::Value;
use std::sync::Arc;
use step::QueueConsumer;
use testkit::{MemoryWorkflow, TestPorts, fixtures};

async fn kit_with_job() -> (TestPorts, JobStore) {
    let kit = TestPorts::shop();
    let jobs = JobStore::new(kit.objects.clone());
    let request = fixtures::request("How many orders?");
    let record = JobRecord {
        submission: JobSubmission {
            question: request.question.clone(),
            source: request.source.clone(),
            conversation_id: None,
            options: JobOptions::default(),
        },
        request,
        caller: "key-1".into(),
        created_at: "2024-06-01T09:00:00Z".into(),
    };
    assert!(jobs.add(&record).await.unwrap());
    (kit, jobs)
}

async fn consume(kit: &TestPorts, job_id: &str) -> Result<(), Fault> {
    let message = JobMessage {
        job_id: job_id.into(),
    };
    JobStart::consume(message, &Deps::from(&kit.ports())).await
}

#[tokio::test]
async fn a_redelivered_message_starts_nothing_twice() {
    let (kit, _) = kit_with_job().await;
    consume(&kit, "job-1").await.unwrap();
    kit.workflow.end("job-1", RunStatus::TimedOut);
    consume(&kit, "job-1").await.unwrap();
    let inputs = kit.workflow.inputs();
    assert_eq!(inputs.len(), 1);
    assert_eq!(inputs[0].1["request"]["question"], "How many orders?");
    let run = kit.workflow.run("job-1").await.unwrap().unwrap();
    assert_eq!(run.status, RunStatus::TimedOut, "it goes on as it stood");
}

#[tokio::test]
async fn a_job_cancelled_before_its_start_is_not_started() {
    let (kit, jobs) = kit_with_job().await;
    jobs.mark_cancelled("job-1").await.unwrap();
    consume(&kit, "job-1").await.unwrap();
    assert!(kit.workflow.inputs().is_empty());
}

/// Somebody cancels the job at the moment of its start, when there is nothing to stop yet.
struct CancelledMeanwhile {
    jobs: JobStore,
    workflow: Arc<MemoryWorkflow>,
}

#[async_trait]
impl Workflow for CancelledMeanwhile {
    async fn start(&self, job_id: &str, input: &Value) -> Result<bool, Fault> {
        self.jobs.mark_cancelled(job_id).await?;
        self.workflow.stop(job_id, "cancelled").await?;
        self.workflow.start(job_id, input).await
    }

    async fn run(&self, job_id: &str) -> Result<Option<Run>, Fault> {
        self.workflow.run(job_id).await
    }

    async fn history(&self, job_id: &str) -> Result<Vec<RunEvent>, Fault> {
        self.workflow.history(job_id).await
    }

    async fn stop(&self, job_id: &str, cause: &str) -> Result<(), Fault> {
        self.workflow.stop(job_id, cause).await
    }
}

#[tokio::test]
async fn a_job_cancelled_while_it_starts_is_stopped() {
    let (kit, jobs) = kit_with_job().await;
    let workflow = kit.workflow.clone();
    let ports = Ports {
        workflow: Arc::new(CancelledMeanwhile { jobs, workflow }),
        ..kit.ports()
    };
    let message = JobMessage {
        job_id: "job-1".into(),
    };
    JobStart::consume(message, &Deps::from(&ports))
        .await
        .unwrap();
    let run = kit.workflow.run("job-1").await.unwrap().unwrap();
    assert_eq!(run.status, RunStatus::Stopped);
}

#[tokio::test]
async fn a_message_without_a_job_is_a_fault() {
    let (kit, _) = kit_with_job().await;
    for job_id in ["job-2", "", "../job-1"] {
        let fault = consume(&kit, job_id).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::JobNotFound, "{job_id}");
    }
}

#[tokio::test]
async fn what_may_pass_is_told_so_that_the_message_comes_again() {
    let (kit, _) = kit_with_job().await;
    kit.workflow.fail(Some(ErrorName::StoreUnavailable));
    let fault = consume(&kit, "job-1").await.unwrap_err();
    assert!(fault.name.retryable());
    kit.workflow.fail(None);
    consume(&kit, "job-1").await.unwrap();
    assert_eq!(kit.workflow.inputs().len(), 1);
}
