//! DataFusion over the Parquet files of the object store.

mod cells;
mod estimate;
mod failure;
mod functions;
mod interrupt;
mod interval;
mod parquet_table;
mod result_rows;
mod session;
mod threads;
mod trino;

use async_trait::async_trait;
use contract::{ErrorName, Estimate, Fault, ResultSet, Row, Source};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use failure::failed;
use interrupt::Interrupt;
use ports::{CatalogStore, EngineError, Query, QueryEngine, RowSink, Streamed};
use result_rows::Part;
use session::Session;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use threads::Threads;
use tokio::sync::mpsc;

/// Bytes all queries together may hold in memory; sorts and groupings beyond it go to temporary
/// files, others fail.
const MEMORY_BYTES: usize = 1 << 30;
/// Bytes all queries together may hold in temporary files.
const SPILL_BYTES: u64 = 8 << 30;
/// Parts of a result that wait for whoever takes them.
const PARTS: usize = 2;
/// Source versions kept ready.
const SESSIONS: usize = 8;

/// The embedded engine: one prepared session a source version, each with the tables
/// `tables/<source>/v<version>/<table>/rows.parquet` of the object store and nothing else.
///
/// A statement that is no query is refused here too, whatever the guard said. Queries run on
/// threads of their own; dropping the future of [`QueryEngine::execute`] stops the query.
pub struct DataFusionEngine {
    sessions: Arc<Sessions>,
    threads: Threads,
}

/// The sessions that are ready, and what it takes to make one.
struct Sessions {
    objects: PathBuf,
    catalog: Arc<dyn CatalogStore>,
    runtime: OnceLock<Arc<RuntimeEnv>>,
    /// The most recently used last.
    ready: Mutex<Vec<Arc<Session>>>,
}

impl DataFusionEngine {
    /// An engine over the object store in the directory `objects`.
    pub fn new(objects: PathBuf, catalog: Arc<dyn CatalogStore>) -> Self {
        let runtime = OnceLock::new();
        let sessions = Sessions {
            objects,
            catalog,
            runtime,
            ready: Mutex::default(),
        };
        Self {
            sessions: Arc::new(sessions),
            threads: Threads::default(),
        }
    }
}

#[async_trait]
impl QueryEngine for DataFusionEngine {
    async fn execute(&self, query: &Query) -> Result<ResultSet, EngineError> {
        let mut rows: Vec<Row> = Vec::new();
        let streamed = self.stream(query, &mut rows).await?;
        Ok(streamed.with_rows(rows))
    }

    async fn stream(&self, query: &Query, sink: &mut dyn RowSink) -> Result<Streamed, EngineError> {
        let (sender, mut parts) = mpsc::channel(PARTS);
        let passed_on = async {
            while let Some(part) = parts.recv().await {
                match part {
                    Part::Columns(columns) => sink.begin(&columns).await?,
                    Part::Rows(rows) => sink.take(rows).await?,
                }
            }
            Ok(())
        };
        let interrupt = Interrupt::default();
        let heeded = interrupt.clone();
        let run = self.run(query, interrupt, |session, query| async move {
            session.run(&query, &heeded, sender).await
        });
        let both = futures::future::try_join(run, passed_on);
        let (streamed, ()) = within(&query.source, both).await?;
        Ok(streamed)
    }

    async fn estimate(&self, query: &Query) -> Result<Option<Estimate>, EngineError> {
        let run = self.run(query, Interrupt::default(), |session, query| async move {
            session.estimate(&query.sql).await
        });
        within(&query.source, run).await.map(Some)
    }
}

impl DataFusionEngine {
    /// Does the work with the session of the query's source, on the threads of the queries.
    async fn run<T, W>(
        &self,
        query: &Query,
        interrupt: Interrupt,
        work: impl FnOnce(Arc<Session>, Query) -> W + Send + 'static,
    ) -> Result<T, EngineError>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, EngineError>> + Send,
    {
        let (sessions, query) = (Arc::clone(&self.sessions), query.clone());
        let run = async move {
            let session = sessions.get(&query.source).await?;
            work(session, query).await
        };
        self.threads.run(interrupt, run).await
    }
}

/// Waits for the work as long as the source allows.
async fn within<T>(
    source: &Source,
    work: impl Future<Output = Result<T, EngineError>>,
) -> Result<T, EngineError> {
    let limit_ms = source.limits.timeout_ms;
    tokio::time::timeout(Duration::from_millis(limit_ms), work)
        .await
        .unwrap_or_else(|_| {
            let message = format!("the query ran longer than {limit_ms} ms and was stopped");
            Err(Fault::new(ErrorName::EngineTimeout, message).into())
        })
}

impl Sessions {
    /// The session of the source version.
    async fn get(&self, source: &Source) -> Result<Arc<Session>, EngineError> {
        if let Some(session) = self.find(source) {
            return Ok(session);
        }
        let catalog = self.catalog.catalog(source).await?;
        let runtime = self.runtime()?;
        let opened = Session::open(&self.objects, source, &catalog, runtime).await;
        let session = Arc::new(opened.map_err(failed)?);
        let mut ready = self.ready();
        if ready.len() >= SESSIONS {
            ready.remove(0);
        }
        ready.push(Arc::clone(&session));
        Ok(session)
    }

    /// The session when it is ready; it is the most recently used then.
    fn find(&self, source: &Source) -> Option<Arc<Session>> {
        let mut ready = self.ready();
        let at = ready.iter().position(|session| session.serves(source))?;
        let session = ready.remove(at);
        ready.push(Arc::clone(&session));
        Some(session)
    }

    fn ready(&self) -> MutexGuard<'_, Vec<Arc<Session>>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
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
