//! What was found in databases, as the functions tell each other.

use contract::{Catalog, Fault};
use ports::{ObjectStore, read_document, write_document};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// How long what was found counts as true.
const FRESH: Duration = Duration::from_secs(300);

/// The object `catalogs/<source>/discovered.json`.
#[derive(Serialize, Deserialize)]
struct Discovery {
    discovered_at_ms: u64,
    catalog: Arc<Catalog>,
}

impl Discovery {
    fn is_fresh(&self) -> bool {
        let found = SystemTime::UNIX_EPOCH + Duration::from_millis(self.discovered_at_ms);
        // One from the future is of another clock, by a little.
        SystemTime::now()
            .duration_since(found)
            .map_or(true, |age| age < FRESH)
    }
}

/// Catalogues of databases: those this function knows, and those that another has found. The steps
/// of a question see one catalogue, and only the first of them pays for it.
pub(super) struct Discovered {
    objects: Arc<dyn ObjectStore>,
    known: Mutex<HashMap<String, Arc<Discovery>>>,
}

impl Discovered {
    pub(super) fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self {
            objects,
            known: Mutex::default(),
        }
    }

    /// What was found in the last minutes.
    pub(super) async fn get(&self, source: &str) -> Option<Arc<Catalog>> {
        let known = self.known().get(source).cloned();
        if let Some(discovery) = known.filter(|discovery| discovery.is_fresh()) {
            return Some(Arc::clone(&discovery.catalog));
        }
        let read: Result<Option<Discovery>, Fault> =
            read_document(&*self.objects, &key(source)).await;
        let discovery = read
            .inspect_err(|fault| tracing::debug!(error = %fault.name, "no shared catalogue"))
            .ok()??;
        if !discovery.is_fresh() {
            return None;
        }
        let catalog = Arc::clone(&discovery.catalog);
        self.known().insert(source.to_owned(), Arc::new(discovery));
        Some(catalog)
    }

    /// Keeps what was found, for the other functions too as far as this one may write.
    pub(super) async fn put(&self, source: &str, catalog: Arc<Catalog>) {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now_ms = now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        let discovery = Arc::new(Discovery {
            discovered_at_ms: now_ms,
            catalog,
        });
        self.known()
            .insert(source.to_owned(), Arc::clone(&discovery));
        if let Err(fault) = write_document(&*self.objects, &key(source), &*discovery).await {
            tracing::debug!(error = %fault.name, "the catalogue is not shared");
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Discovery>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(source: &str) -> String {
    format!("catalogs/{source}/discovered.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::{MemoryObjects, fixtures};

    #[tokio::test]
    async fn what_one_function_found_the_others_know() {
        let objects = Arc::new(MemoryObjects::new());
        let shared = || Discovered::new(objects.clone());
        assert!(shared().get("erp").await.is_none());
        let catalog = Arc::new(fixtures::catalog());
        shared().put("erp", Arc::clone(&catalog)).await;
        assert_eq!(shared().get("erp").await, Some(catalog));
        assert!(shared().get("shop").await.is_none());
    }

    #[tokio::test]
    async fn what_was_found_long_ago_is_found_again() {
        let catalog = serde_json::to_value(fixtures::catalog()).unwrap();
        let old = serde_json::json!({ "discovered_at_ms": 1_000, "catalog": catalog });
        let objects = MemoryObjects::new().with(&key("erp"), old.to_string());
        let discovered = Discovered::new(Arc::new(objects));
        assert!(discovered.get("erp").await.is_none());
    }

    #[tokio::test]
    async fn one_that_may_not_write_keeps_it_for_itself() {
        let objects = Arc::new(MemoryObjects::new());
        objects.fail_writes(Some(contract::ErrorName::StoreReadOnly));
        let discovered = Discovered::new(objects);
        discovered.put("erp", Arc::new(fixtures::catalog())).await;
        assert!(discovered.get("erp").await.is_some());
    }
}
