//! The step over an in-memory cache.

#![expect(
    clippy::unwrap_used,
    reason = "what a fake cannot do is a defect of the test"
)]

use cache_write::{CacheWrite, Deps, Input};
use contract::{
    Classification, ErrorName, Execution, ExecutionVerdict, Explanation, Finding, FindingKind,
    Outcome, Provenance, SqlOrigin, TriedSql, Usage,
};
use step::Step;
use testkit::{TestPorts, fixtures};

const QUESTION: &str = "How many orders are there?";
const SQL: &str = "SELECT count(*) FROM orders LIMIT 10000";

fn input(question: &str) -> Input {
    Input {
        request: fixtures::request(question),
        classification: Classification {
            slots: question_slots::extract(question),
            ..fixtures::classification(question)
        },
        generation: fixtures::generation("select count(*) from orders"),
        validation: fixtures::validation(SQL, &["orders"]),
        execution: Execution {
            verdict: ExecutionVerdict::Rows,
            preview: fixtures::rows(&["count"], vec![vec![10.into()]]),
            result_key: None,
            error: None,
            value_hints: vec![],
            reused: false,
            usage: Usage::default(),
        },
        explanation: Explanation {
            outcome: Outcome::Answered,
            text: "There are 10 orders.".into(),
            chart: None,
            suggestions: vec![],
            usage: Usage::default(),
        },
    }
}

async fn write(kit: &TestPorts, input: Input) -> Option<String> {
    CacheWrite::run(input, &Deps::from(&kit.ports()))
        .await
        .unwrap()
        .entry_id
}

#[tokio::test]
async fn an_answer_is_kept_with_all_that_is_needed_to_serve_it() {
    let kit = TestPorts::shop();
    assert!(write(&kit, input(QUESTION)).await.is_some());
    let entries = kit.cache.entries();
    let (scope, entry) = &entries[0];
    assert_eq!(*scope, fixtures::scope());
    assert_eq!(entry.sql, SQL, "the canonical text, not what was generated");
    assert_eq!(entry.tables, ["orders"]);
    assert_eq!(entry.slots, question_slots::extract(QUESTION));
    assert_eq!(entry.provenance, Provenance::Auto);
    assert_eq!(entry.reading.as_deref(), Some("as asked"));
}

#[tokio::test]
async fn the_same_question_twice_is_one_entry() {
    let kit = TestPorts::shop();
    let first = write(&kit, input(QUESTION)).await;
    assert_eq!(write(&kit, input(QUESTION)).await, first);
    assert_eq!(kit.cache.entries().len(), 1);
}

#[tokio::test]
async fn a_repaired_statement_is_kept() {
    let kit = TestPorts::shop();
    let mut repaired = input(QUESTION);
    repaired.generation.attempt = 2;
    repaired.generation.tried = vec![TriedSql {
        sql: "SELECT n FROM orders".into(),
        reason: "no column n".into(),
        value_hints: vec![],
    }];
    assert!(write(&kit, repaired).await.is_some());
}

/// Spoils a good answer.
type Change = fn(&mut Input);

#[tokio::test]
async fn what_might_be_wrong_another_time_is_not_kept() {
    let kit = TestPorts::shop();
    let changes: [(&str, Change); 8] = [
        ("empty", |input| {
            input.explanation.outcome = Outcome::Empty;
        }),
        ("no rows", |input| {
            input.execution.verdict = ExecutionVerdict::Empty;
        }),
        ("cached", |input| {
            input.validation.origin = SqlOrigin::Cached;
        }),
        ("edited", |input| {
            input.validation.origin = SqlOrigin::Edited;
        }),
        ("no text", |input| {
            input.validation.sql = None;
        }),
        ("a guess", |input| {
            input.generation.confidence = Some(0.1);
        }),
        ("other value", |input| {
            input.generation.used_value_hints = true;
        }),
        ("fan-out", |input| {
            let message = "orders are counted once a line".into();
            input.validation.findings.push(Finding {
                kind: FindingKind::FanOut,
                message,
            });
        }),
    ];
    for (name, change) in changes {
        let mut changed = input(QUESTION);
        change(&mut changed);
        assert_eq!(write(&kit, changed).await, None, "{name}");
    }
    assert_eq!(
        write(&kit, input("How many orders were there last month?")).await,
        None
    );
    assert_eq!(write(&kit, input("of the a?")).await, None);
    assert!(kit.cache.entries().is_empty());
}

#[tokio::test]
async fn a_cache_that_is_away_is_told_by_name() {
    let kit = TestPorts::shop();
    kit.cache.fail(Some(ErrorName::CacheUnavailable));
    let fault = CacheWrite::run(input(QUESTION), &Deps::from(&kit.ports()))
        .await
        .unwrap_err();
    assert_eq!(fault.name, ErrorName::CacheUnavailable);
}
