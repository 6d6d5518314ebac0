use super::DatabaseSource;
use async_trait::async_trait;
use contract::{ResultSet, SourceKind};
use local_ports::DataFusionEngine;
use ports::{EngineError, Query, QueryEngine};
use postgres::PostgresEngine;
use std::collections::BTreeMap;

/// Sends each query to the engine of its source.
pub(crate) struct SourceEngine {
    uploads: DataFusionEngine,
    databases: PostgresEngine,
}

impl SourceEngine {
    pub(crate) fn new(
        uploads: DataFusionEngine,
        databases: &BTreeMap<String, DatabaseSource>,
    ) -> Self {
        let databases = databases
            .iter()
            .map(|(name, source)| (name.clone(), source.database.clone()));
        Self {
            uploads,
            databases: PostgresEngine::new(databases),
        }
    }
}

#[async_trait]
impl QueryEngine for SourceEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        match query.source.kind {
            SourceKind::S3 => self.uploads.execute(query).await,
            SourceKind::Postgresql | SourceKind::Redshift => self.databases.execute(query).await,
        }
    }
}
