use super::pages::Budget;
use super::submission::{Submission, token};
use super::{explain, failure, pages};
use crate::AwsConfig;
use crate::glue_database::glue_database;
use async_trait::async_trait;
use aws_sdk_athena::Client;
use aws_sdk_athena::operation::start_query_execution::StartQueryExecutionError;
use aws_sdk_athena::types::{
    QueryExecution, QueryExecutionContext, QueryExecutionState, QueryExecutionStatistics,
};
use contract::{ErrorName, Estimate, Fault, ResultSet, Row};
use ports::{EngineError, MeteredResult, OverBudget, Query, QueryEngine, RowSink, Streamed};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// The first wait between two looks at a query, and the longest.
const WAITS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));
/// Submissions of one query, when earlier ones came to nothing through no fault of the statement.
const SUBMISSIONS: u32 = 4;

/// Athena over the Glue database of the source's version: `<prefix>_<source>_v<version>`.
///
/// A query is submitted once for a job, a statement and a version, however often it is executed: whoever
/// comes second waits for the same query. Dropping the future stops it.
#[derive(Debug, Clone)]
pub struct AthenaEngine {
    client: Client,
    workgroup: String,
    glue_prefix: String,
}

impl AthenaEngine {
    /// Queries in the workgroup, which knows where results go and what a query may scan.
    pub fn new(
        config: &AwsConfig,
        workgroup: impl Into<String>,
        glue_prefix: impl Into<String>,
    ) -> Self {
        Self {
            client: Client::new(config.sdk()),
            workgroup: workgroup.into(),
            glue_prefix: glue_prefix.into(),
        }
    }

    /// Runs the query to its end and gives its id; what is running of it stands in `running`.
    async fn run(
        &self,
        query: &Query,
        running: &mut Option<Submission>,
    ) -> Result<(String, QueryExecution), EngineError> {
        let mut attempt = 0;
        loop {
            let submission = running.insert(self.submit(query, attempt).await?);
            let (execution, looks) = self.wait(submission.id(), query).await?;
            submission.ended();
            let error = match state(&execution) {
                Some(QueryExecutionState::Succeeded) => {
                    return Ok((submission.id().to_owned(), execution));
                }
                Some(QueryExecutionState::Cancelled) => failure::of_cancelled(&execution),
                _ => failure::of_execution(&execution),
            };
            attempt += 1;
            // Over at the first look, it is what an earlier call left: Athena gives the same query for the same token.
            let is_stale = looks == 1 && matches!(error, EngineError::Fault(_));
            if !is_stale || attempt == SUBMISSIONS {
                return Err(error);
            }
        }
    }

    /// Starts the query, or finds it when it was started before.
    async fn submit(&self, query: &Query, attempt: u32) -> Result<Submission, EngineError> {
        let source = &query.source;
        let database = glue_database(&self.glue_prefix, &source.name, source.version);
        let token = token(&query.job_id, &database, &query.sql, attempt);
        let context = QueryExecutionContext::builder().database(database).build();
        let start = self
            .client
            .start_query_execution()
            .query_string(&query.sql)
            .client_request_token(token)
            .query_execution_context(context)
            .work_group(&self.workgroup);
        let client = self.client.clone();
        // In a task of its own: a future that is dropped halfway does not know the id of the query that runs
        // because of it. The task's result then goes nowhere, and stops it.
        let starting = tokio::spawn(async move {
            let started = start.send().await.map_err(of_start)?;
            let id = started.query_execution_id.ok_or_else(|| unclear("no id"))?;
            Ok(Submission::new(client, id))
        });
        starting.await.unwrap_or_else(|error| {
            let fault = Fault::new(ErrorName::Internal, "the query could not be started");
            Err(fault.with_source(error).into())
        })
    }

    /// Waits for the query's end. Gives how often it was looked at, too.
    async fn wait(&self, id: &str, query: &Query) -> Result<(QueryExecution, u32), EngineError> {
        let (mut pause, longest) = WAITS;
        let mut looks = 0;
        loop {
            let look = self.client.get_query_execution().query_execution_id(id);
            let output = look.send().await.map_err(failure::of_call)?;
            let execution = output.query_execution.ok_or_else(|| unclear("no state"))?;
            looks += 1;
            check_scan(&execution, query)?;
            match state(&execution) {
                Some(QueryExecutionState::Queued | QueryExecutionState::Running) => {}
                Some(_) => return Ok((execution, looks)),
                None => return Err(unclear("no state").into()),
            }
            sleep(pause).await;
            pause = (pause * 3 / 2).min(longest);
        }
    }

    /// Runs the query, when it is within the source's budget, and gives its rows to the sink.
    async fn read(
        &self,
        query: &Query,
        budget: Budget,
        sink: &mut dyn RowSink,
        running: &mut Option<Submission>,
    ) -> Result<Streamed, EngineError> {
        if query.source.limits.scan_cap_bytes.is_some() {
            let estimate = self.expected(query, running).await?;
            OverBudget::check(&estimate, &query.source)?;
        }
        let (id, execution) = self.run(query, running).await?;
        let streamed = pages::stream(&self.client, &id, &execution, budget, sink).await?;
        Ok(Streamed {
            bytes_scanned: bytes_scanned(&execution),
            ..streamed
        })
    }

