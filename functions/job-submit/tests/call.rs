//! The function over jobs, queue and executions in memory.

#![expect(
    clippy::unwrap_used,
    reason = "what a fake cannot do is a defect of the test"
)]

use contract::{ErrorName, Fault, JobAccepted, JobStatus};
use job_submit::{Deps, JobSubmit};
use jobs::JobStore;
use ports::{RunStatus, Workflow};
use serde_json::{Value, json};
use step::{ApiRequest, ApiResponse, Endpoint};
use testkit::TestPorts;

fn request(key: Option<&str>, body: &Value) -> ApiRequest {
    ApiRequest {
        method: "POST".into(),
        route: "/v1/jobs".into(),
        headers: key
            .map(|key| ("idempotency-key".to_owned(), key.to_owned()))
            .into_iter()
            .collect(),
        body: body.to_string().into_bytes(),
        caller: "key-1".into(),
        ..ApiRequest::default()
    }
}

async fn submit(kit: &TestPorts, key: Option<&str>, body: Value) -> Result<ApiResponse, Fault> {
    JobSubmit::call(request(key, &body), &Deps::from(&kit.ports())).await
}

fn accepted(response: &ApiResponse) -> JobAccepted {
    assert_eq!(response.status, 202);
    serde_json::from_slice(&response.body).unwrap()
}

fn question() -> Value {
    json!({"question": " How many orders? ", "source": "shop"})
}

#[tokio::test]
async fn an_accepted_job_is_kept_and_queued() {
    let kit = TestPorts::shop();
    let response = submit(&kit, None, question()).await.unwrap();
    let job = accepted(&response);
    assert_eq!(job.status, JobStatus::Queued);
    assert_eq!(response.headers["location"], format!("jobs/{}", job.job_id));
    assert_eq!(response.headers["retry-after"], "1");
    assert_eq!(job.status_url, format!("/v1/jobs/{}", job.job_id));
    assert_eq!(kit.queue.sent(), std::slice::from_ref(&job.job_id));
    let jobs = JobStore::new(kit.objects.clone());
    let record = jobs.record(&job.job_id).await.unwrap();
    assert_eq!(record.request.question, "How many orders?");
    assert_eq!(record.request.role, "analyst");
    assert_eq!(record.caller, "key-1");
    assert!(record.request.use_cache);
}

#[tokio::test]
async fn the_same_key_is_the_same_job_and_starts_once() {
    let kit = TestPorts::shop();
    let first = accepted(&submit(&kit, Some("k"), question()).await.unwrap());
    kit.workflow.start(&first.job_id, &json!({})).await.unwrap();
    let again = accepted(&submit(&kit, Some("k"), question()).await.unwrap());
    assert_eq!(again.job_id, first.job_id);
    assert_eq!(again.status, JobStatus::Running);
    assert_eq!(kit.queue.sent().len(), 1, "not sent again: it runs");
    kit.workflow.end(&first.job_id, RunStatus::Stopped);
    let ended = accepted(&submit(&kit, Some("k"), question()).await.unwrap());
    assert_eq!(ended.status, JobStatus::Cancelled);

    let other = json!({"question": "How many customers?", "source": "shop"});
    let fault = submit(&kit, Some("k"), other.clone()).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::JobConflict);
    let other = accepted(&submit(&kit, Some("l"), other).await.unwrap());
    assert_ne!(other.job_id, first.job_id);
}

#[tokio::test]
async fn a_crash_between_record_and_queue_loses_no_job() {
    let kit = TestPorts::shop();
    kit.queue.fail(Some(ErrorName::StoreUnavailable));
    submit(&kit, Some("k"), question()).await.unwrap_err();
    kit.queue.fail(None);
    let job = accepted(&submit(&kit, Some("k"), question()).await.unwrap());
    assert_eq!(job.status, JobStatus::Queued);
    assert_eq!(kit.queue.sent(), [job.job_id]);
}

