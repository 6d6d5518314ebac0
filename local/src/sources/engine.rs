use super::DatabaseSource;
use async_trait::async_trait;
use contract::{Estimate, ResultSet, SourceKind};
use local_ports::DataFusionEngine;
use ports::{EngineError, Query, QueryEngine, RowSink, Streamed};
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

impl SourceEngine {
    fn of(&self, query: &Query) -> &dyn QueryEngine {
        match query.source.kind {
            SourceKind::S3 => &self.uploads,
            SourceKind::Postgresql | SourceKind::Redshift => &self.databases,
        }
    }
}

#[async_trait]
impl QueryEngine for SourceEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        self.of(query).execute(query).await
    }

    async fn stream(&self, query: &Query, sink: &mut dyn RowSink) -> Result<Streamed, EngineError> {
        self.of(query).stream(query, sink).await
    }

    async fn estimate(&self, query: &Query) -> Result<Option<Estimate>, EngineError> {
        self.of(query).estimate(query).await
    }
}