    /// The same, within the time that the source allows.
    async fn read_in_time(
        &self,
        query: &Query,
        budget: Budget,
        sink: &mut dyn RowSink,
    ) -> Result<Streamed, EngineError> {
        let mut running = None;
        let ended = in_time(query, self.read(query, budget, sink, &mut running)).await;
        stopped_unless_done(ended, running).await
    }

    /// What Athena expects of the query, by an `EXPLAIN`, which scans nothing and costs nothing.
    async fn expected(
        &self,
        query: &Query,
        running: &mut Option<Submission>,
    ) -> Result<Estimate, EngineError> {
        let explain = Query {
            sql: explain::of(&query.sql),
            ..query.clone()
        };
        let (id, execution) = self.run(&explain, running).await?;
        let mut lines: Vec<Row> = Vec::new();
        let budget = Budget::held(explain::MOST_LINES);
        pages::stream(&self.client, &id, &execution, budget, &mut lines).await?;
        Ok(explain::estimate(&lines))
    }
}

/// Waits for the work as long as the source allows.
async fn in_time<T>(
    query: &Query,
    work: impl Future<Output = Result<T, EngineError>>,
) -> Result<T, EngineError> {
    let timeout_ms = query.source.limits.timeout_ms;
    let ended = timeout(Duration::from_millis(timeout_ms), work).await;
    ended.unwrap_or_else(|_| {
        let message = format!("the query ran longer than {timeout_ms} ms and was stopped");
        Err(Fault::new(ErrorName::EngineTimeout, message).into())
    })
}

/// Stops what an error leaves running. Here and not when it is dropped: a function may be frozen as soon as it
/// has answered.
async fn stopped_unless_done<T>(
    ended: Result<T, EngineError>,
    running: Option<Submission>,
) -> Result<T, EngineError> {
    if let (Err(_), Some(running)) = (&ended, running) {
        running.stop().await;
    }
    ended
}

#[async_trait]
impl QueryEngine for AthenaEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        self.execute_metered(query).await.map(|found| found.result)
    }

    async fn execute_metered(&self, query: &Query) -> Result<MeteredResult, EngineError> {
        let mut rows: Vec<Row> = Vec::new();
        let budget = Budget::held(query.source.limits.row_cap);
        let streamed = self.read_in_time(query, budget, &mut rows).await?;
        Ok(MeteredResult {
            bytes_scanned: streamed.bytes_scanned,
            result: streamed.with_rows(rows),
        })
    }

    async fn stream(&self, query: &Query, sink: &mut dyn RowSink) -> Result<Streamed, EngineError> {
        let budget = Budget::streamed(query.source.limits.row_cap);
        self.read_in_time(query, budget, sink).await
    }

    async fn estimate(&self, query: &Query) -> Result<Option<Estimate>, EngineError> {
        let mut running = None;
        let ended = in_time(query, self.expected(query, &mut running)).await;
        stopped_unless_done(ended, running).await.map(Some)
    }
}

fn state(execution: &QueryExecution) -> Option<&QueryExecutionState> {
    execution.status()?.state()
}

fn bytes_scanned(execution: &QueryExecution) -> u64 {
    let statistics = execution.statistics();
    let bytes = statistics.and_then(QueryExecutionStatistics::data_scanned_in_bytes);
    bytes
        .and_then(|bytes| u64::try_from(bytes).ok())
        .unwrap_or_default()
}

/// The workgroup has a bound of its own; a source may have a lower one.
fn check_scan(execution: &QueryExecution, query: &Query) -> Result<(), EngineError> {
    let scanned = bytes_scanned(execution);
    match query.source.limits.scan_cap_bytes {
        Some(cap) if scanned > cap => Err(EngineError::Statement(format!(
            "the query scanned {scanned} bytes, more than the {cap} bytes that '{}' allows; \
             select fewer columns",
            query.source.name
        ))),
        _ => Ok(()),
    }
}

type StartError = aws_sdk_athena::error::SdkError<
    StartQueryExecutionError,
    aws_sdk_athena::config::http::HttpResponse,
>;

/// A statement that Athena cannot even read is told from other requests that it does not take.
fn of_start(error: StartError) -> EngineError {
    if let Some(StartQueryExecutionError::InvalidRequestException(invalid)) =
        error.as_service_error()
        && invalid.athena_error_code() == Some("MALFORMED_QUERY")
    {
        let said = invalid.message().unwrap_or("the statement is malformed");
        return EngineError::Statement(said.to_owned());
    }
    failure::of_call(error).into()
}

fn unclear(what: &str) -> Fault {
    let message = format!("Athena answered with {what}");
    Fault::new(ErrorName::EngineUnavailable, message)
}
