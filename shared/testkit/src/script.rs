use crate::switch::lock;
use contract::{ErrorName, Fault};
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

/// What happens at one call: after the delay, the outcome.
#[derive(Debug, Clone)]
struct Act<T> {
    delay: Duration,
    outcome: T,
}

/// A queue of outcomes, one a call, with delays before them.
#[derive(Debug)]
pub(crate) struct Script<T> {
    acts: Mutex<VecDeque<Act<T>>>,
    delay_of_next: Duration,
    /// What every call gets once the queue is empty.
    rest: Option<T>,
}

impl<T> Default for Script<T> {
    fn default() -> Self {
        Self {
            acts: Mutex::default(),
            delay_of_next: Duration::ZERO,
            rest: None,
        }
    }
}

impl<T: Clone> Script<T> {
    pub(crate) fn push(&mut self, outcome: T) {
        let delay = std::mem::take(&mut self.delay_of_next);
        lock(&self.acts).push_back(Act { delay, outcome });
    }

    pub(crate) fn delay_next(&mut self, delay: Duration) {
        self.delay_of_next = delay;
    }

    pub(crate) fn set_rest(&mut self, outcome: T) {
        self.rest = Some(outcome);
    }

    /// Waits and gives the next outcome; `Internal.Error` when the test scripted too few.
    pub(crate) async fn next(&self, port: &str) -> Result<T, Fault> {
        let act = lock(&self.acts).pop_front();
        let Some(act) = act else {
            return self.rest.clone().ok_or_else(|| {
                let message = format!("the {port} was called more often than the test scripted");
                Fault::new(ErrorName::Internal, message)
            });
        };
        if !act.delay.is_zero() {
            tokio::time::sleep(act.delay).await;
        }
        Ok(act.outcome)
    }

    pub(crate) fn remaining(&self) -> usize {
        lock(&self.acts).len()
    }
}
