//! DataFusion over the Parquet files of the object store.

mod cells;
mod failure;
mod interval;
mod parquet_table;
mod result_rows;
mod session;

use async_trait::async_trait;
use contract::{ErrorName, Fault, ResultSet};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use failure::failed;
use futures::FutureExt;
use ports::{CatalogStore, EngineError, Query, QueryEngine};
use session::Session;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// Bytes all queries together may hold in memory; sorts and groupings beyond it go to temporary
/// files, others fail.
const MEMORY_BYTES: usize = 1 << 30;
/// Bytes all queries together may hold in temporary files.
const SPILL_BYTES: u64 = 8 << 30;
/// Source versions kept ready.
const SESSIONS: usize = 8;

/// The embedded engine: one prepared session a source version, each with the tables
/// `tables/<source>/v<version>/<table>.parquet` of the object store and nothing else.
///
/// A statement that is no query is refused here too, whatever the guard said. Dropping the future
/// of [`QueryEngine::execute`] stops the query.
pub struct DataFusionEngine {
    objects: PathBuf,
    catalog: Arc<dyn CatalogStore>,
    runtime: OnceLock<Arc<RuntimeEnv>>,
    /// The most recently used last.
    sessions: Mutex<Vec<Arc<Session>>>,
}

impl DataFusionEngine {
    /// An engine over the object store in the directory `objects`.
    pub fn new(objects: PathBuf, catalog: Arc<dyn CatalogStore>) -> Self {
        Self {
            objects,
            catalog,
            runtime: OnceLock::new(),
            sessions: Mutex::default(),
        }
    }

    async fn run(&self, query: &Query) -> Result<ResultSet, EngineError> {
        let session = self.session(query).await?;
        session.run(&query.sql, query.source.limits.row_cap).await
    }

    async fn session(&self, query: &Query) -> Result<Arc<Session>, EngineError> {
        if let Some(session) = self.ready(query) {
            return Ok(session);
        }
        let catalog = self.catalog.catalog(&query.source).await?;
        let runtime = self.runtime()?;
        let opened = Session::open(&self.objects, &query.source, &catalog, runtime).await;
        let session = Arc::new(opened.map_err(failed)?);
        let mut sessions = self.sessions();
        if sessions.len() >= SESSIONS {
            sessions.remove(0);
        }
        sessions.push(Arc::clone(&session));
        Ok(session)
    }

    /// The session of the source version, when there is one; it is the most recently used then.
    fn ready(&self, query: &Query) -> Option<Arc<Session>> {
        let mut sessions = self.sessions();
        let at = sessions
            .iter()
            .position(|session| session.serves(&query.source))?;
        let session = sessions.remove(at);
        sessions.push(Arc::clone(&session));
        Some(session)
    }

    fn sessions(&self) -> MutexGuard<'_, Vec<Arc<Session>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn runtime(&self) -> Result<Arc<RuntimeEnv>, EngineError> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(Arc::clone(runtime));
        }
        let built = RuntimeEnvBuilder::new()
            .with_memory_limit(MEMORY_BYTES, 1.0)
            .with_max_temp_directory_size(SPILL_BYTES)
            .build_arc()
            .map_err(failed)?;
        Ok(Arc::clone(self.runtime.get_or_init(|| built)))
    }
}

#[async_trait]
impl QueryEngine for DataFusionEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        let limit_ms = query.source.limits.timeout_ms;
        // A panic of the engine is the statement's failure and not the product's.
        let run = AssertUnwindSafe(self.run(query)).catch_unwind();
        match tokio::time::timeout(Duration::from_millis(limit_ms), run).await {
            Ok(Ok(result)) => result,
            Ok(Err(_panic)) => Err(EngineError::Statement(
                "the engine cannot run this statement".to_owned(),
            )),
            Err(_elapsed) => {
                let message = format!("the query ran longer than {limit_ms} ms and was stopped");
                Err(Fault::new(ErrorName::EngineTimeout, message).into())
            }
        }
    }
}
