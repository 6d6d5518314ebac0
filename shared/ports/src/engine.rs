use async_trait::async_trait;
use contract::{Fault, ResultSet, Source};
use std::fmt;

/// A statement to run. Its text comes from the guard and from nowhere else.
#[derive(Debug, Clone)]
pub struct Query {
    /// The job, for logs and for exactly-once submission.
    pub job_id: String,
    /// The source whose tables it reads.
    pub source: Source,
    /// The canonical text.
    pub sql: String,
}

/// Why a query brought nothing.
#[derive(Debug)]
pub enum EngineError {
    /// The engine refused the statement; another one might pass. In the engine's words.
    Statement(String),
    /// Anything else.
    Fault(Fault),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Statement(message) => f.write_str(message),
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for EngineError {}

impl From<Fault> for EngineError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Rows, and what it took to find them.
#[derive(Debug, Clone, PartialEq)]
pub struct MeteredResult {
    /// The rows.
    pub result: ResultSet,
    /// Bytes the engine scanned; 0 where it cannot tell.
    pub bytes_scanned: u64,
}

/// Runs statements, read-only. Dropping the future cancels the query in the engine.
#[async_trait]
pub trait QueryEngine: Send + Sync {
    /// Runs the statement to its end, within the source's limits: at most `row_cap` rows (then
    /// `truncated`), at most `timeout_ms` (then `Engine.Timeout`).
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError>;

    /// The same, with what it took. An engine that is paid by the byte says so here; one that stands
    /// before others hands the call on.
    async fn execute_metered(&self, query: &Query) -> Result<MeteredResult, EngineError> {
        Ok(MeteredResult {
            result: self.execute(query).await?,
            bytes_scanned: 0,
        })
    }
}
