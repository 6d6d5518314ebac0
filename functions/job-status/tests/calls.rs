//! The function over jobs, objects and executions in memory.

#![expect(
    clippy::unwrap_used,
    reason = "what a fake cannot do is a defect of the test"
)]

use contract::{
    AskState, ErrorName, Execution, ExecutionVerdict, Explanation, Fault, Job, JobOptions,
    JobRecord, JobStatus, JobSubmission, Outcome, ResultSet, StageStatus, Usage,
};
use job_status::{Deps, JobCalls};
use jobs::JobStore;
use ports::{ObjectStore, RunEventKind, RunStatus, Workflow};
use result_files::JsonFile;
use serde_json::json;
use std::collections::BTreeMap;
use step::{ApiRequest, ApiResponse, Endpoint};
use testkit::{TestPorts, fixtures};

const ID: &str = "job-1";
const JOB: &str = "/v1/jobs/{id}";
const RESULT: &str = "/v1/jobs/{id}/result";

async fn queued() -> TestPorts {
    let kit = TestPorts::shop();
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
    let jobs = JobStore::new(kit.objects.clone());
    assert!(jobs.add(&record).await.unwrap());
    kit
}

async fn started() -> TestPorts {
    let kit = queued().await;
    assert!(kit.workflow.start(ID, &json!({})).await.unwrap());
    let happens = |state, at, kind| kit.workflow.happens(ID, state, at, kind);
    happens("Classify", 0, RunEventKind::Entered);
    happens("Classify", 20, RunEventKind::Exited(json!({})));
    happens("Execute", 30, RunEventKind::Entered);
    kit
}

fn rows() -> ResultSet {
    fixtures::rows(&["name", "n"], vec![vec!["=Ada".into(), 3.into()]])
}

fn answered(result_key: Option<&str>) -> RunStatus {
    let state = AskState {
        generation: Some(fixtures::generation("select 3")),
        validation: Some(fixtures::validation("SELECT 3", &["orders"])),
        execution: Some(Execution {
            verdict: ExecutionVerdict::Rows,
            preview: rows(),
            result_key: result_key.map(str::to_owned),
            error: None,
            value_hints: vec![],
            reused: false,
            usage: Usage::default(),
        }),
        explanation: Some(Explanation {
            outcome: Outcome::Answered,
            text: "There are 3.".into(),
            chart: None,
            suggestions: vec![],
            usage: Usage::default(),
        }),
        ..fixtures::classified("How many orders?")
    };
    RunStatus::Succeeded(serde_json::to_value(state).unwrap())
}

async fn call(
    kit: &TestPorts,
    (method, route): (&str, &str),
    id: &str,
    query: &[(&str, &str)],
) -> Result<ApiResponse, Fault> {
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    let request = ApiRequest {
        method: method.into(),
        route: route.into(),
        parameters: map(&[("id", id)]),
        query: map(query),
        ..ApiRequest::default()
    };
    JobCalls::call(request, &Deps::from(&kit.ports())).await
}

async fn poll(kit: &TestPorts) -> Job {
    let response = call(kit, ("GET", JOB), ID, &[]).await.unwrap();
    assert_eq!(response.status, 200);
    let job: Job = serde_json::from_slice(&response.body).unwrap();
    let again = response.headers.contains_key("retry-after");
    assert_eq!(again, !job.status.is_final());
    job
}

async fn delete(kit: &TestPorts) -> (u16, Job) {
    let response = call(kit, ("DELETE", JOB), ID, &[]).await.unwrap();
    let job = serde_json::from_slice(&response.body).unwrap();
    (response.status, job)
}

#[tokio::test]
async fn a_job_from_the_queue_to_its_answer() {
    let kit = queued().await;
    assert_eq!(poll(&kit).await.status, JobStatus::Queued);

    let kit = started().await;
    let job = poll(&kit).await;
    assert_eq!(job.status, JobStatus::Running);
    assert_eq!(job.stage.as_deref(), Some("Execute"));
    assert_eq!(job.stages[0].status, StageStatus::Succeeded);

    kit.workflow
        .happens(ID, "Execute", 90, RunEventKind::Exited(json!({})));
    kit.workflow.end(ID, answered(None));
    let job = poll(&kit).await;
    assert_eq!(job.status, JobStatus::Succeeded);
    assert!(job.stage.is_none() && job.finished_at.is_some());
    let answer = job.answer.unwrap();
    assert_eq!(answer.text, "There are 3.");
    assert_eq!(answer.stages, job.stages);
    assert_eq!(answer.stages.len(), 2);
}

#[tokio::test]
async fn a_failed_engine_is_a_named_failure() {
    let kit = started().await;
    kit.workflow.happens(
        ID,
        "Execute",
        40,
        RunEventKind::Failed("Engine.Failed".into()),
    );
    let cause = r#"{"errorType":"Engine.Failed","errorMessage":"the disk of the engine is gone"}"#;
    kit.workflow.end(
        ID,
        RunStatus::Failed {
            error: "Engine.Failed".into(),
            cause: cause.into(),
        },
    );
    let job = poll(&kit).await;
    assert_eq!(job.status, JobStatus::Failed);
    let problem = job.error.unwrap();
    assert_eq!(problem.title, ErrorName::EngineFailed);
    assert_eq!(problem.detail, "the disk of the engine is gone");
    assert_eq!(job.stages[1].error.as_deref(), Some("Engine.Failed"));
    assert!(job.answer.is_none());
}

