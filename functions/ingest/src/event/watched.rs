use crate::IngestProgress;
use contract::UploadProgress;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Remembers how far an ingest is, for whoever looks now and then.
#[derive(Debug, Default)]
pub(super) struct Watched(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    progress: UploadProgress,
    is_new: bool,
}

impl Watched {
    /// How far it is, when that is further than at the last look.
    pub(super) fn news(&self) -> Option<UploadProgress> {
        let mut state = self.state();
        std::mem::take(&mut state.is_new).then(|| state.progress.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut UploadProgress)) {
        let mut state = self.state();
        change(&mut state.progress);
        state.is_new = true;
    }
}

impl IngestProgress for Watched {
    fn total_bytes(&self, total: u64) {
        self.change(|progress| progress.bytes_total = total);
    }

    fn bytes(&self, more: u64) {
        self.change(|progress| progress.bytes_read += more);
    }

    fn table(&self, name: &str, rows: u64) {
        self.change(|progress| {
            if progress.table.as_deref() != Some(name) {
                progress.table = Some(name.to_owned());
            }
            progress.rows = rows;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_tells_what_is_new_since_the_last() {
        let watched = Watched::default();
        assert_eq!(watched.news(), None);
        watched.total_bytes(100);
        watched.bytes(30);
        watched.bytes(20);
        watched.table("orders", 7);
        let told = watched.news().unwrap();
        assert_eq!((told.bytes_read, told.bytes_total, told.rows), (50, 100, 7));
        assert_eq!(told.table.as_deref(), Some("orders"));
        assert_eq!(watched.news(), None);
    }
}
