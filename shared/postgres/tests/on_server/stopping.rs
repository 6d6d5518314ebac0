//! The row cap, the timeout, cancellation, and what becomes of connections.

use crate::shop::Shop;
use async_trait::async_trait;
use contract::{ErrorName, Fault, ResultColumn, Row};
use ports::{EngineError, QueryEngine, RowSink};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Runs for hours, and cannot be computed ahead.
const ENDLESS: &str = "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b WHERE a.a * b.b % 7 = 3";

/// Other sessions of the engine in the database, by what they do.
fn sessions(shop: &Shop, state: &str) -> usize {
    let count = shop.psql(&format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
         AND application_name = 'analyst' AND state LIKE '{state}'"
    ));
    count.parse().unwrap()
}

async fn wait_for_none(shop: &Shop, state: &str, patience: Duration) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < patience {
        if sessions(shop, state) == 0 {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

/// Held by tests that measure the memory of this program, or that use much of it.
static MEMORY: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Counts rows, and the most that came at once.
#[derive(Default)]
struct Counter {
    rows: u64,
    most: usize,
}

#[async_trait]
impl RowSink for Counter {
    async fn begin(&mut self, _: &[ResultColumn]) -> Result<(), Fault> {
        Ok(())
    }

    async fn take(&mut self, rows: Vec<Row>) -> Result<(), Fault> {
        self.rows += rows.len() as u64;
        self.most = self.most.max(rows.len());
        Ok(())
    }
}

/// `ANALYST_ROWS` sets another number of rows than half a million.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_result_streams_in_flat_memory() {
    let Some(mut shop) = Shop::open("a_large_result_streams", "") else {
        return;
    };
    let rows = std::env::var("ANALYST_ROWS")
        .ok()
        .and_then(|rows| rows.parse().ok());
    let rows: u64 = rows.unwrap_or(500_000);
    shop.limits.row_cap = rows;
    shop.limits.timeout_ms = 600_000;
    let _alone = MEMORY.lock().await;
    let before = resident_kib();
    let begin = Instant::now();
    let sql = format!(
        "SELECT n, repeat('x', 50) AS t FROM generate_series(1, {}) AS n",
        rows + 7
    );
    let mut counter = Counter::default();
    let streamed = shop
        .engine
        .stream(&shop.query(&sql), &mut counter)
        .await
        .unwrap();
    let more = resident_kib() - before;
    println!("{rows} rows, {:?}, {more} KiB more", begin.elapsed());
    assert_eq!((streamed.row_count, streamed.truncated), (rows, true));
    assert_eq!(counter.rows, rows);
    assert!(counter.most <= 5_000, "{}", counter.most);
    assert!(more < 40 << 10, "{more} KiB more");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_million_rows_come_back_as_the_cap_in_flat_memory() {
    let Some(mut shop) = Shop::open("ten_million_rows", "") else {
        return;
    };
    shop.limits.row_cap = 1_000;
    let _alone = MEMORY.lock().await;
    let before = resident_kib();
    let begin = Instant::now();
    let result = shop
        .ask("SELECT n, repeat('x', 100) FROM generate_series(1, 10000000) AS n")
        .await
        .unwrap();
    println!(
        "{:?}, {} KiB more",
        begin.elapsed(),
        resident_kib() - before
    );
    assert_eq!(result.rows.len(), 1_000);
    assert_eq!(result.row_count, 1_000);
    assert!(result.truncated);
    assert!(resident_kib() - before < 16 * 1024);
    let exact = shop.ask("SELECT generate_series(1, 1000)").await.unwrap();
    assert!(!exact.truncated);
    assert_eq!(exact.row_count, 1_000);

    let wide = "SELECT repeat('x', 10000000) FROM generate_series(1, 100)";
    let error = shop.ask(wide).await.unwrap_err();
    assert!(error.to_string().contains("MiB"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeout_cancels_in_the_database() {
    let Some(mut shop) = Shop::open("a_timeout_cancels_in_the_database", "") else {
        return;
    };
    shop.limits.timeout_ms = 500;
    let begin = Instant::now();
    let error = shop.ask(ENDLESS).await.unwrap_err();
    let took = begin.elapsed();
    assert!(
        matches!(&error, EngineError::Fault(fault) if fault.name == ErrorName::EngineTimeout),
        "{error}"
    );
    assert!(took < Duration::from_millis(1_500), "{took:?}");
    assert!(
        wait_for_none(&shop, "active", Duration::from_secs(1)).await,
        "still running"
    );
    println!("gone after {:?}", begin.elapsed());
    shop.limits.timeout_ms = 20_000;
    shop.ask("SELECT 1").await.unwrap();
    assert!(wait_for_none(&shop, "idle in transaction%", Duration::from_secs(1)).await);
    assert!(sessions(&shop, "%") <= 1, "one connection is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_steps_do_not_outrun_the_timeout() {
    let Some(mut shop) = Shop::open("many_small_steps_do_not_outrun_the_timeout", "") else {
        return;
    };
    shop.limits.timeout_ms = 1_000;
    shop.limits.row_cap = 1_000_000;
    let begin = Instant::now();
    let slow = "SELECT n, pg_sleep(0.005) FROM generate_series(1, 100000) AS n";
    let error = shop.ask(slow).await.unwrap_err();
    assert!(
        matches!(&error, EngineError::Fault(fault) if fault.name == ErrorName::EngineTimeout),
        "{error}"
    );
    assert!(begin.elapsed() < Duration::from_secs(2));
    assert!(
        wait_for_none(&shop, "active", Duration::from_secs(1)).await,
        "still running"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_future_cancels_in_the_database() {
    let Some(shop) = Shop::open("a_dropped_future_cancels_in_the_database", "") else {
        return;
    };
    for wait_ms in [0, 1, 3, 10, 300] {
        let (engine, query) = (Arc::clone(&shop.engine), shop.query(ENDLESS));
        let running = tokio::spawn(async move { engine.execute(&query).await });
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        running.abort();
        let _ = running.await;
        assert!(
            wait_for_none(&shop, "active", Duration::from_secs(1)).await,
            "still running {wait_ms}"
        );
    }
    assert!(
        wait_for_none(&shop, "%", Duration::from_secs(2)).await,
        "a connection leaked"
    );
    shop.ask("SELECT 1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn more_queries_than_connections_wait_their_turn() {
    let Some(shop) = Shop::open("more_queries_than_connections_wait_their_turn", "") else {
        return;
    };
    let running: Vec<_> = (0..12)
        .map(|_| {
            let (engine, query) = (
                Arc::clone(&shop.engine),
                shop.query("SELECT pg_sleep(0.05)"),
            );
            tokio::spawn(async move { engine.execute(&query).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(sessions(&shop, "%") <= 4);
    for query in running {
        query.await.unwrap().unwrap();
    }
    assert!(sessions(&shop, "%") <= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_used_again_also_after_errors_and_a_lost_connection() {
    let Some(shop) = Shop::open("a_connection_is_used_again", "CREATE TABLE t (a int)") else {
        return;
    };
    let pid = "SELECT pg_backend_pid()";
    let first = shop.ask(pid).await.unwrap().rows;
    for wrong in [
        "SELECT b FROM t",
        "SELEC 1",
        "SELECT 1/0",
        "SELECT 'x'::int",
        "INSERT INTO t VALUES (1)",
    ] {
        let error = shop.ask(wrong).await.unwrap_err();
        assert!(
            matches!(error, EngineError::Statement(_)),
            "{wrong}: {error}"
        );
    }
    assert_eq!(shop.ask(pid).await.unwrap().rows, first);
    shop.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'analyst' AND datname = current_database()");
    let second = shop.ask(pid).await.unwrap().rows;
    assert_ne!(second, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_have_names() {
    let setup = "CREATE TABLE t (a int, secret text); INSERT INTO t VALUES (1, 'hunter2');
                 CREATE TABLE closed (a int); DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT SELECT ON t TO reader;";
    let Some(shop) = Shop::open_as("errors_have_names", setup, "reader") else {
        return;
    };
    let fault = |error: EngineError| match error {
        EngineError::Fault(fault) => fault,
        EngineError::Statement(message) => panic!("{message}"),
    };
    let denied = fault(shop.ask("SELECT * FROM closed").await.unwrap_err());
    assert_eq!(denied.name, ErrorName::EngineFailed);
    assert!(denied.message.contains("closed"), "{}", denied.message);

    let typo = shop
        .ask("SELECT secre FROM t")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        typo.contains("\"secre\" does not exist, at: secre FROM t"),
        "{typo}"
    );
    assert!(!typo.contains("secret"), "{typo}");
    let cell = shop
        .ask("SELECT secret::int FROM t")
        .await
        .unwrap_err()
        .to_string();
    assert!(!cell.contains("hunter2"), "{cell}");

    let nowhere = postgres::Address::parse("postgresql://u:hunter2@127.0.0.1:1/d").unwrap();
    let nobody = postgres::Address::parse(&shop.server.url(&shop.database, "nosuchuser")).unwrap();
    for (address, name) in [
        (nowhere, ErrorName::EngineUnavailable),
        (nobody, ErrorName::ConfigInvalid),
    ] {
        let database = postgres::Database::new(address);
        let engine = postgres::PostgresEngine::new([("shop".to_owned(), database)]);
        let error = fault(engine.execute(&shop.query("SELECT 1")).await.unwrap_err());
        assert_eq!(error.name, name, "{error}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