#[tokio::test]
async fn success_without_an_explanation_is_a_defect() {
    let kit = started().await;
    let state = serde_json::to_value(fixtures::state("q")).unwrap();
    kit.workflow.end(ID, RunStatus::Succeeded(state));
    let job = poll(&kit).await;
    assert_eq!(job.status, JobStatus::Failed);
    assert_eq!(job.error.unwrap().title, ErrorName::Internal);
}

#[tokio::test]
async fn cancelling_before_and_after_the_start() {
    for kit in [queued().await, started().await] {
        let was_started = !kit.workflow.inputs().is_empty();
        for _ in 0..2 {
            let (status, job) = delete(&kit).await;
            assert_eq!((status, job.status), (200, JobStatus::Cancelled));
        }
        let job = poll(&kit).await;
        assert_eq!(job.status, JobStatus::Cancelled);
        if was_started {
            assert_eq!(job.stages[1].status, StageStatus::Cancelled);
        }
        let jobs = JobStore::new(kit.objects.clone());
        assert!(jobs.is_cancelled(ID).await.unwrap(), "job-start sees it");
    }
}

#[tokio::test]
async fn an_ended_job_stays_as_it_is() {
    let kit = started().await;
    kit.workflow.end(ID, answered(None));
    let (status, job) = delete(&kit).await;
    assert_eq!((status, job.status), (200, JobStatus::Succeeded));
    let jobs = JobStore::new(kit.objects.clone());
    assert!(!jobs.is_cancelled(ID).await.unwrap());
}

#[tokio::test]
async fn nobody_finds_a_job_that_is_none() {
    let kit = queued().await;
    for id in ["job-2", "..", "a/b"] {
        for (method, route) in [("GET", JOB), ("DELETE", JOB), ("GET", RESULT)] {
            let fault = call(&kit, (method, route), id, &[]).await.unwrap_err();
            assert_eq!(fault.name, ErrorName::JobNotFound, "{id}");
        }
    }
}

/// A job that ended, with its rows as Execute stores them.
async fn with_rows() -> TestPorts {
    let kit = started().await;
    kit.workflow.end(ID, answered(Some("results/job-1.json")));
    let rows = rows();
    let mut file = JsonFile::begin(Vec::new()).unwrap();
    rows.rows.iter().for_each(|row| file.add(row).unwrap());
    let bytes = file.end(&rows.columns, false).unwrap();
    kit.objects.put("results/job-1.json", &bytes).await.unwrap();
    kit
}

#[tokio::test]
async fn all_rows_in_every_format() {
    let kit = with_rows().await;
    for (query, key) in [
        (&[][..], "results/job-1.json"),
        (&[("format", "json")], "results/job-1.json"),
        (&[("format", "csv")], "results/job-1.csv"),
        (&[("format", "parquet")], "results/job-1.parquet"),
        (&[("format", "xlsx")], "results/job-1.xlsx"),
        (&[("format", "xlsx")], "results/job-1.xlsx"),
    ] {
        let response = call(&kit, ("GET", RESULT), ID, query).await.unwrap();
        assert_eq!(response.status, 303);
        let location = &response.headers["location"];
        assert!(location.contains(key), "{location}");
    }
    let csv = kit.objects.get("results/job-1.csv").await.unwrap();
    assert_eq!(csv, b"name,n\r\n'=Ada,3\r\n");
    let parquet = kit.objects.get("results/job-1.parquet").await.unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    let xlsx = kit.objects.get("results/job-1.xlsx").await.unwrap();
    assert!(xlsx.starts_with(b"PK"));
    let query = [("format", "ods")];
    let fault = call(&kit, ("GET", RESULT), ID, &query).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::InvalidInput);
    assert!(
        fault.message.contains("json, csv, parquet, xlsx"),
        "{fault}"
    );
}

#[tokio::test]
async fn a_result_too_large_to_wait_for_is_refused_with_what_there_is() {
    let kit = with_rows().await;
    let mut ports = kit.ports();
    ports.settings.conversion_bytes = Some(10);
    let request = ApiRequest {
        method: "GET".into(),
        route: RESULT.into(),
        parameters: BTreeMap::from([("id".to_owned(), ID.to_owned())]),
        query: BTreeMap::from([("format".to_owned(), "parquet".to_owned())]),
        ..ApiRequest::default()
    };
    let fault = JobCalls::call(request, &Deps::from(&ports))
        .await
        .unwrap_err();
    assert_eq!(fault.name, ErrorName::InvalidInput);
    assert!(fault.message.contains("take it as json or csv"), "{fault}");
    assert_eq!(kit.objects.keys().len(), 2, "nothing was begun");
}

#[tokio::test]
async fn rows_that_are_not_there() {
    let asked = |kit: TestPorts| async move {
        let fault = call(&kit, ("GET", RESULT), ID, &[]).await.unwrap_err();
        (fault.name, fault.message)
    };
    let (name, message) = asked(queued().await).await;
    assert_eq!(name, ErrorName::StoreNotFound);
    assert!(message.contains("not ended"), "{message}");
    let kit = started().await;
    delete(&kit).await;
    assert_eq!(asked(kit).await.0, ErrorName::JobCancelled);
    let kit = started().await;
    kit.workflow.end(ID, answered(None));
    assert_eq!(asked(kit).await.0, ErrorName::StoreNotFound);
}
