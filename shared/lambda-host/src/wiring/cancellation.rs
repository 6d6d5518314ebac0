//! Queries end when their job is cancelled.

use async_trait::async_trait;
use contract::{ErrorName, Estimate, Fault, ResultSet};
use ports::{EngineError, MeteredResult, ObjectStore, Query, QueryEngine, RowSink, Streamed};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// How often the job is looked at while its query runs.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long the engine has to hear that the query is given up. Lambda stops everything once the
/// event is answered.
const FAREWELL: Duration = Duration::from_millis(500);

/// An engine whose queries are dropped once `jobs/<job_id>/cancel` is there.
pub(super) struct CancellableEngine {
    engine: Arc<dyn QueryEngine>,
    objects: Arc<dyn ObjectStore>,
}

impl CancellableEngine {
    pub(super) fn new(engine: Arc<dyn QueryEngine>, objects: Arc<dyn ObjectStore>) -> Self {
        Self { engine, objects }
    }

    async fn unless_cancelled<T>(
        &self,
        job_id: &str,
        query: impl Future<Output = Result<T, EngineError>> + Send,
    ) -> Result<T, EngineError> {
        // The query is dropped at the end of the selection, which cancels it in its engine.
        let ended = tokio::select! {
            ended = query => Some(ended),
            () = self.cancelled(job_id) => None,
        };
        if let Some(ended) = ended {
            return ended;
        }
        tokio::time::sleep(FAREWELL).await;
        let message = "the job was cancelled while its query ran";
        Err(Fault::new(ErrorName::JobCancelled, message).into())
    }

    /// Ends when the job is cancelled.
    async fn cancelled(&self, job_id: &str) {
        let marker = format!("jobs/{job_id}/cancel");
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            match self.objects.get(&marker).await {
                Ok(_) => return,
                Err(fault) if fault.name == ErrorName::StoreNotFound => {}
                // A query is not ended because nobody knows whether it should be.
                Err(fault) => tracing::debug!(error = %fault.name, "the marker cannot be read"),
            }
        }
    }
}

#[async_trait]
impl QueryEngine for CancellableEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        self.unless_cancelled(&query.job_id, self.engine.execute(query))
            .await
    }

    async fn execute_metered(&self, query: &Query) -> Result<MeteredResult, EngineError> {
        self.unless_cancelled(&query.job_id, self.engine.execute_metered(query))
            .await
    }

    async fn stream(&self, query: &Query, sink: &mut dyn RowSink) -> Result<Streamed, EngineError> {
        self.unless_cancelled(&query.job_id, self.engine.stream(query, sink))
            .await
    }

    async fn estimate(&self, query: &Query) -> Result<Option<Estimate>, EngineError> {
        self.unless_cancelled(&query.job_id, self.engine.estimate(query))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::{MemoryObjects, ScriptedEngine, fixtures};
    use tokio::time::Instant;

    fn engine(delay: Duration, objects: &Arc<MemoryObjects>) -> CancellableEngine {
        let rows = fixtures::rows(&["n"], vec![vec![3.into()]]);
        let engine = ScriptedEngine::new().delay(delay).rows(rows).scanning(7);
        CancellableEngine::new(
            Arc::new(engine),
            Arc::clone(objects) as Arc<dyn ObjectStore>,
        )
    }

    fn query() -> Query {
        Query {
            job_id: "j".into(),
            source: fixtures::source(),
            sql: "SELECT 3".into(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_query_that_nobody_cancels_ends_as_it_does() {
        let objects = Arc::new(MemoryObjects::new().with("jobs/other/cancel", "{}"));
        let engine = engine(Duration::from_secs(30), &objects);
        let result = engine.execute_metered(&query()).await.unwrap();
        assert_eq!((result.result.row_count, result.bytes_scanned), (1, 7));
    }

    #[tokio::test(start_paused = true)]
    async fn a_cancelled_job_ends_its_query_within_seconds() {
        let objects = Arc::new(MemoryObjects::new());
        let engine = engine(Duration::from_secs(600), &objects);
        let started = Instant::now();
        let cancel = async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            objects.put("jobs/j/cancel", b"{}").await.unwrap();
        };
        let query = query();
        let (ended, ()) = tokio::join!(engine.execute(&query), cancel);
        let EngineError::Fault(fault) = ended.unwrap_err() else {
            panic!("a cancellation is a fault");
        };
        assert_eq!(fault.name, ErrorName::JobCancelled);
        assert!(started.elapsed() < Duration::from_secs(8));
    }
}
