use crate::script::Script;
use crate::switch::lock;
use async_trait::async_trait;
use contract::{ErrorName, Fault, ResultSet};
use ports::{EngineError, MeteredResult, Query, QueryEngine};
use std::sync::Mutex;
use std::time::Duration;

#[derive(Debug, Clone)]
enum Turn {
    Rows(ResultSet),
    Statement(String),
    Fault(ErrorName),
}

/// An engine that answers from a queue and remembers every query.
#[derive(Debug, Default)]
pub struct ScriptedEngine {
    script: Script<Turn>,
    queries: Mutex<Vec<Query>>,
    bytes_scanned: u64,
}

impl ScriptedEngine {
    /// An engine without an answer; a call to it fails with `Internal.Error`.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next query brings the rows.
    #[must_use]
    pub fn rows(mut self, rows: ResultSet) -> Self {
        self.script.push(Turn::Rows(rows));
        self
    }

    /// The next statement is refused, in these words.
    #[must_use]
    pub fn refuses(mut self, message: impl Into<String>) -> Self {
        self.script.push(Turn::Statement(message.into()));
        self
    }

    /// The next query fails.
    #[must_use]
    pub fn fault(mut self, name: ErrorName) -> Self {
        self.script.push(Turn::Fault(name));
        self
    }

    /// The outcome scripted next comes only after the delay.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.script.delay_next(delay);
        self
    }

    /// Every query after the scripted ones brings the rows.
    #[must_use]
    pub fn then_always(mut self, rows: ResultSet) -> Self {
        self.script.set_rest(Turn::Rows(rows));
        self
    }

    /// Every query scans so many bytes.
    #[must_use]
    pub fn scanning(mut self, bytes: u64) -> Self {
        self.bytes_scanned = bytes;
        self
    }

    /// How often it was called.
    pub fn calls(&self) -> usize {
        lock(&self.queries).len()
    }

    /// The queries so far, oldest first.
    pub fn queries(&self) -> Vec<Query> {
        lock(&self.queries).clone()
    }
}

#[async_trait]
impl QueryEngine for ScriptedEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        lock(&self.queries).push(query.clone());
        match self.script.next("engine").await? {
            Turn::Rows(rows) => Ok(rows),
            Turn::Statement(message) => Err(EngineError::Statement(message)),
            Turn::Fault(name) => Err(EngineError::Fault(Fault::new(name, "scripted"))),
        }
    }

    async fn execute_metered(&self, query: &Query) -> Result<MeteredResult, EngineError> {
        Ok(MeteredResult {
            result: self.execute(query).await?,
            bytes_scanned: self.bytes_scanned,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[tokio::test]
    async fn answers_in_order_and_counts() {
        let engine = ScriptedEngine::new()
            .refuses("no such column")
            .fault(ErrorName::EngineTimeout)
            .then_always(fixtures::rows(&["n"], vec![vec![3.into()]]));
        let query = Query {
            job_id: "j".into(),
            source: fixtures::source(),
            sql: "SELECT 3".into(),
        };
        let error = engine.execute(&query).await.unwrap_err();
        assert!(matches!(error, EngineError::Statement(message) if message == "no such column"));
        assert!(matches!(
            engine.execute(&query).await,
            Err(EngineError::Fault(_))
        ));
        assert_eq!(engine.execute(&query).await.unwrap().row_count, 1);
        assert_eq!(engine.execute(&query).await.unwrap().row_count, 1);
        assert_eq!(engine.calls(), 4);
        assert_eq!(engine.queries()[0].sql, "SELECT 3");
    }
}