#[tokio::test]
async fn a_cancelled_job_is_not_revived_by_its_key() {
    let kit = TestPorts::shop();
    let job = accepted(&submit(&kit, Some("k"), question()).await.unwrap());
    let jobs = JobStore::new(kit.objects.clone());
    jobs.mark_cancelled(&job.job_id).await.unwrap();
    let again = accepted(&submit(&kit, Some("k"), question()).await.unwrap());
    assert_eq!(again.status, JobStatus::Cancelled);
    assert_eq!(kit.queue.sent().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_leaves_nothing() {
    let kit = TestPorts::shop();
    let turns = vec![json!({"question": "q"}); 21];
    for (body, said) in [
        (json!({"source": "shop"}), "question"),
        (json!({"question": " ", "source": "shop"}), "question"),
        (
            json!({"question": "é".repeat(2_001), "source": "shop"}),
            "2001",
        ),
        (
            json!({"question": "q", "source": "shop", "role": "admin"}),
            "role",
        ),
        (
            json!({"question": "q", "source": "shop", "options": {"sql": ""}}),
            "options.sql",
        ),
        (
            json!({"question": "q", "source": "shop", "options": {"approach": "magic"}}),
            "magic",
        ),
        (
            json!({"question": "q", "source": "shop", "options": {"conversation": turns}}),
            "20",
        ),
        (
            json!({"question": "q", "source": "shop", "conversation_id": "c".repeat(129)}),
            "129",
        ),
        (
            json!({"question": "x".repeat(70_000), "source": "shop"}),
            "65536",
        ),
    ] {
        let fault = submit(&kit, Some("k"), body.clone()).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput, "{body}");
        assert!(fault.message.contains(said), "{said}: {fault}");
    }
    let unknown = json!({"question": "q", "source": "shpo"});
    let fault = submit(&kit, None, unknown).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::SourceUnknown);
    assert!(fault.message.contains("shop"), "{fault}");
    assert!(kit.objects.keys().is_empty() && kit.queue.sent().is_empty());

    let longest = json!({"question": "é".repeat(2_000), "source": "shop"});
    accepted(&submit(&kit, None, longest).await.unwrap());
}

#[tokio::test]
async fn a_named_conversation_brings_its_turns_to_its_caller_alone() {
    let kit = TestPorts::shop();
    let asked =
        |question: &str| json!({"question": question, "source": "shop", "conversation_id": "c 1"});
    let turns = async |response: ApiResponse| {
        let jobs = JobStore::new(kit.objects.clone());
        let record = jobs.record(&accepted(&response).job_id).await.unwrap();
        let turns = record.request.conversation.into_iter();
        turns.map(|turn| turn.question).collect::<Vec<_>>()
    };
    let first = submit(&kit, None, asked("How many orders in 2022?")).await;
    assert_eq!(turns(first.unwrap()).await, Vec::<String>::new());
    let second = submit(&kit, None, asked("and in 2023?")).await;
    assert_eq!(turns(second.unwrap()).await, ["How many orders in 2022?"]);
    let mut strange = request(None, &asked("and in 2024?"));
    strange.caller = "key-2".into();
    let strange = JobSubmit::call(strange, &Deps::from(&kit.ports())).await;
    assert_eq!(turns(strange.unwrap()).await, Vec::<String>::new());
    let mut told = asked("and in 2024?");
    told["options"] = json!({"conversation": [{"question": "How many customers?"}]});
    let told = submit(&kit, None, told).await;
    assert_eq!(turns(told.unwrap()).await, ["How many customers?"]);
    for year in 0..10 {
        submit(&kit, None, asked(&format!("and in 190{year}?")))
            .await
            .unwrap();
    }
    let last = submit(&kit, None, asked("and in 2025?")).await;
    let kept = turns(last.unwrap()).await;
    assert_eq!((kept.len(), kept[5].as_str()), (6, "and in 1909?"));
}
