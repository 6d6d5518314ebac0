use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::execution::{Event, EventKind, Observer};

/// The history of an execution while it is written.
pub(super) struct Log<'o> {
    observer: &'o dyn Observer,
    /// Never contended: an execution is polled by one thread at a time.
    events: Mutex<Vec<Event>>,
}

impl<'o> Log<'o> {
    pub(super) fn new(observer: &'o dyn Observer) -> Self {
        Self {
            observer,
            events: Mutex::new(Vec::new()),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.events
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// Appends an event, tells the observer, and gives the event's time.
    pub(super) fn record(&self, iteration: Option<usize>, kind: EventKind) -> SystemTime {
        let at = SystemTime::now();
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let id = events.len() as u64 + 1;
        let event = Event {
            id,
            at,
            iteration,
            kind,
        };
        self.observer.event(&event);
        events.push(event);
        at
    }

    pub(super) fn into_history(self) -> Vec<Event> {
        self.events
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
