use crate::rows;
use crate::tables::Fixture;
use contract::{ErrorName, Limits};
use ports::{EngineError, QueryEngine};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_row_cap_stops_the_query() {
    let fixture = Fixture::new().await;
    let mut query = fixture.query("SELECT * FROM generate_series(1, 2000000000)");
    query.source.limits = Limits {
        row_cap: 10,
        ..Limits::default()
    };
    let result = fixture.engine.execute(&query).await.unwrap();
    assert_eq!(
        (result.rows.len(), result.row_count, result.truncated),
        (10, 10, true)
    );

    query.sql = "SELECT * FROM generate_series(1, 10)".to_owned();
    let result = fixture.engine.execute(&query).await.unwrap();
    assert_eq!((result.rows.len(), result.truncated), (10, false));
}

const ENDLESS: &str = "SELECT count(*) FROM generate_series(1, 1000000) a
     CROSS JOIN generate_series(1, 1000000) b WHERE (a.value * b.value) % 7 = 3";

#[tokio::test]
async fn the_timeout_stops_the_query() {
    let fixture = Fixture::new().await;
    let mut query = fixture.query(ENDLESS);
    query.source.limits.timeout_ms = 300;
    let start = Instant::now();
    let Err(EngineError::Fault(fault)) = fixture.engine.execute(&query).await else {
        panic!("it ended")
    };
    assert_eq!(fault.name, ErrorName::EngineTimeout);
    assert!(
        start.elapsed() < Duration::from_millis(1300),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_the_future_stops_the_query() {
    let fixture = Fixture::new().await;
    let query = fixture.query(ENDLESS);
    let engine = fixture.engine.clone();
    let running = tokio::spawn(async move { engine.execute(&query).await.map(|_| ()) });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let start = Instant::now();
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    // The engine goes on serving.
    assert_eq!(
        rows(&fixture, "SELECT count(*) FROM orders").await,
        [[json!(5)]]
    );
}

/// Queries that work for hours between two rows of output, in every operator that can.
#[tokio::test]
async fn stopped_queries_free_their_threads() {
    let fixture = Fixture::new().await;
    for sql in [
        "SELECT count(*) FROM generate_series(1, 1000000) a
         JOIN generate_series(1, 1000000) b ON a.value + b.value < 0",
        "SELECT count(*) FROM (SELECT 1 AS k, value FROM generate_series(1, 1000000)) a
         JOIN (SELECT 1 AS k, value FROM generate_series(1, 1000000)) b
         ON a.k = b.k AND a.value + b.value < 0",
        "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
        "SELECT count(*) FROM generate_series(1, 1000000) a
         LEFT JOIN generate_series(1, 1000000) b ON a.value < b.value",
        "SELECT max(value) FROM generate_series(1, 1000000000000)",
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    ] {
        let mut query = fixture.query(sql);
        query.source.limits.timeout_ms = 200;
        let Err(EngineError::Fault(fault)) = fixture.engine.execute(&query).await else {
            panic!("{sql} ended")
        };
        assert_eq!(fault.name, ErrorName::EngineTimeout, "{sql}");
    }
    let start = Instant::now();
    assert_eq!(
        rows(&fixture, "SELECT count(*) FROM orders").await,
        [[json!(5)]]
    );
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
}
