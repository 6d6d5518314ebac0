use contract::{ErrorName, Fault};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A lock that a panicking test elsewhere cannot poison.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes every call of a fake fail while it is on.
#[derive(Debug, Default)]
pub(crate) struct FaultSwitch(Mutex<Option<ErrorName>>);

impl FaultSwitch {
    pub(crate) fn set(&self, name: Option<ErrorName>) {
        *lock(&self.0) = name;
    }

    pub(crate) fn check(&self) -> Result<(), Fault> {
        match *lock(&self.0) {
            Some(name) => Err(Fault::new(name, "the test switched this port off")),
            None => Ok(()),
        }
    }
}
