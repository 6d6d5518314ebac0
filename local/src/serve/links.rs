use async_trait::async_trait;
use contract::Fault;
use ports::{ObjectLinks, UploadLink};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use uploads::UploadKey;
use uuid::Uuid;

/// An object that may be written once.
#[derive(Debug, Clone)]
pub(super) struct Awaited {
    pub(super) key: String,
    pub(super) size_bytes: u64,
    until: Instant,
}

/// An object that may be read.
#[derive(Debug, Clone)]
pub(super) struct Offered {
    pub(super) key: String,
    pub(super) file_name: String,
    until: Instant,
}

/// Addresses on this server. They live as long as the process: after a restart a caller asks for
/// another one.
#[derive(Debug, Default)]
pub(super) struct LocalLinks {
    awaited: Mutex<HashMap<String, Awaited>>,
    offered: Mutex<HashMap<String, Offered>>,
}

impl LocalLinks {
    /// Takes the leave to write, which nobody has until it is given back.
    pub(super) fn take_awaited(&self, upload_id: &str) -> Option<Awaited> {
        let awaited = locked(&self.awaited).remove(upload_id)?;
        (awaited.until > Instant::now()).then_some(awaited)
    }

    /// Gives back the leave: nothing was written.
    pub(super) fn give_back(&self, upload_id: &str, awaited: Awaited) {
        locked(&self.awaited).insert(upload_id.to_owned(), awaited);
    }

    /// The object of the ticket.
    pub(super) fn offered(&self, ticket: &str) -> Option<Offered> {
        let offered = locked(&self.offered).get(ticket).cloned()?;
        (offered.until > Instant::now()).then_some(offered)
    }
}

#[async_trait]
impl ObjectLinks for LocalLinks {
    async fn upload(
        &self,
        key: &str,
        size_bytes: u64,
        valid: Duration,
    ) -> Result<UploadLink, Fault> {
        let of_ticket = UploadKey::parse(key).and_then(|key| key.upload_id);
        let upload_id = of_ticket.unwrap_or_else(|| Uuid::now_v7().to_string());
        let now = Instant::now();
        let mut awaited = locked(&self.awaited);
        awaited.retain(|_, other| other.until > now);
        let this = Awaited {
            key: key.to_owned(),
            size_bytes,
            until: now + valid,
        };
        awaited.insert(upload_id.clone(), this);
        Ok(UploadLink {
            url: format!("/v1/uploads/{upload_id}/content"),
            headers: BTreeMap::new(),
        })
    }

    async fn download(&self, key: &str, file_name: &str, valid: Duration) -> Result<String, Fault> {
        let ticket = Uuid::now_v7().to_string();
        let now = Instant::now();
        let mut offered = locked(&self.offered);
        offered.retain(|_, other| other.until > now);
        let this = Offered {
            key: key.to_owned(),
            file_name: file_name.to_owned(),
            until: now + valid,
        };
        offered.insert(ticket.clone(), this);
        Ok(format!("/v1/files/{ticket}"))
    }
}

fn locked<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
