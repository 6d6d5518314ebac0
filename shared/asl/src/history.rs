//! What happened so far, kept and told to the observer.

use crate::{Event, EventKind, Observer};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

pub(crate) struct History<'a> {
    observer: &'a dyn Observer,
    events: Mutex<Vec<Event>>,
}

impl<'a> History<'a> {
    pub(crate) fn new(observer: &'a dyn Observer) -> Self {
        Self {
            observer,
            events: Mutex::default(),
        }
    }

    pub(crate) fn tell(&self, iteration: Option<usize>, kind: EventKind) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let id = events.len() as u64 + 1;
        let event = Event {
            id,
            at: SystemTime::now(),
            iteration,
            kind,
        };
        self.observer.event(&event);
        events.push(event);
    }

    pub(crate) fn into_events(self) -> Vec<Event> {
        self.events
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
