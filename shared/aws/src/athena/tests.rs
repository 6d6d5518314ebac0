mod fake;

use contract::{
    DataType, Dialect, ErrorName, Fault, Limits, ResultColumn, Row, Source, SourceKind,
};
use fake::{FakeAthena, failed, running, succeeded};
use ports::{EngineError, Query, QueryEngine, RowSink};
use serde_json::{Value, json};
use std::time::Duration;

fn query(limits: Limits) -> Query {
    Query {
        job_id: "job-1".into(),
        source: Source {
            name: "web-shop".into(),
            kind: SourceKind::S3,
            dialect: Dialect::Athena,
            version: 3,
            description: None,
            limits,
            value_sharing: contract::ValueSharing::default(),
            policies: std::collections::BTreeMap::default(),
        },
        sql: "SELECT n FROM orders".into(),
    }
}

fn capped(row_cap: u64) -> Query {
    query(Limits {
        row_cap,
        ..Limits::default()
    })
}

fn plain() -> Query {
    query(Limits::default())
}

fn statement(error: EngineError) -> String {
    match error {
        EngineError::Statement(message) => message,
        EngineError::Fault(fault) => panic!("{}: {fault}", fault.name),
    }
}

fn fault(error: EngineError) -> Fault {
    match error {
        EngineError::Fault(fault) => fault,
        EngineError::Statement(message) => panic!("{message}"),
    }
}

const COLUMNS: [(&str, &str); 2] = [("n", "bigint"), ("word", "varchar")];

/// Rows with their names before them, as the first page of a query has them.
fn first_page(rows: &Value) -> Value {
    let mut all = json!([["n", "word"]]);
    let all = all.as_array_mut().unwrap();
    all.extend(rows.as_array().unwrap().iter().cloned());
    fake::page(&COLUMNS, &json!(all))
}

#[tokio::test]
async fn every_page_is_read_and_null_is_not_the_empty_text() {
    let fake = FakeAthena::start(vec![vec![running(), running(), succeeded(4096)]]).await;
    fake.pages(vec![
        first_page(&json!([["1", "a"], [null, ""]])),
        fake::page(
            &COLUMNS,
            &json!([["n", "word"], ["9007199254740993", null]]),
        ),
        fake::page(&COLUMNS, &json!([["4", "d"]])),
    ]);
    let found = fake.engine().execute_metered(&plain()).await.unwrap();
    assert_eq!(found.bytes_scanned, 4096);
    let result = found.result;
    assert_eq!(
        json!(result.rows),
        json!([
            [1, "a"],
            [null, ""],
            ["n", "word"],
            ["9007199254740993", null],
            [4, "d"]
        ])
    );
    assert_eq!((result.row_count, result.truncated), (5, false));
    let types: Vec<_> = result.columns.iter().map(|c| c.data_type.clone()).collect();
    assert_eq!(types, [DataType::Bigint, DataType::Varchar]);
    let started = &fake.calls("StartQueryExecution")[0];
    assert_eq!(started["QueryString"], "SELECT n FROM orders");
    assert_eq!(started["WorkGroup"], "analysts");
    assert_eq!(
        started["QueryExecutionContext"]["Database"],
        "analyst_web_shop_v3"
    );
    assert!(fake.calls("StopQueryExecution").is_empty());
}

#[tokio::test]
async fn only_a_query_has_its_names_in_the_first_row() {
    let mut shown = succeeded(0);
    shown["StatementType"] = json!("UTILITY");
    let fake = FakeAthena::start(vec![vec![shown]]).await;
    fake.pages(vec![fake::page(
        &[("tab_name", "string")],
        &json!([["tab_name"], ["orders"]]),
    )]);
    let result = fake.engine().execute(&plain()).await.unwrap();
    assert_eq!(json!(result.rows), json!([["tab_name"], ["orders"]]));
}

#[tokio::test]
async fn the_row_cap_cuts_and_says_so() {
    let fake = FakeAthena::start(vec![vec![succeeded(1)]]).await;
    fake.pages(vec![
        first_page(&json!([["1", "a"], ["2", "b"]])),
        fake::page(&COLUMNS, &json!([["3", "c"]])),
        fake::page(&COLUMNS, &json!([["4", "d"]])),
    ]);
    let result = fake.engine().execute(&capped(2)).await.unwrap();
    assert_eq!((result.rows.len(), result.truncated), (2, true));
    assert_eq!(
        fake.calls("GetQueryResults").len(),
        2,
        "what is not wanted is not read"
    );
    let whole = fake.engine().execute(&capped(4)).await.unwrap();
    assert_eq!((whole.rows.len(), whole.truncated), (4, false));
}

