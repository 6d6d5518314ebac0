use super::databases::{Databases, is_rejected};
use async_trait::async_trait;
use contract::{ResultSet, SourceKind};
use ports::{EngineError, MeteredResult, Query, QueryEngine};
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

    async fn in_database(&self, query: &Query) -> Result<MeteredResult, EngineError> {
        let database = self.databases.of(&query.source).await?;
        match run(database, query).await {
            Err(EngineError::Fault(fault)) if is_rejected(&fault) => {
                let database = self.databases.of_anew(&query.source).await?;
                run(database, query).await
            }
            ended => ended,
        }
    }
}

async fn run(database: Database, query: &Query) -> Result<MeteredResult, EngineError> {
    PostgresEngine::new([(query.source.name.clone(), database)])
        .execute_metered(query)
        .await
}

#[async_trait]
impl QueryEngine for SourceEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        Ok(self.execute_metered(query).await?.result)
    }

    async fn execute_metered(&self, query: &Query) -> Result<MeteredResult, EngineError> {
        match query.source.kind {
            SourceKind::S3 => self.uploads.execute_metered(query).await,
            SourceKind::Postgresql | SourceKind::Redshift => self.in_database(query).await,
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
