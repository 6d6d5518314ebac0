//! Every branch of the state machine: the real definition and the real steps over ports that answer from
//! a script, fail and stall.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use analyst::runner::{Ended, JobEnd, Runner, StageLog};
use asl::TimeScale;
use contract::{
    Answer, Approach, AskRequest, DataType, ErrorName, Outcome, Problem, ResultColumn, ResultSet,
    StageStatus, Turn,
};
use ports::{AnswerCache, CacheEntry, CacheScope};
use serde_json::json;
use std::time::{Duration, Instant};
use testkit::{ScriptedEngine, ScriptedModel, TestPorts, fixtures};
use tokio_util::sync::CancellationToken;

const GOOD: &str = r#"{"sql": "SELECT count(*) AS n FROM customers"}"#;
const WRONG_COLUMN: &str = r#"{"sql": "SELECT nonsense FROM customers"}"#;
const WRITE: &str = r#"{"sql": "DELETE FROM customers"}"#;

fn request(approach: Approach) -> AskRequest {
    AskRequest {
        job_id: "job-1".into(),
        question: "How many customers are there?".into(),
        source: fixtures::source().name,
        role: "analyst".into(),
        approach,
        conversation: vec![],
        use_cache: true,
        sql: None,
        asked_at: "2026-11-22T10:00:00Z".into(),
    }
}

fn rows() -> ResultSet {
    ResultSet {
        columns: vec![ResultColumn {
            name: "n".into(),
            data_type: DataType::Bigint,
        }],
        rows: vec![vec![json!(5)]],
        row_count: 1,
        truncated: false,
    }
}

fn no_rows() -> ResultSet {
    ResultSet {
        rows: vec![],
        row_count: 0,
        ..rows()
    }
}

async fn run(ports: &TestPorts, request: AskRequest) -> Ended {
    let runner = Runner::new(&ports.ports())
        .unwrap()
        .with_time(TimeScale::NO_WAITS);
    runner
        .run(&request, &StageLog::silent(), CancellationToken::new())
        .await
}

fn answer(ended: &Ended) -> &Answer {
    match &ended.end {
        JobEnd::Succeeded(answer) => answer,
        other => panic!("not answered: {other:?}"),
    }
}

fn problem(ended: &Ended) -> &Problem {
    match &ended.end {
        JobEnd::Failed(problem) => problem,
        other => panic!("no failure: {other:?}"),
    }
}

fn states(ended: &Ended) -> Vec<&str> {
    ended
        .stages
        .iter()
        .map(|stage| stage.state.as_str())
        .collect()
}

#[tokio::test]
async fn the_plain_path() {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(GOOD))
        .with_engine(ScriptedEngine::new().rows(rows()));
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    let answer = answer(&ended);
    assert_eq!(answer.outcome, Outcome::Answered);
    assert_eq!(answer.rows, rows().rows);
    assert_eq!(
        states(&ended),
        [
            "Classify",
            "CacheCheck",
            "Schema",
            "Generate",
            "Validate",
            "Execute",
            "Explain",
            "CacheWrite"
        ]
    );
    assert!(
        ended
            .stages
            .iter()
            .all(|stage| stage.status == StageStatus::Succeeded)
    );
    let generate = &ended.stages[3];
    assert!(
        generate.tokens_in > 0 && generate.tokens_out > 0,
        "{generate:?}"
    );
}

#[tokio::test]
async fn the_same_question_again_is_a_hit_and_calls_no_model() {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(GOOD))
        .with_engine(ScriptedEngine::new().rows(rows()).rows(rows()));
    run(&ports, request(Approach::ZeroShot)).await;
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert!(answer(&ended).cached);
    assert_eq!(
        states(&ended),
        ["Classify", "CacheCheck", "Validate", "Execute", "Explain"]
    );
    assert_eq!(ports.model.requests().len(), 1);
}

#[tokio::test]
async fn a_stale_hit_is_a_miss() {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(GOOD))
        .with_engine(ScriptedEngine::new().rows(rows()));
    let (scope, entry) = stored_by_a_plain_run().await;
    let stale = CacheEntry {
        sql: "SELECT gone FROM customers".into(),
        ..entry
    };
    ports.cache.put(&scope, &stale).await.unwrap();
    let request = request(Approach::ZeroShot);
    let ended = run(&ports, request).await;
    assert_eq!(answer(&ended).outcome, Outcome::Answered);
    assert!(!answer(&ended).cached);
    assert_eq!(
        states(&ended)[..6],
        [
            "Classify",
            "CacheCheck",
            "Validate",
            "Schema",
            "Generate",
            "Validate"
        ]
    );
}

/// What the machine itself stores for the question.
async fn stored_by_a_plain_run() -> (CacheScope, CacheEntry) {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(GOOD))
        .with_engine(ScriptedEngine::new().rows(rows()));
    run(&ports, request(Approach::ZeroShot)).await;
    ports.cache.entries().remove(0)
}

