//! The jobs that run: who works on them, who watches them, how they are stopped.

use super::workflow::off_thread;
use crate::product::Product;
use crate::runner::StageLog;
use contract::{Fault, Job, StageEvent};
use std::collections::HashMap;
use std::num::NonZero;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Changes that a slow watcher may be behind before it looks at the whole job again.
const BACKLOG: usize = 1024;
/// How long a worker waits after the store failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Something that happened to a job.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// One of its stages.
    Stage(StageEvent),
    /// It has ended; its id.
    Ended(String),
}

impl Change {
    pub(super) fn job_id(&self) -> &str {
        match self {
            Self::Stage(event) => &event.job_id,
            Self::Ended(job_id) => job_id,
        }
    }
}

/// The jobs of this process.
pub(super) struct Running {
    product: Arc<Product>,
    stops: Mutex<HashMap<String, CancellationToken>>,
    changes: broadcast::Sender<Change>,
    queued: Notify,
}

impl Running {
    pub(super) fn new(product: Arc<Product>) -> Self {
        Self {
            product,
            stops: Mutex::default(),
            changes: broadcast::Sender::new(BACKLOG),
            queued: Notify::new(),
        }
    }

    /// A worker a core, until told to stop: each then ends the job it has.
    pub(super) fn start_workers(self: &Arc<Self>, stop: &CancellationToken) -> JoinSet<()> {
        let cores = std::thread::available_parallelism().map_or(2, NonZero::get);
        let mut workers = JoinSet::new();
        for _ in 0..cores.max(2) {
            let (running, stop) = (Arc::clone(self), stop.clone());
            workers.spawn(async move { running.work(&stop).await });
        }
        workers
    }

    async fn work(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let worked = match self.product.jobs().claim() {
                Ok(Some(job)) => {
                    // There may be more, and another worker that sleeps.
                    self.queued.notify_one();
                    self.one(job).await
                }
                Ok(None) => {
                    tokio::select! {
                        () = self.queued.notified() => (),
                        () = stop.cancelled() => (),
                    }
                    Ok(())
                }
                Err(fault) => Err(fault),
            };
            if let Err(fault) = worked {
                tracing::error!(%fault, "a job could not be worked on");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    async fn one(&self, job: Job) -> Result<(), Fault> {
        let job_id = job.job_id.clone();
        let stop = CancellationToken::new();
        self.stops().insert(job_id.clone(), stop.clone());
        // It may have been cancelled between its claim and now.
        if self.product.jobs().get(&job_id)?.status.is_final() {
            stop.cancel();
        }
        let log = self.log(&job_id);
        let worked = self.product.work(job, &log, stop).await;
        self.stops().remove(&job_id);
        self.tell(Change::Ended(job_id));
        worked
    }

    /// Keeps every change of a stage and tells it to those who watch.
    fn log(&self, job_id: &str) -> StageLog {
        let (jobs, changes) = (self.product.jobs().clone(), self.changes.clone());
        let job_id = job_id.to_owned();
        StageLog::new(Box::new(move |stage| {
            // The job goes on when its progress cannot be kept; its end will be.
            if let Err(fault) = jobs.record_stage(&job_id, stage) {
                tracing::warn!(%fault, "a stage could not be kept");
            }
            let (job_id, stage) = (job_id.clone(), stage.clone());
            // Without a watcher there is nobody to tell.
            let _ = changes.send(Change::Stage(StageEvent { job_id, stage }));
        }))
    }

    /// A job was queued.
    pub(super) fn wake(&self) {
        self.queued.notify_one();
    }

    /// All changes from now on.
    pub(super) fn watch(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Cancels the job unless it has ended, with the query that it runs.
    pub(super) async fn cancel(&self, job_id: &str) -> Result<(), Fault> {
        let (jobs, id) = (self.product.jobs().clone(), job_id.to_owned());
        let cancelled = off_thread(move || jobs.cancel(&id)).await?;
        if let Some(stop) = self.stops().get(job_id) {
            stop.cancel();
        }
        if cancelled {
            self.tell(Change::Ended(job_id.to_owned()));
        }
        Ok(())
    }

    fn tell(&self, change: Change) {
        let _ = self.changes.send(change);
    }

    fn stops(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
