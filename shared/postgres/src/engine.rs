//! The port `QueryEngine` over databases.

use crate::database::Database;
use crate::dry_run;
use crate::rows;
use async_trait::async_trait;
use contract::{ErrorName, Estimate, Fault, ResultSet, Row};
use ports::{EngineError, Query, QueryEngine, RowSink, Streamed};
use std::collections::HashMap;
use std::time::Duration;

/// Bytes of text that all rows of a result may have which is held as a whole.
const HELD_BYTES: usize = 256 << 20;
/// Bytes of text that all rows of a streamed result may have.
const STREAMED_BYTES: usize = 8 << 30;

/// Runs queries on PostgreSQL and Redshift: each source has its database.
///
/// Every query runs in a read-only transaction that is rolled back. What it asks for beyond the
/// source's limits is not computed: rows beyond the cap stay in the database, the timeout and the
/// drop of the future cancel the query there.
#[derive(Debug, Default)]
pub struct PostgresEngine {
    databases: HashMap<String, Database>,
}

impl PostgresEngine {
    /// An engine over the databases of these sources, by the sources' names.
    pub fn new(databases: impl IntoIterator<Item = (String, Database)>) -> Self {
        Self {
            databases: databases.into_iter().collect(),
        }
    }

    /// Whether the source is one of this engine's.
    pub fn serves(&self, source: &str) -> bool {
        self.databases.contains_key(source)
    }

    /// The database of the source.
    ///
    /// # Errors
    /// `Source.Unknown`.
    pub fn database(&self, source: &str) -> Result<&Database, Fault> {
        self.databases.get(source).ok_or_else(|| {
            let message = format!("no database is configured for the source {source}");
            Fault::new(ErrorName::SourceUnknown, message)
        })
    }
}

#[async_trait]
impl QueryEngine for PostgresEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        let mut rows: Vec<Row> = Vec::new();
        let streamed = self.run(query, HELD_BYTES, &mut rows).await?;
        Ok(streamed.with_rows(rows))
    }

    async fn stream(&self, query: &Query, sink: &mut dyn RowSink) -> Result<Streamed, EngineError> {
        self.run(query, STREAMED_BYTES, sink).await
    }

    async fn estimate(&self, query: &Query) -> Result<Option<Estimate>, EngineError> {
        let timeout = Duration::from_millis(query.source.limits.timeout_ms);
        let database = self.database(&query.source.name)?;
        let estimate = within(timeout, database.estimate(&query.sql, timeout)).await?;
        Ok(Some(estimate.into()))
    }
}

impl PostgresEngine {
    async fn run(
        &self,
        query: &Query,
        most_bytes: usize,
        sink: &mut dyn RowSink,
    ) -> Result<Streamed, EngineError> {
        let database = self.database(&query.source.name)?;
        let limits = &query.source.limits;
        let timeout = Duration::from_millis(limits.timeout_ms);
        within(timeout, async {
            let transaction = database.read(timeout).await?;
            let client = transaction.client();
            let result = match dry_run::check(&transaction, &query.sql, &query.source).await {
                Ok(()) => rows::run(client, &query.sql, limits.row_cap, most_bytes, sink).await,
                Err(error) => Err(error),
            };
            transaction.end().await;
            result
        })
        .await
    }
}

/// Waits so long for the work. Dropping it, by the timeout or from outside, cancels in the database.
async fn within<T>(
    timeout: Duration,
    work: impl Future<Output = Result<T, EngineError>>,
) -> Result<T, EngineError> {
    tokio::time::timeout(timeout, work)
        .await
        .unwrap_or_else(|_| {
            let limit_ms = timeout.as_millis();
            let message = format!("the query ran longer than {limit_ms} ms and was stopped");
            Err(Fault::new(ErrorName::EngineTimeout, message).into())
        })
}
