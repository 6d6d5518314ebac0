use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

/// A finished execution.
#[derive(Debug, Clone)]
pub struct Execution {
    /// How it ended.
    pub outcome: ExecutionOutcome,
    /// Everything that happened, in order; the same events the observer was given.
    pub history: Vec<Event>,
}

/// How an execution ended.
#[derive(Debug, Clone, PartialEq)]
pub enum ExecutionOutcome {
    /// With the output of the last state.
    Succeeded(Value),
    /// In a Fail state, or with an error nobody caught.
    Failed {
        /// Error name; empty when a Fail state has none.
        error: String,
        /// Free text; empty when there is none.
        cause: String,
    },
    /// The machine's own `TimeoutSeconds` ran out.
    TimedOut,
    /// The caller's token was cancelled.
    Cancelled,
}

/// One thing that happened in an execution.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// 1 for the first event, rising by one.
    pub id: u64,
    /// When it happened.
    pub at: SystemTime,
    /// Index of the innermost Map iteration it happened in.
    pub iteration: Option<usize>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened. State names are unique in a machine, so a name also says which branch it was.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// Always the first event.
    ExecutionStarted {
        /// Input of the execution.
        input: Arc<Value>,
    },
    /// A state was entered. Retries do not enter it again.
    StateEntered {
        /// Name of the state.
        state: Arc<str>,
        /// Its raw input, before `InputPath`.
        input: Arc<Value>,
    },
    /// A task is about to be called; once for every attempt.
    TaskScheduled {
        /// Name of the state.
        state: Arc<str>,
        /// What is called.
        resource: Arc<str>,
        /// 1 for the first call, rising by one with every retry.
        attempt: u32,
    },
    /// A task gave a result.
    TaskSucceeded {
        /// Name of the state.
        state: Arc<str>,
        /// 1 for the first call.
        attempt: u32,
        /// Time the call took.
        duration: Duration,
    },
    /// A task gave an error.
    TaskFailed {
        /// Name of the state.
        state: Arc<str>,
        /// 1 for the first call.
        attempt: u32,
        /// Time the call took.
        duration: Duration,
        /// Error name.
        error: String,
        /// Free text.
        cause: String,
    },
    /// A task was dropped because its time ran out.
    TaskTimedOut {
        /// Name of the state.
        state: Arc<str>,
        /// 1 for the first call.
        attempt: u32,
        /// The time it was given.
        limit: Duration,
    },
    /// A retrier matched an error; the state will be run again after the delay.
    RetryScheduled {
        /// Name of the state.
        state: Arc<str>,
        /// How often the state has been retried with this one: 1 for the first retry.
        attempt: u32,
        /// The wait, with backoff, cap and jitter, before the caller's time scale.
        delay: Duration,
        /// Error name that was matched.
        error: String,
    },
    /// A catcher matched an error; the next state is `next`.
    ErrorCaught {
        /// Name of the state.
        state: Arc<str>,
        /// Error name that was matched.
        error: String,
        /// Free text.
        cause: String,
        /// Name of the state the catcher leads to.
        next: Arc<str>,
    },
    /// A state was left, normally or through a catcher.
    StateExited {
        /// Name of the state.
        state: Arc<str>,
        /// Its output, after `OutputPath`.
        output: Arc<Value>,
        /// Time since it was entered.
        duration: Duration,
    },
    /// A state ended with an error nobody caught.
    StateFailed {
        /// Name of the state.
        state: Arc<str>,
        /// Error name.
        error: String,
        /// Free text.
        cause: String,
        /// Time since it was entered.
        duration: Duration,
    },
    /// The last event of an execution that ended well.
    ExecutionSucceeded {
        /// Output of the execution.
        output: Arc<Value>,
    },
    /// The last event of an execution that ended with an error.
    ExecutionFailed {
        /// Error name.
        error: String,
        /// Free text.
        cause: String,
    },
    /// The last event of an execution that ran out of time.
    ExecutionTimedOut,
    /// The last event of an execution that was cancelled.
    ExecutionAborted,
}

/// Told of every event while the execution runs.
///
/// Called on the execution's own task: it must be quick and must not block.
pub trait Observer: Send + Sync {
    /// Something happened.
    fn event(&self, event: &Event);
}

/// Ignores every event.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoObserver;

impl Observer for NoObserver {
    fn event(&self, _event: &Event) {}
}
