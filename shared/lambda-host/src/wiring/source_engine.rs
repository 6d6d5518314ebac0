use super::databases::{Databases, is_rejected};
use async_trait::async_trait;
use contract::{Estimate, ResultSet, SourceKind};
use ports::{EngineError, MeteredResult, Query, QueryEngine, RowSink, Streamed};
use postgres::{Database, PostgresEngine};
use std::sync::Arc;

/// Sends each query to the engine of its source.
pub(super) struct SourceEngine {
    uploads: Arc<dyn QueryEngine>,
    databases: Arc<Databases>,
}

impl SourceEngine {
    pub(super) fn new(uploads: Arc<dyn QueryEngine>, databases: Arc<Databases>) -> Self {
        Self { uploads, databases }
    }

    /// The engine of the source's database.
    async fn database(&self, query: &Query) -> Result<PostgresEngine, EngineError> {
        let database = self.databases.of(&query.source).await?;
        Ok(engine_of(query, database))
    }

    /// The same with a login that was read again, when `ended` says that the last one was rejected. That
    /// happens before there is a row.
    async fn database_anew<T>(
        &self,
        query: &Query,
        ended: &Result<T, EngineError>,
    ) -> Result<Option<PostgresEngine>, EngineError> {
        match ended {
            Err(EngineError::Fault(fault)) if is_rejected(fault) => {
                let database = self.databases.of_anew(&query.source).await?;
                Ok(Some(engine_of(query, database)))
            }
            _ => Ok(None),
        }
    }

    const fn is_upload(query: &Query) -> bool {
        matches!(query.source.kind, SourceKind::S3)
    }
}

fn engine_of(query: &Query, database: Database) -> PostgresEngine {
    PostgresEngine::new([(query.source.name.clone(), database)])
}

#[async_trait]
impl QueryEngine for SourceEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        Ok(self.execute_metered(query).await?.result)
    }

    async fn execute_metered(&self, query: &Query) -> Result<MeteredResult, EngineError> {
        if Self::is_upload(query) {
            return self.uploads.execute_metered(query).await;
        }
        let ended = self.database(query).await?.execute_metered(query).await;
        match self.database_anew(query, &ended).await? {
            Some(database) => database.execute_metered(query).await,
            None => ended,
        }
    }

    async fn stream(&self, query: &Query, sink: &mut dyn RowSink) -> Result<Streamed, EngineError> {
        if Self::is_upload(query) {
            return self.uploads.stream(query, sink).await;
        }
        let ended = self.database(query).await?.stream(query, sink).await;
        match self.database_anew(query, &ended).await? {
            Some(database) => database.stream(query, sink).await,
            None => ended,
        }
    }

    async fn estimate(&self, query: &Query) -> Result<Option<Estimate>, EngineError> {
        if Self::is_upload(query) {
            return self.uploads.estimate(query).await;
        }
        let ended = self.database(query).await?.estimate(query).await;
        match self.database_anew(query, &ended).await? {
            Some(database) => database.estimate(query).await,
            None => ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::databases::fake::closed_database;
    use super::*;
    use contract::{ErrorName, Source};
    use std::sync::atomic::Ordering;
    use testkit::{ScriptedEngine, fixtures};

    fn query(kind: SourceKind) -> Query {
        Query {
            job_id: "j".into(),
            source: Source {
                kind,
                ..fixtures::source()
            },
            sql: "SELECT 3".into(),
        }
    }

    #[tokio::test]
    async fn uploads_and_databases_have_their_own_engines() {
        let rows = fixtures::rows(&["n"], vec![vec![3.into()]]);
        let uploads = Arc::new(ScriptedEngine::new().rows(rows).scanning(9));
        let logins = closed_database().await;
        let databases = Arc::new(Databases::new(logins.clone()));
        let engine = SourceEngine::new(uploads, databases);
        let result = engine.execute_metered(&query(SourceKind::S3)).await;
        assert_eq!(result.unwrap().bytes_scanned, 9);

        let result = engine.execute(&query(SourceKind::Postgresql)).await;
        let EngineError::Fault(fault) = result.unwrap_err() else {
            panic!("a login that is rejected is a fault");
        };
        assert_eq!(fault.name, ErrorName::ConfigInvalid);
        assert_eq!(logins.read_anew.load(Ordering::Relaxed), 1);
    }
}