#[tokio::test]
async fn a_rejected_statement_is_repaired_with_the_reason() {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(WRONG_COLUMN).reply(GOOD))
        .with_engine(ScriptedEngine::new().rows(rows()));
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(answer(&ended).outcome, Outcome::Answered);
    let second = &ports.model.requests()[1];
    let prompt = format!("{} {}", second.system, second.messages[0].text);
    assert!(
        prompt.contains("nonsense"),
        "the reason is not in the prompt: {prompt}"
    );
    let attempts: Vec<u32> = ended
        .stages
        .iter()
        .filter(|stage| stage.state == "Generate")
        .map(|stage| stage.attempt)
        .collect();
    assert_eq!(attempts, [1, 2]);
}

#[tokio::test]
async fn after_three_rejections_the_question_is_refused_and_nothing_ran() {
    let other = r#"{"sql": "SELECT rubbish FROM customers"}"#;
    let ports = TestPorts::shop().with_model(
        ScriptedModel::new()
            .reply(WRITE)
            .reply(WRONG_COLUMN)
            .reply(other)
            .reply(GOOD),
    );
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(answer(&ended).outcome, Outcome::Refused);
    assert_eq!(ports.model.requests().len(), 3);
    assert!(!states(&ended).contains(&"Execute"));
    assert!(!states(&ended).contains(&"CacheWrite"));
}

#[tokio::test]
async fn the_same_wrong_statement_twice_ends_the_repair() {
    let ports = TestPorts::shop().with_model(
        ScriptedModel::new()
            .reply(WRONG_COLUMN)
            .reply(WRONG_COLUMN)
            .reply(GOOD),
    );
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(answer(&ended).outcome, Outcome::Refused);
    assert_eq!(ports.model.requests().len(), 2);
}

#[tokio::test]
async fn an_error_of_the_engine_is_repaired() {
    let ports = TestPorts::shop()
        .with_model(
            ScriptedModel::new()
                .reply(r#"{"sql": "SELECT 1 / (count(*) - count(*)) AS n FROM customers"}"#)
                .reply(GOOD),
        )
        .with_engine(
            ScriptedEngine::new()
                .refuses("division by zero")
                .rows(rows()),
        );
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(answer(&ended).outcome, Outcome::Answered);
    assert!(
        ports.model.requests()[1].messages[0]
            .text
            .contains("division by zero")
    );
}

#[tokio::test]
async fn no_rows_is_an_outcome_and_is_not_stored() {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(GOOD))
        .with_engine(ScriptedEngine::new().rows(no_rows()));
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(answer(&ended).outcome, Outcome::Empty);
    assert!(!states(&ended).contains(&"CacheWrite"));
}

#[tokio::test]
async fn a_throttled_model_is_asked_again() {
    let ports = TestPorts::shop()
        .with_model(
            ScriptedModel::new()
                .fault(ErrorName::ModelThrottled)
                .fault(ErrorName::ModelUnavailable)
                .reply(GOOD),
        )
        .with_engine(ScriptedEngine::new().rows(rows()));
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(answer(&ended).outcome, Outcome::Answered);
    assert_eq!(ended.stages[3].retries, 2);
}

#[tokio::test]
async fn a_model_that_stays_throttled_is_a_named_failure() {
    let throttled = (0..10).fold(ScriptedModel::new(), |model, _| {
        model.fault(ErrorName::ModelThrottled)
    });
    let ports = TestPorts::shop().with_model(throttled);
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(problem(&ended).title, ErrorName::ModelThrottled);
    assert_eq!(
        ports.model.requests().len(),
        4,
        "one call and three retries"
    );
    assert_eq!(ended.stages.last().unwrap().status, StageStatus::Failed);
}

#[tokio::test]
async fn an_engine_timeout_is_a_named_failure_and_no_retry() {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(GOOD))
        .with_engine(
            ScriptedEngine::new()
                .fault(ErrorName::EngineTimeout)
                .rows(rows()),
        );
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(problem(&ended).title, ErrorName::EngineTimeout);
    assert_eq!(ports.engine.calls(), 1);
}

#[tokio::test]
async fn a_step_that_stalls_times_out() {
    let ports = TestPorts::shop().with_model(
        ScriptedModel::new()
            .delay(Duration::from_secs(600))
            .reply(GOOD),
    );
    let runner = Runner::new(&ports.ports()).unwrap().with_time(TimeScale {
        waits: 0.0,
        timeouts: 0.002,
    });
    let request = request(Approach::ZeroShot);
    let ended = runner
        .run(&request, &StageLog::silent(), CancellationToken::new())
        .await;
    assert_eq!(problem(&ended).title, ErrorName::StepTimeout);
}

#[tokio::test]
async fn unanswerable_is_said_with_the_reason() {
    let reply = r#"{"unanswerable": "the tables hold no weather"}"#;
    let ports = TestPorts::shop().with_model(ScriptedModel::new().reply(reply));
    let ended = run(&ports, request(Approach::ZeroShot)).await;
    assert_eq!(answer(&ended).outcome, Outcome::Unanswerable);
    assert!(
        answer(&ended).text.contains("weather"),
        "{}",
        answer(&ended).text
    );
    assert_eq!(
        states(&ended),
        ["Classify", "CacheCheck", "Schema", "Generate", "Explain"]
    );
}

