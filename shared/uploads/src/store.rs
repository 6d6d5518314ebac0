use contract::{ErrorName, Fault, Upload};
use ports::{ObjectStore, read_document, write_document};
use std::sync::Arc;

/// The documents that tell how far uploads are.
#[derive(Clone)]
pub struct UploadStore {
    objects: Arc<dyn ObjectStore>,
}

impl UploadStore {
    /// The uploads in this object store.
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects }
    }

    /// How the upload stands; `None` when there is none of that id.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn get(&self, upload_id: &str) -> Result<Option<Upload>, Fault> {
        match key(upload_id) {
            Some(key) => read_document(&*self.objects, &key).await,
            None => Ok(None),
        }
    }

    /// Keeps how the upload stands.
    ///
    /// # Errors
    /// `Contract.InvalidInput` when its id cannot be one, `Store.*`.
    pub async fn put(&self, upload: &Upload) -> Result<(), Fault> {
        let key = key(&upload.upload_id).ok_or_else(|| {
            let id = upload.upload_id.escape_debug();
            let message = format!("'{id}' is not the id of an upload");
            Fault::new(ErrorName::InvalidInput, message)
        })?;
        write_document(&*self.objects, &key, upload).await
    }
}

/// Only what can be an id becomes part of a key.
fn key(upload_id: &str) -> Option<String> {
    const LONGEST: usize = 64;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_id = !upload_id.is_empty() && upload_id.len() <= LONGEST && upload_id.chars().all(plain);
    is_id.then(|| format!("uploads-state/{upload_id}.json"))
}
