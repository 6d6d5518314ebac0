use super::interrupt::Interrupt;
use contract::{ErrorName, Fault};
use ports::EngineError;
use std::future::Future;
use std::sync::{Mutex, OnceLock, PoisonError};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Threads the queries share.
const MAX_THREADS: usize = 4;

/// The threads queries run on: a long computation must not hold up those that serve people, nor
/// keep a timeout from being noticed.
#[derive(Default)]
pub(super) struct Threads {
    runtime: OnceLock<Runtime>,
    /// Held while they are started: two first queries at once start them once, since a runtime that
    /// nobody needs cannot be dropped on an async thread.
    starting: Mutex<()>,
}

impl Threads {
    /// Runs the query there; dropping the future stops it.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        interrupt: Interrupt,
        query: impl Future<Output = Result<T, EngineError>> + Send + 'static,
    ) -> Result<T, EngineError> {
        let mut running = Running {
            task: self.runtime()?.spawn(query),
            interrupt,
        };
        (&mut running.task).await.unwrap_or_else(|_panic| {
            // The engine's defect over this statement; another one may pass.
            Err(EngineError::Statement(
                "the engine cannot run this statement".to_owned(),
            ))
        })
    }

    fn runtime(&self) -> Result<&Runtime, Fault> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let _starting = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(MAX_THREADS));
        let built = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("query")
            .build()
            .map_err(|error| {
                Fault::new(
                    ErrorName::EngineFailed,
                    "the engine's threads cannot be started",
                )
                .with_source(error)
            })?;
        Ok(self.runtime.get_or_init(|| built))
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // Without waiting for what still runs: this may be an async thread itself.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A query that runs as long as somebody waits for it.
struct Running<T> {
    task: JoinHandle<Result<T, EngineError>>,
    interrupt: Interrupt,
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.interrupt.raise();
        self.task.abort();
    }
}
