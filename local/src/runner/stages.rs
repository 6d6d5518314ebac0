use asl::{Event, EventKind, Observer};
use contract::{Millis, StageRecord, StageStatus, StepName, Usage};
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Told of every change of a stage, as it happens.
pub type StageWatch = Box<dyn Fn(&StageRecord) + Send + Sync>;

/// Turns the history of an execution into the stages of a job: one for each time a step's state is
/// entered. Choices and the like are no stages.
pub struct StageLog {
    stages: Mutex<Vec<StageRecord>>,
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
        self.stages
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The stages of an execution that has ended: what still runs was cancelled with it.
    pub(crate) fn close(&self) -> Vec<StageRecord> {
        let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        for stage in stages
            .iter_mut()
            .filter(|stage| stage.status == StageStatus::Running)
        {
            stage.status = StageStatus::Cancelled;
        }
        stages.clone()
    }

    fn enter(&self, step: StepName) {
        let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let earlier = stages
            .iter()
            .filter(|stage| stage.state == step.as_str())
            .count();
        stages.push(StageRecord {
            state: step.as_str().to_owned(),
            status: StageStatus::Running,
            attempt: u32::try_from(earlier).unwrap_or(u32::MAX).saturating_add(1),
            duration_ms: Millis::default(),
            tokens_in: 0,
            tokens_out: 0,
            bytes_scanned: 0,
            retries: 0,
            error: None,
        });
        if let Some(stage) = stages.last() {
            (self.watch)(stage);
        }
    }

    fn update(&self, state: &str, change: impl FnOnce(&mut StageRecord)) {
        let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stage) = stages.iter_mut().rev().find(|stage| stage.state == state) {
            change(stage);
            (self.watch)(stage);
        }
    }

    fn leave(&self, state: &str, output: &Value, duration: Duration) {
        let usage = usage(state, output);
        self.update(state, |stage| {
            stage.duration_ms = Millis(duration);
            if stage.status == StageStatus::Running {
                stage.status = StageStatus::Succeeded;
                stage.tokens_in = usage.tokens_in;
                stage.tokens_out = usage.tokens_out;
                stage.bytes_scanned = usage.bytes_scanned;
            }
        });
    }

    fn fail(&self, state: &str, error: &str) {
        self.update(state, |stage| {
            stage.status = StageStatus::Failed;
            stage.error = Some(error.to_owned());
        });
    }
}

impl Observer for StageLog {
    fn event(&self, event: &Event) {
        match &event.kind {
            EventKind::StateEntered { state, .. } => {
                if let Ok(step) = state.parse() {
                    self.enter(step);
                }
            }
            EventKind::RetryScheduled { state, .. } => {
                self.update(state, |stage| stage.retries += 1);
            }
            EventKind::ErrorCaught { state, error, .. } => self.fail(state, error),
            EventKind::StateFailed {
                state,
                error,
                duration,
                ..
            } => {
                self.fail(state, error);
                self.update(state, |stage| stage.duration_ms = Millis(*duration));
            }
            EventKind::StateExited {
                state,
                output,
                duration,
            } => {
                self.leave(state, output, *duration);
            }
            _ => (),
        }
    }
}

/// What the step itself says it used, beside its result.
fn usage(state: &str, output: &Value) -> Usage {
    state
        .parse::<StepName>()
        .ok()
        .and_then(StepName::result_field)
        .and_then(|field| output.get(field)?.get("usage"))
        .and_then(|usage| serde_json::from_value(usage.clone()).ok())
        .unwrap_or_default()
}
