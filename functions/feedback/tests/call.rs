//! The function over jobs, executions and a cache in memory.

#![expect(
    clippy::unwrap_used,
    reason = "what a fake cannot do is a defect of the test"
)]

use cache_check::CacheCheck;
use contract::{
    AskState, CacheDecision, CacheHit, CacheVerdict, CacheWriteOutcome, ErrorName, Execution,
    ExecutionVerdict, Explanation, Fault, JobOptions, JobRecord, JobSubmission, Outcome,
    Provenance, ResultSet, SqlOrigin, Usage, Validation,
};
use feedback::{Deps, FeedbackCalls};
use jobs::JobStore;
use ports::{AnswerCache, RunStatus, Workflow};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use step::{ApiRequest, Endpoint, Step};
use testkit::{TestPorts, fixtures};

const ID: &str = "job-1";
const QUESTION: &str = "How many orders are there?";
const SQL: &str = "SELECT count(*) FROM orders";

fn answered() -> AskState {
    AskState {
        generation: Some(fixtures::generation(SQL)),
        validation: Some(fixtures::validation(SQL, &["orders"])),
        execution: Some(Execution {
            verdict: ExecutionVerdict::Rows,
            preview: ResultSet::default(),
            result_key: None,
            error: None,
            value_hints: vec![],
            reused: false,
            usage: Usage::default(),
        }),
        explanation: Some(Explanation {
            outcome: Outcome::Answered,
            text: "There are 10.".into(),
            chart: None,
            suggestions: vec![],
            usage: Usage::default(),
        }),
        ..fixtures::classified(QUESTION)
    }
}

/// A job that ended with the state document.
async fn ended(kit: &TestPorts, state: &AskState) {
    let record = JobRecord {
        submission: JobSubmission {
            question: QUESTION.into(),
            source: "shop".into(),
            conversation_id: None,
            options: JobOptions::default(),
        },
        request: state.request.clone(),
        caller: "key-1".into(),
        created_at: "2024-06-01T09:00:00Z".into(),
    };
    JobStore::new(kit.objects.clone())
        .add(&record)
        .await
        .unwrap();
    kit.workflow.start(ID, &json!({})).await.unwrap();
    let document = serde_json::to_value(state).unwrap();
    kit.workflow.end(ID, RunStatus::Succeeded(document));
}

async fn say(kit: &TestPorts, body: Value) -> Result<(), Fault> {
    let request = ApiRequest {
        method: "POST".into(),
        route: "/v1/jobs/{id}/feedback".into(),
        parameters: BTreeMap::from([("id".to_owned(), ID.to_owned())]),
        body: body.to_string().into_bytes(),
        caller: "key-2".into(),
        ..ApiRequest::default()
    };
    let response = FeedbackCalls::call(request, &Deps::from(&kit.ports())).await?;
    assert_eq!(response.status, 204);
    Ok(())
}

/// What the next job finds for the question.
async fn found(kit: &TestPorts, question: &str) -> Option<CacheHit> {
    let classification = contract::Classification {
        slots: question_slots::extract(question),
        ..fixtures::classification(question)
    };
    let input = json!({"request": fixtures::request(question), "classification": classification});
    let input = serde_json::from_value(input).unwrap();
    let decision = CacheCheck::run(input, &cache_check::Deps::from(&kit.ports()))
        .await
        .unwrap();
    decision.hit
}

#[tokio::test]
async fn an_approved_answer_is_served_to_the_next_one_who_asks() {
    let kit = TestPorts::shop();
    ended(&kit, &answered()).await;
    assert!(found(&kit, QUESTION).await.is_none());
    say(&kit, json!({"verdict": "approve"})).await.unwrap();
    say(&kit, json!({"verdict": "approve", "comment": "yes"}))
        .await
        .unwrap();
    let hit = found(&kit, QUESTION).await.unwrap();
    assert_eq!(hit.provenance, Provenance::Approved);
    assert_eq!(hit.reading.as_deref(), Some("as asked"));
    let entries = kit.cache.entries();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].0, fixtures::scope());
    assert!(
        entries[0].1.sql.contains("LIMIT 10001"),
        "{}",
        entries[0].1.sql
    );
    let jobs = JobStore::new(kit.objects.clone());
    let record = jobs.feedback(ID).await.unwrap().unwrap();
    assert_eq!(record.caller, "key-2");
    assert_eq!(record.feedback.comment.as_deref(), Some("yes"));
}

