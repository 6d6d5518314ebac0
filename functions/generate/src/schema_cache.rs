//! The catalogue behind a reference, with the parser's index over it, kept while it is in use: its key
//! tells its content, so an entry never goes stale.

use contract::{Catalog, ErrorName, Fault};
use ports::ObjectStore;
use semantic_parser::Index;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

const KEPT: usize = 4;

/// A catalogue and what the parser looks up in it.
pub(crate) struct Schema {
    pub(crate) catalog: Catalog,
    pub(crate) index: Index,
}

/// The schemas used last.
pub(crate) struct SchemaCache {
    objects: Arc<dyn ObjectStore>,
    newest_first: Mutex<VecDeque<(String, Arc<Schema>)>>,
}

impl SchemaCache {
    pub(crate) fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self {
            objects,
            newest_first: Mutex::default(),
        }
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Arc<Schema>, Fault> {
        if let Some(schema) = self.touch(key) {
            return Ok(schema);
        }
        let bytes = self.objects.get(key).await?;
        let catalog: Catalog = serde_json::from_slice(&bytes).map_err(|error| {
            Fault::new(
                ErrorName::StoreCorrupt,
                format!("{key} does not hold a catalogue"),
            )
            .with_source(error)
        })?;
        let index = Index::new(&catalog);
        let schema = Arc::new(Schema { catalog, index });
        let mut kept = self
            .newest_first
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        kept.push_front((key.to_owned(), Arc::clone(&schema)));
        kept.truncate(KEPT);
        Ok(schema)
    }

    fn touch(&self, key: &str) -> Option<Arc<Schema>> {
        let mut kept = self
            .newest_first
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let position = kept.iter().position(|(held, _)| held == key)?;
        let entry = kept.remove(position)?;
        let schema = Arc::clone(&entry.1);
        kept.push_front(entry);
        Some(schema)
    }
}
