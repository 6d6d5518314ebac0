use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{NoObserver, Observer};

/// How one execution is run.
pub struct RunOptions<'a> {
    /// Name of the execution (`$$.Execution.Name`).
    pub name: String,
    /// Name of the state machine (`$$.StateMachine.Name`).
    pub machine_name: String,
    /// Cancelling it drops the running tasks at once and ends the execution as
    /// [`Cancelled`](crate::ExecutionOutcome::Cancelled).
    pub cancel: CancellationToken,
    /// Told of every event as it happens.
    pub observer: &'a dyn Observer,
    /// Shrinks waits and timeouts in tests.
    pub time: TimeScale,
}

impl<'a> RunOptions<'a> {
    /// Real time, no cancellation from outside, nobody told; change the fields you need.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            machine_name: "local".to_owned(),
            cancel: CancellationToken::new(),
            observer: &NoObserver,
            time: TimeScale::REAL,
        }
    }

    /// The same options with this observer.
    #[must_use]
    pub fn observed_by(mut self, observer: &'a dyn Observer) -> Self {
        self.observer = observer;
        self
    }
}

/// Factors by which the durations of a definition are multiplied; 1 is real time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeScale {
    /// For Wait states and the delays before retries.
    pub waits: f64,
    /// For `TimeoutSeconds` of tasks and of the machine.
    pub timeouts: f64,
}

impl TimeScale {
    /// Durations as the definition says.
    pub const REAL: Self = Self {
        waits: 1.0,
        timeouts: 1.0,
    };

    /// No waiting at all; timeouts stay real.
    pub const NO_WAITS: Self = Self {
        waits: 0.0,
        timeouts: 1.0,
    };

    pub(crate) fn wait(self, seconds: f64) -> Duration {
        scaled(seconds, self.waits)
    }

    pub(crate) fn timeout(self, seconds: u32) -> Duration {
        scaled(f64::from(seconds), self.timeouts)
    }
}

impl Default for TimeScale {
    fn default() -> Self {
        Self::REAL
    }
}

/// Seconds times a factor; what is negative or not a number is no time at all, what is beyond measure is for ever.
fn scaled(seconds: f64, factor: f64) -> Duration {
    let seconds = seconds * factor;
    if seconds > 0.0 {
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    } else {
        Duration::ZERO
    }
}