#[tokio::test]
async fn a_rejected_answer_is_not_served_again() {
    let kit = TestPorts::shop();
    let scope = fixtures::scope();
    let put = |question| {
        let entry = fixtures::entry(question, &[1.0]);
        let (kit, scope) = (&kit, &scope);
        async move { kit.cache.put(scope, &entry).await.unwrap() }
    };
    let (served, written, other) = (put("a").await, put("b").await, put("c").await);
    let state = AskState {
        cache: Some(CacheDecision {
            verdict: CacheVerdict::Hit,
            hit: Some(CacheHit {
                entry_id: served,
                question: "a".into(),
                sql: SQL.into(),
                similarity: 1.0,
                provenance: Provenance::Auto,
                reading: None,
                rebound: None,
            }),
            examples: vec![],
        }),
        validation: Some(Validation {
            origin: SqlOrigin::Cached,
            ..fixtures::validation(SQL, &["orders"])
        }),
        cache_write: Some(CacheWriteOutcome {
            entry_id: Some(written),
        }),
        ..answered()
    };
    ended(&kit, &state).await;
    say(&kit, json!({"verdict": "reject"})).await.unwrap();
    let left = kit.cache.nearest(&scope, &[1.0], 9).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].entry_id, other);
}

#[tokio::test]
async fn the_last_word_counts() {
    let kit = TestPorts::shop();
    ended(&kit, &answered()).await;
    say(&kit, json!({"verdict": "approve"})).await.unwrap();
    say(&kit, json!({"verdict": "reject"})).await.unwrap();
    assert!(kit.cache.entries().is_empty());
    let corrected = "select count(*) from orders where status <> 'cancelled'";
    say(
        &kit,
        json!({"verdict": "reject", "corrected_sql": corrected}),
    )
    .await
    .unwrap();
    let hit = found(&kit, QUESTION).await.unwrap();
    assert!(hit.sql.contains("cancelled"), "{}", hit.sql);
    assert_eq!(hit.provenance, Provenance::Approved);
    assert_eq!(hit.reading, None, "the reading was of another statement");
}

#[tokio::test]
async fn a_corrected_statement_passes_the_guard_or_nothing_changes() {
    let kit = TestPorts::shop();
    ended(&kit, &answered()).await;
    say(&kit, json!({"verdict": "approve"})).await.unwrap();
    let before = kit.cache.entries();
    for sql in [
        "drop table orders",
        "select * from salaries",
        "select 1; select 2",
        "",
    ] {
        let body = json!({"verdict": "reject", "corrected_sql": sql});
        let fault = say(&kit, body).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::SqlRejected, "{sql}");
    }
    assert_eq!(kit.cache.entries(), before);
}

#[tokio::test]
async fn talk_can_be_judged_too() {
    let kit = TestPorts::shop();
    let state = AskState {
        generation: None,
        validation: None,
        execution: None,
        ..answered()
    };
    ended(&kit, &state).await;
    say(&kit, json!({"verdict": "approve"})).await.unwrap();
    say(&kit, json!({"verdict": "reject", "comment": "rude"}))
        .await
        .unwrap();
    assert!(kit.cache.entries().is_empty());
}

#[tokio::test]
async fn what_cannot_be_judged() {
    let kit = TestPorts::shop();
    let fault = say(&kit, json!({"verdict": "approve"})).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::JobNotFound);
    ended(&kit, &answered()).await;
    for body in [
        json!({"verdict": "maybe"}),
        json!({"verdict": "approve", "corrected_sql": SQL}),
        json!({"verdict": "reject", "comment": "x".repeat(2_001)}),
        json!({"verdict": "reject", "corrected_sql": "x".repeat(20_001)}),
    ] {
        let fault = say(&kit, body).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput);
    }
    for status in [RunStatus::Running, RunStatus::Stopped] {
        kit.workflow.end(ID, status);
        let fault = say(&kit, json!({"verdict": "approve"})).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput);
    }
    assert!(kit.cache.entries().is_empty());
}

