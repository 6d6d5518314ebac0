//! JSON documents in the object store.

use crate::ObjectStore;
use contract::{ErrorName, Fault};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The document under the key; `None` when there is none.
///
/// # Errors
/// `Store.Corrupt` when what lies there has another form, else as [`ObjectStore::get`].
pub async fn read_document<T: DeserializeOwned>(
    objects: &dyn ObjectStore,
    key: &str,
) -> Result<Option<T>, Fault> {
    let bytes = match objects.get(key).await {
        Ok(bytes) => bytes,
        Err(fault) if fault.name == ErrorName::StoreNotFound => return Ok(None),
        Err(fault) => return Err(fault),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        let message = format!("the object {key} does not have its form");
        Fault::new(ErrorName::StoreCorrupt, message).with_source(error)
    })
}

/// Writes the document, over an earlier one.
///
/// # Errors
/// As [`ObjectStore::put`].
pub async fn write_document(
    objects: &dyn ObjectStore,
    key: &str,
    document: &(impl Serialize + Sync),
) -> Result<(), Fault> {
    objects.put(key, &bytes_of(key, document)?).await
}

/// Writes the document if there is none under the key; false when there is one.
///
/// # Errors
/// As [`ObjectStore::put_new`].
pub async fn add_document(
    objects: &dyn ObjectStore,
    key: &str,
    document: &(impl Serialize + Sync),
) -> Result<bool, Fault> {
    objects.put_new(key, &bytes_of(key, document)?).await
}

fn bytes_of(key: &str, document: &impl Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(document).map_err(|error| {
        let message = format!("the object {key} cannot be written as JSON");
        Fault::new(ErrorName::Internal, message).with_source(error)
    })
}
