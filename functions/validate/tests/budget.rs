//! A statement above the source's budget is refused before it runs, and says so.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use async_trait::async_trait;
use contract::{Estimate, ResultSet, Validation, ValidationVerdict};
use ports::{EngineError, Ports, Query, QueryEngine};
use serde_json::json;
use std::sync::Arc;
use step::Step;
use testkit::{MemoryCatalog, TestPorts, fixtures};
use validate::Validate;

const MIB: u64 = 1 << 20;

/// Expects every statement to read that much.
struct Expecting(u64);

#[async_trait]
impl QueryEngine for Expecting {
    async fn execute(&self, _: &Query) -> Result<ResultSet, EngineError> {
        Err(EngineError::Statement("Validate runs nothing".to_owned()))
    }

    async fn estimate(&self, query: &Query) -> Result<Option<Estimate>, EngineError> {
        if query.sql.contains("unplannable") {
            return Err(EngineError::Statement("it cannot be planned".to_owned()));
        }
        Ok(Some(Estimate {
            rows: Some(3),
            bytes: Some(self.0),
        }))
    }
}

async fn validate(cap: Option<u64>, sql: &str) -> Validation {
    let mut source = fixtures::source();
    source.limits.scan_cap_bytes = cap;
    let catalog = MemoryCatalog::new().with(source, fixtures::catalog());
    let ports = Ports {
        engine: Arc::new(Expecting(5 * MIB)),
        ..TestPorts::with_catalog(catalog).ports()
    };
    let mut request = json!(fixtures::request("orders?"));
    request["sql"] = json!(sql);
    let input = serde_json::from_value(json!({ "request": request })).unwrap();
    Validate::run(input, &(&ports).into()).await.unwrap()
}

#[tokio::test]
async fn the_refusal_says_what_is_allowed() {
    let refused = validate(Some(2 * MIB), "SELECT * FROM orders").await;
    assert_eq!(refused.verdict, ValidationVerdict::Rejected);
    let reason = refused.reason.unwrap();
    assert!(
        reason.contains("5 MiB") && reason.contains("allows 2 MiB"),
        "{reason}"
    );
    assert_eq!(refused.sql, None);
}

#[tokio::test]
async fn within_the_budget_the_estimate_travels_on() {
    let valid = validate(Some(5 * MIB), "SELECT * FROM orders").await;
    assert_eq!(valid.verdict, ValidationVerdict::Valid);
    let estimate = valid.estimate.unwrap();
    assert_eq!((estimate.rows, estimate.bytes), (Some(3), Some(5 * MIB)));
}

#[tokio::test]
async fn without_a_budget_nothing_is_asked() {
    let valid = validate(None, "SELECT status AS unplannable FROM orders").await;
    assert_eq!(
        (valid.verdict, valid.estimate),
        (ValidationVerdict::Valid, None)
    );
    let refused = validate(Some(MIB), "SELECT status AS unplannable FROM orders").await;
    assert_eq!(refused.verdict, ValidationVerdict::Rejected);
}