async fn examples(kit: &TestPorts, method: &str, route: &str, body: Value) -> (u16, Value) {
    let request = ApiRequest {
        method: method.into(),
        route: route.into(),
        parameters: body["id"]
            .as_str()
            .map(|id| ("id".to_owned(), id.to_owned()))
            .into_iter()
            .collect(),
        body: serde_json::to_vec(&body).unwrap(),
        ..ApiRequest::default()
    };
    match FeedbackCalls::call(request, &Deps::from(&kit.ports())).await {
        Ok(answer) => (
            answer.status,
            serde_json::from_slice(&answer.body).unwrap_or_default(),
        ),
        Err(fault) => (0, Value::String(fault.name.to_string())),
    }
}

#[tokio::test]
async fn pairs_are_given_listed_merged_and_taken_back() {
    let kit = TestPorts::shop();
    let given = json!({ "source": "shop", "examples": [
        { "question": "How many orders are there?", "sql": "select count(*) from orders" },
        { "question": "number of orders", "sql": "select count(order_id) from orders" },
        { "question": "Which tables are gone?", "sql": "select * from gone" },
        { "sql": "select count(*) from products" },
    ] });
    let (status, taken) = examples(&kit, "POST", "/v1/examples", given).await;
    assert_eq!(status, 200, "{taken}");
    assert_eq!((&taken["added"], &taken["merged"]), (&json!(1), &json!(1)));
    let refused: Vec<_> = taken["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["index"].clone())
        .collect();
    assert_eq!(refused, [2, 3]);
    let (_, list) = examples(&kit, "GET", "/v1/examples", json!({})).await;
    let listed = list["examples"].as_array().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["sql"], "SELECT count(order_id) FROM orders");
    assert_eq!(listed[0]["origin"], "given");
    // What a person gave is what the question is answered with.
    assert!(
        kit.cache
            .entries()
            .iter()
            .any(|(_, entry)| entry.question == "number of orders")
    );
    let id = listed[0]["example_id"].clone();
    let (status, _) = examples(&kit, "DELETE", "/v1/examples/{id}", json!({ "id": id })).await;
    assert_eq!(status, 204);
    assert!(kit.examples.entries().is_empty());
    assert!(
        kit.cache
            .entries()
            .iter()
            .all(|(_, entry)| entry.question != "number of orders")
    );
    let (_, name) = examples(&kit, "DELETE", "/v1/examples/{id}", json!({ "id": "none" })).await;
    assert_eq!(name, "Store.NotFound");
}

#[tokio::test]
async fn one_pair_that_the_guard_refuses_is_a_problem() {
    let kit = TestPorts::shop();
    let bad = json!({ "source": "shop", "question": "q", "sql": "delete from orders" });
    let (_, name) = examples(&kit, "POST", "/v1/examples", bad).await;
    assert_eq!(name, "Sql.Rejected");
    let none = json!({ "source": "shop" });
    let (_, name) = examples(&kit, "POST", "/v1/examples", none).await;
    assert_eq!(name, "Contract.InvalidInput");
    assert!(kit.examples.entries().is_empty());
}

#[tokio::test]
async fn a_model_drafts_the_question_of_a_statement() {
    let kit = TestPorts::shop()
        .with_model(testkit::ScriptedModel::new().reply("How many products are there?"));
    let given = json!({ "source": "shop", "sql": "select count(*) from products" });
    let (status, taken) = examples(&kit, "POST", "/v1/examples", given).await;
    assert_eq!((status, &taken["drafted"]), (200, &json!(1)));
    let drafted = &kit.examples.entries()[0];
    assert_eq!(drafted.question, "How many products are there?");
    assert_eq!(drafted.origin, contract::ExampleOrigin::Drafted);
    assert!(kit.cache.entries().is_empty(), "no person has seen it yet");
}