#[tokio::test]
async fn a_streamed_result_comes_page_by_page() {
    let fake = FakeAthena::start(vec![vec![succeeded(7)]]).await;
    fake.pages(vec![
        first_page(&json!([["1", "a"], ["2", "b"]])),
        fake::page(&COLUMNS, &json!([["3", "c"]])),
    ]);
    let mut pages = Pages::default();
    let streamed = fake.engine().stream(&capped(3), &mut pages).await.unwrap();
    assert_eq!((pages.columns, pages.rows), (2, vec![2, 1]));
    assert_eq!((streamed.row_count, streamed.truncated), (3, false));
    assert_eq!(streamed.bytes_scanned, 7);
}

/// Counts the columns, and the rows of each page.
#[derive(Default)]
struct Pages {
    columns: usize,
    rows: Vec<usize>,
}

#[async_trait::async_trait]
impl RowSink for Pages {
    async fn begin(&mut self, columns: &[ResultColumn]) -> Result<(), Fault> {
        self.columns = columns.len();
        Ok(())
    }

    async fn take(&mut self, rows: Vec<Row>) -> Result<(), Fault> {
        self.rows.push(rows.len());
        Ok(())
    }
}

#[tokio::test]
async fn what_would_read_more_than_allowed_is_not_started() {
    let fake = FakeAthena::start(vec![vec![succeeded(0)]]).await;
    let plan = json!({
        "inputTableColumnInfos": [{ "estimate": { "outputSizeInBytes": 5_000_000.0 } }],
        "estimate": { "outputRowCount": 4.0 }
    });
    fake.pages(vec![fake::page(
        &[("Query Plan", "varchar")],
        &json!([[plan.to_string()]]),
    )]);
    let bounded = query(Limits {
        scan_cap_bytes: Some(1 << 20),
        ..Limits::default()
    });
    let words = statement(fake.engine().execute(&bounded).await.unwrap_err());
    assert!(words.contains("5 MiB"), "{words}");
    let started = fake.calls("StartQueryExecution");
    assert_eq!(started.len(), 1);
    assert_eq!(
        started[0]["QueryString"],
        "EXPLAIN (TYPE IO, FORMAT JSON) SELECT n FROM orders"
    );
    let estimate = fake.engine().estimate(&bounded).await.unwrap().unwrap();
    assert_eq!((estimate.rows, estimate.bytes), (Some(4), Some(5_000_000)));
}

#[tokio::test]
async fn a_repeated_call_waits_for_the_same_query() {
    let fake = FakeAthena::start(vec![vec![running(), succeeded(1)]]).await;
    fake.pages(vec![first_page(&json!([["1", "a"]]))]);
    for _ in 0..2 {
        assert_eq!(fake.engine().execute(&plain()).await.unwrap().row_count, 1);
    }
    let started = fake.calls("StartQueryExecution");
    assert_eq!(
        started[0]["ClientRequestToken"],
        started[1]["ClientRequestToken"]
    );
    assert_eq!(fake.queries(), 1);
    let mut another = plain();
    another.job_id = "job-2".into();
    fake.engine().execute(&another).await.unwrap();
    assert_eq!(fake.queries(), 2);
}

#[tokio::test]
async fn what_an_earlier_call_left_broken_is_submitted_anew() {
    let lost = failed(
        &json!({ "ErrorCategory": 1, "ErrorType": 200, "Retryable": true }),
        "lost",
    );
    let fake = FakeAthena::start(vec![vec![running(), lost], vec![running(), succeeded(1)]]).await;
    fake.pages(vec![first_page(&json!([["1", "a"]]))]);
    let first = fault(fake.engine().execute(&plain()).await.unwrap_err());
    assert_eq!(first.name, ErrorName::EngineUnavailable, "{first}");
    assert_eq!(
        fake.queries(),
        1,
        "the one who waits decides whether to try again"
    );
    assert_eq!(fake.engine().execute(&plain()).await.unwrap().row_count, 1);
    assert_eq!(fake.queries(), 2);
}

#[tokio::test]
async fn errors_of_the_statement_are_told_from_others() {
    let user = json!({ "ErrorCategory": 2, "ErrorType": 1000, "Retryable": false });
    let words = "COLUMN_NOT_FOUND: line 1:8: Column 'n' cannot be resolved";
    let fake = FakeAthena::start(vec![vec![running(), failed(&user, words)]]).await;
    assert_eq!(
        statement(fake.engine().execute(&plain()).await.unwrap_err()),
        words
    );
    assert_eq!(fake.queries(), 1);

    let unknown = json!(null);
    let fake = FakeAthena::start(vec![vec![failed(&unknown, "line 1: no")]]).await;
    assert_eq!(
        statement(fake.engine().execute(&plain()).await.unwrap_err()),
        "line 1: no"
    );

    let internal = json!({ "ErrorCategory": 1, "ErrorType": 401, "Retryable": false });
    let fake = FakeAthena::start(vec![vec![running(), failed(&internal, "cannot write")]]).await;
    let broken = fault(fake.engine().execute(&plain()).await.unwrap_err());
    assert_eq!(broken.name, ErrorName::EngineFailed, "{broken}");

    let exhausted = json!({ "ErrorCategory": 1, "ErrorType": 1, "Retryable": false });
    let fake = FakeAthena::start(vec![vec![running(), failed(&exhausted, "too large")]]).await;
    assert_eq!(
        statement(fake.engine().execute(&plain()).await.unwrap_err()),
        "too large"
    );
}

