use async_trait::async_trait;
use contract::{Estimate, Fault, ResultColumn, ResultSet, Row, Source};
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

/// A statement would read more than its source allows. Another statement might stay within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverBudget {
    /// Bytes it would read, as the engine expects.
    pub estimated_bytes: u64,
    /// `Limits::scan_cap_bytes`.
    pub allowed_bytes: u64,
}

impl OverBudget {
    /// Whether the estimate is above the source's cap; a source without one allows everything.
    ///
    /// # Errors
    /// It is.
    pub fn check(estimate: &Estimate, source: &Source) -> Result<(), Self> {
        match (estimate.bytes, source.limits.scan_cap_bytes) {
            (Some(estimated_bytes), Some(allowed_bytes)) if estimated_bytes > allowed_bytes => {
                Err(Self {
                    estimated_bytes,
                    allowed_bytes,
                })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for OverBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mebibytes = |bytes: u64| bytes.div_ceil(1 << 20);
        write!(
            f,
            "the query would read about {} MiB and the source allows {} MiB; filter by a column that \
             narrows it down or read fewer tables and columns",
            mebibytes(self.estimated_bytes),
            mebibytes(self.allowed_bytes)
        )
    }
}

impl std::error::Error for OverBudget {}

impl From<OverBudget> for EngineError {
    fn from(refusal: OverBudget) -> Self {
        Self::Statement(refusal.to_string())
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

/// Takes the rows of a result as they come.
#[async_trait]
pub trait RowSink: Send {
    /// What the columns are, once, before the first row. The types of some become narrower when all
    /// values were seen: see [`Streamed::columns`].
    async fn begin(&mut self, columns: &[ResultColumn]) -> Result<(), Fault>;

    /// Takes the next rows, and waits where it has too many already.
    async fn take(&mut self, rows: Vec<Row>) -> Result<(), Fault>;
}

/// Keeps all rows.
#[async_trait]
impl RowSink for Vec<Row> {
    async fn begin(&mut self, _: &[ResultColumn]) -> Result<(), Fault> {
        Ok(())
    }

    async fn take(&mut self, rows: Vec<Row>) -> Result<(), Fault> {
        self.extend(rows);
        Ok(())
    }
}

/// A result whose rows a [`RowSink`] took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Streamed {
    /// The columns in their order.
    pub columns: Vec<ResultColumn>,
    /// How many rows there were.
    pub row_count: u64,
    /// Whether the row cap cut the result.
    pub truncated: bool,
    /// Bytes the engine scanned; 0 where it cannot tell.
    pub bytes_scanned: u64,
}

impl Streamed {
    /// The result with the rows that a sink kept.
    pub fn with_rows(self, rows: Vec<Row>) -> ResultSet {
        ResultSet {
            columns: self.columns,
            rows,
            row_count: self.row_count,
            truncated: self.truncated,
        }
    }
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

    /// Runs the statement as [`QueryEngine::execute`] does and gives the rows to the sink, of which
    /// there may be more than fit in memory. An engine that can do no better gives all at once.
    async fn stream(&self, query: &Query, sink: &mut dyn RowSink) -> Result<Streamed, EngineError> {
        let MeteredResult {
            result,
            bytes_scanned,
        } = self.execute_metered(query).await?;
        let streamed = Streamed {
            columns: result.columns,
            row_count: result.row_count,
            truncated: result.truncated,
            bytes_scanned,
        };
        sink.begin(&streamed.columns).await?;
        sink.take(result.rows).await?;
        Ok(streamed)
    }

    /// What the engine expects of the statement, without running it; nothing where it cannot tell.
    /// A statement that cannot be planned is [`EngineError::Statement`].
    async fn estimate(&self, _: &Query) -> Result<Option<Estimate>, EngineError> {
        Ok(None)
    }
}
