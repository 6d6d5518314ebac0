use asl::{Event, EventKind, Observer};
use contract::{StageRecord, Stages};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Told of every change of a stage, as it happens.
pub type StageWatch = Box<dyn Fn(&StageRecord) + Send + Sync>;

/// Turns the history of an execution into the stages of a job, as it happens.
pub struct StageLog {
    stages: Mutex<Stages>,
    watch: StageWatch,
}

impl StageLog {
    /// A log that tells `watch` of every change.
    pub fn new(watch: StageWatch) -> Self {
        Self {
            stages: Mutex::default(),
            watch,
        }
    }

    /// A log nobody watches.
    pub fn silent() -> Self {
        Self::new(Box::new(|_| ()))
    }

    /// The stages so far.
    pub fn stages(&self) -> Vec<StageRecord> {
        self.lock().records().to_vec()
    }

    /// The stages of an execution that has ended: what still runs was cancelled with it.
    pub(crate) fn close(&self) -> Vec<StageRecord> {
        let mut stages = self.lock();
        stages.close();
        stages.records().to_vec()
    }

    fn lock(&self) -> MutexGuard<'_, Stages> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Stages) -> Option<&StageRecord>) {
        if let Some(stage) = change(&mut self.lock()) {
            (self.watch)(stage);
        }
    }
}

impl Observer for StageLog {
    fn event(&self, event: &Event) {
        match &event.kind {
            EventKind::StateEntered { state, .. } => self.change(|stages| stages.enter(state)),
            EventKind::RetryScheduled { state, .. } => self.change(|stages| stages.retry(state)),
            EventKind::ErrorCaught { state, error, .. } => {
                self.change(|stages| stages.fail(state, error, None));
            }
            EventKind::StateFailed {
                state,
                error,
                duration,
                ..
            } => self.change(|stages| stages.fail(state, error, Some(*duration))),
            EventKind::StateExited {
                state,
                output,
                duration,
            } => self.change(|stages| stages.leave(state, output, *duration)),
            _ => (),
        }
    }
}