#[tokio::test]
async fn calls_that_fail_have_their_names() {
    let malformed = json!({
        "__type": "InvalidRequestException", "AthenaErrorCode": "MALFORMED_QUERY",
        "Message": "line 1:1: mismatched input 'SELEC'"
    });
    let fake = FakeAthena::start(vec![]).await;
    fake.refuse("StartQueryExecution", 400, malformed);
    let words = statement(fake.engine().execute(&plain()).await.unwrap_err());
    assert_eq!(words, "line 1:1: mismatched input 'SELEC'");

    for (status, kind, name) in [
        (400, "TooManyRequestsException", ErrorName::EngineThrottled),
        (400, "InvalidRequestException", ErrorName::EngineFailed),
        (400, "AccessDeniedException", ErrorName::ConfigInvalid),
        (500, "InternalServerException", ErrorName::EngineUnavailable),
    ] {
        let fake = FakeAthena::start(vec![]).await;
        fake.refuse(
            "StartQueryExecution",
            status,
            json!({ "__type": kind, "Message": "no" }),
        );
        let fault = fault(fake.engine().execute(&plain()).await.unwrap_err());
        assert_eq!(fault.name, name, "{kind}: {fault}");
    }
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_stopped() {
    let fake = FakeAthena::start(vec![vec![running()]]).await;
    let limits = Limits {
        timeout_ms: 300,
        ..Limits::default()
    };
    let late = fault(fake.engine().execute(&query(limits)).await.unwrap_err());
    assert_eq!(late.name, ErrorName::EngineTimeout);
    assert_eq!(
        fake.calls("StopQueryExecution"),
        [json!({ "QueryExecutionId": "q0" })]
    );
}

#[tokio::test]
async fn dropping_the_future_stops_the_query() {
    let fake = FakeAthena::start(vec![vec![running()]]).await;
    let engine = fake.engine();
    let waited = tokio::time::timeout(Duration::from_millis(300), engine.execute(&plain())).await;
    assert!(waited.is_err());
    fake.until_called("StopQueryExecution").await;
    assert_eq!(
        fake.calls("StopQueryExecution"),
        [json!({ "QueryExecutionId": "q0" })]
    );
}

#[tokio::test]
async fn dropping_the_future_while_the_query_starts_stops_it_too() {
    let fake = FakeAthena::start(vec![vec![running()]]).await;
    fake.delay("StartQueryExecution", Duration::from_millis(400));
    let engine = fake.engine();
    let waited = tokio::time::timeout(Duration::from_millis(150), engine.execute(&plain())).await;
    assert!(waited.is_err());
    fake.until_called("StopQueryExecution").await;
    assert!(fake.calls("GetQueryExecution").is_empty());
}

#[tokio::test]
async fn a_source_may_bound_what_is_scanned() {
    let mut reading = running();
    reading["Statistics"] = json!({ "DataScannedInBytes": 2_000_000 });
    // Of the plan nothing can be told.
    let fake = FakeAthena::start(vec![vec![succeeded(0)], vec![running(), reading]]).await;
    fake.pages(vec![fake::page(
        &[("Query Plan", "varchar")],
        &json!([["?"]]),
    )]);
    let limits = Limits {
        scan_cap_bytes: Some(1_000_000),
        ..Limits::default()
    };
    let words = statement(fake.engine().execute(&query(limits)).await.unwrap_err());
    assert!(
        words.contains("2000000 bytes") && words.contains("web-shop"),
        "{words}"
    );
    assert_eq!(
        fake.calls("StopQueryExecution"),
        [json!({ "QueryExecutionId": "q1" })]
    );
}

#[tokio::test]
async fn a_query_that_somebody_else_stops_says_so() {
    let stopped =
        |reason: &str| json!({ "Status": { "State": "CANCELLED", "StateChangeReason": reason } });
    let fake = FakeAthena::start(vec![vec![running(), stopped("by hand")]]).await;
    let fault = fault(fake.engine().execute(&plain()).await.unwrap_err());
    assert_eq!(fault.name, ErrorName::EngineFailed, "{fault}");
    let reason = "Query cancelled! : Bytes scanned limit was exceeded";
    let fake = FakeAthena::start(vec![vec![running(), stopped(reason)]]).await;
    assert_eq!(
        statement(fake.engine().execute(&plain()).await.unwrap_err()),
        reason
    );
}
