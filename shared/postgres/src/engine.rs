//! The port `QueryEngine` over databases.

use crate::database::Database;
use crate::dry_run;
use crate::rows;
use async_trait::async_trait;
use contract::{ErrorName, Fault, ResultSet};
use ports::{EngineError, Query, QueryEngine};
use std::collections::HashMap;
use std::time::Duration;

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
        let database = self.database(&query.source.name)?;
        let limit_ms = query.source.limits.timeout_ms;
        let timeout = Duration::from_millis(limit_ms);
        // Dropping the inner future, by the timeout or from outside, cancels in the database.
        tokio::time::timeout(timeout, run(database, query, timeout))
            .await
            .unwrap_or_else(|_| {
                let message = format!("the query ran longer than {limit_ms} ms and was stopped");
                Err(Fault::new(ErrorName::EngineTimeout, message).into())
            })
    }
}

async fn run(
    database: &Database,
    query: &Query,
    timeout: Duration,
) -> Result<ResultSet, EngineError> {
    let limits = &query.source.limits;
    let transaction = database.read(timeout).await?;
    let within_budget = match limits.scan_cap_bytes {
        Some(cap) => dry_run::check(&transaction, &query.sql, cap).await,
        None => Ok(()),
    };
    let result = match within_budget {
        Ok(()) => rows::run(transaction.client(), &query.sql, limits.row_cap).await,
        Err(error) => Err(error),
    };
    transaction.end().await;
    result
}