#[tokio::test]
async fn rules_are_silent_about_nonsense() {
    let ports = TestPorts::shop();
    let nonsense = AskRequest {
        question: "Wibble the frumious bandersnatch sideways?".into(),
        ..request(Approach::Rules)
    };
    let ended = run(&ports, nonsense).await;
    assert_eq!(answer(&ended).outcome, Outcome::Unanswerable);
}

#[tokio::test]
async fn talk_needs_no_query() {
    let ports = TestPorts::shop();
    let hello = AskRequest {
        question: "What tables are there?".into(),
        ..request(Approach::Auto)
    };
    let ended = run(&ports, hello).await;
    assert_eq!(answer(&ended).outcome, Outcome::Answered);
    assert_eq!(states(&ended), ["Classify", "Explain"]);
    assert!(
        answer(&ended).text.contains("customers"),
        "{}",
        answer(&ended).text
    );
}

#[tokio::test]
async fn a_wish_to_change_data_is_refused() {
    let ports = TestPorts::shop();
    let wish = AskRequest {
        question: "Delete all customers".into(),
        ..request(Approach::Auto)
    };
    let ended = run(&ports, wish).await;
    assert_eq!(answer(&ended).outcome, Outcome::Refused);
    assert_eq!(states(&ended), ["Classify", "Explain"]);
}

#[tokio::test]
async fn a_persons_statement_goes_straight_to_the_guard() {
    let ports = TestPorts::shop().with_engine(ScriptedEngine::new().rows(rows()));
    let edited = AskRequest {
        sql: Some("SELECT count(*) AS n FROM customers".into()),
        ..request(Approach::Auto)
    };
    let ended = run(&ports, edited).await;
    assert_eq!(answer(&ended).outcome, Outcome::Answered);
    assert_eq!(states(&ended), ["Validate", "Execute", "Explain"]);

    let hostile = AskRequest {
        sql: Some("DROP TABLE customers".into()),
        ..request(Approach::Auto)
    };
    let ended = run(&ports, hostile).await;
    assert_eq!(answer(&ended).outcome, Outcome::Refused);
    assert_eq!(states(&ended), ["Validate", "Explain"]);
}

#[tokio::test]
async fn cancelling_drops_the_step_at_once() {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(GOOD))
        .with_engine(
            ScriptedEngine::new()
                .delay(Duration::from_secs(600))
                .rows(rows()),
        );
    let runner = Runner::new(&ports.ports()).unwrap();
    let cancel = CancellationToken::new();
    let later = cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        later.cancel();
    });
    let started = Instant::now();
    let request = request(Approach::ZeroShot);
    let ended = runner.run(&request, &StageLog::silent(), cancel).await;
    assert!(matches!(ended.end, JobEnd::Cancelled), "{:?}", ended.end);
    assert!(started.elapsed() < Duration::from_secs(20));
    let last = ended.stages.last().unwrap();
    assert_eq!(
        (last.state.as_str(), last.status),
        ("Execute", StageStatus::Cancelled)
    );
}

#[tokio::test]
async fn an_unknown_source_is_a_named_failure() {
    let ports = TestPorts::shop();
    let unknown = AskRequest {
        source: "nowhere".into(),
        ..request(Approach::Rules)
    };
    assert_eq!(
        problem(&run(&ports, unknown).await).title,
        ErrorName::SourceUnknown
    );
}

#[tokio::test]
async fn no_model_is_a_named_failure_that_says_what_to_do() {
    let ports = TestPorts::shop().ports();
    let ports = ports::Ports {
        model: ports::Ports::unconfigured().model,
        ..ports
    };
    let runner = Runner::new(&ports).unwrap().with_time(TimeScale::NO_WAITS);
    let request = request(Approach::FewShot);
    let ended = runner
        .run(&request, &StageLog::silent(), CancellationToken::new())
        .await;
    assert_eq!(problem(&ended).title, ErrorName::ModelNotConfigured);
    assert!(problem(&ended).detail.contains("rules"));
}

#[tokio::test]
async fn a_follow_up_is_understood_from_the_conversation() {
    let ports = TestPorts::shop()
        .with_model(ScriptedModel::new().reply(GOOD))
        .with_engine(ScriptedEngine::new().rows(rows()));
    let follow_up = AskRequest {
        question: "and in 2023?".into(),
        conversation: vec![Turn {
            question: "How many orders were there in 2022?".into(),
            sql: None,
        }],
        ..request(Approach::ZeroShot)
    };
    let ended = run(&ports, follow_up).await;
    let understood = &answer(&ended).question;
    assert!(
        understood.contains("orders") && understood.contains("2023"),
        "{understood}"
    );
    assert!(!understood.contains("2022"), "{understood}");
}
