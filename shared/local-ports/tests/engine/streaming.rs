//! Results that are not held, and what a statement would cost.

use crate::tables::Fixture;
use async_trait::async_trait;
use contract::{Fault, Limits, ResultColumn, Row};
use ports::{EngineError, QueryEngine, RowSink};

/// Counts rows, and the most that came at once.
#[derive(Default)]
struct Counter {
    columns: usize,
    rows: u64,
    most: usize,
}

#[async_trait]
impl RowSink for Counter {
    async fn begin(&mut self, columns: &[ResultColumn]) -> Result<(), Fault> {
        self.columns = columns.len();
        Ok(())
    }

    async fn take(&mut self, rows: Vec<Row>) -> Result<(), Fault> {
        self.rows += rows.len() as u64;
        self.most = self.most.max(rows.len());
        Ok(())
    }
}

/// The most memory this program ever had, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

/// `ANALYST_ROWS` sets another number of rows than a million.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_go_out_as_they_come_in_flat_memory() {
    let fixture = Fixture::new().await;
    let count = std::env::var("ANALYST_ROWS")
        .ok()
        .and_then(|rows| rows.parse().ok());
    let count: u64 = count.unwrap_or(1_000_000);
    let sql = format!(
        "SELECT value, value * 2 AS twice, 'some text ' || value AS text FROM generate_series(1, {})",
        count + 5
    );
    let mut query = fixture.query(&sql);
    query.source.limits = Limits {
        row_cap: count,
        timeout_ms: 600_000,
        ..Limits::default()
    };
    let before = peak();
    let mut sink = Counter::default();
    let streamed = fixture.engine.stream(&query, &mut sink).await.unwrap();
    let grown = peak() - before;
    assert_eq!((streamed.row_count, streamed.truncated), (count, true));
    assert_eq!((sink.rows, sink.columns), (count, 3));
    assert!(sink.most <= 1_024, "{}", sink.most);
    assert!(grown < 64 << 20, "{} MiB", grown >> 20);
    println!("{count} rows, {} MiB more at the peak", grown >> 20);
}

#[tokio::test]
async fn a_statement_above_the_budget_is_refused_before_it_runs() {
    let fixture = Fixture::new().await;
    let mut query = fixture.query("SELECT city FROM orders");
    let estimate = fixture.engine.estimate(&query).await.unwrap().unwrap();
    assert_eq!(estimate.rows, Some(5));
    let bytes = estimate.bytes.unwrap();
    assert!(bytes > 0);
    query.source.limits.scan_cap_bytes = Some(bytes - 1);
    let Err(EngineError::Statement(message)) = fixture.engine.execute(&query).await else {
        panic!("it ran")
    };
    assert!(message.contains("the source allows"), "{message}");
    query.source.limits.scan_cap_bytes = Some(bytes);
    assert_eq!(fixture.engine.execute(&query).await.unwrap().row_count, 5);
    query.sql = "SELECT nothing FROM orders".to_owned();
    assert!(matches!(
        fixture.engine.estimate(&query).await,
        Err(EngineError::Statement(_))
    ));
}
