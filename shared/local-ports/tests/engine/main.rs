//! The embedded engine over Parquet files written here.
#![cfg(all(feature = "engine", feature = "store"))]

mod functions;
mod questions;
mod refusals;
mod stopping;
mod streaming;
mod tables;
mod types;

use ports::{EngineError, QueryEngine};
use serde_json::Value;
use tables::Fixture;

/// The rows; the message as the only cell when the statement fails.
async fn rows(fixture: &Fixture, sql: &str) -> Vec<Vec<Value>> {
    match fixture.engine.execute(&fixture.query(sql)).await {
        Ok(result) => result.rows,
        Err(error) => vec![vec![error.to_string().into()]],
    }
}

async fn fails(fixture: &Fixture, sql: &str) -> EngineError {
    match fixture.engine.execute(&fixture.query(sql)).await {
        Ok(result) => panic!("{sql}: {result:?}"),
        Err(error) => error,
    }
}
