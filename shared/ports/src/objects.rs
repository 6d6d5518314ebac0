use async_trait::async_trait;
use contract::Fault;
use std::io::{Read, Seek, Write};

/// A seekable byte stream, as archives need it.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// What [`ObjectStore::open`] gives.
pub type ObjectReader = Box<dyn ReadSeek + Send>;

/// An object being written. Nobody sees it before [`ObjectWriter::commit`]; dropped without it,
/// nothing remains.
pub trait ObjectWriter: Write + Send {
    /// Makes the object visible, whole, under its key.
    fn commit(self: Box<Self>) -> Result<(), Fault>;
}

/// Objects under keys such as `results/<job>.json`. Keys are relative, `/`-separated and never
/// contain `..`; a store refuses others with `Contract.InvalidInput`.
#[async_trait]
pub trait ObjectStore: Send + Sync {
    /// The whole object; `Store.NotFound` when there is none.
    async fn get(&self, key: &str) -> Result<Vec<u8>, Fault>;

    /// Writes the whole object; readers see the old or the new one, never half.
    async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Fault>;

    /// Writes the object if there is none of that key; false when there is one, which stays as it is.
    async fn put_new(&self, key: &str, bytes: &[u8]) -> Result<bool, Fault>;

    /// Removes the object; no error when there is none.
    async fn delete(&self, key: &str) -> Result<(), Fault>;

    /// The keys that begin with the prefix, sorted.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, Fault>;

    /// Opens the object for reading in place. Blocks: call it off the async threads.
    fn open(&self, key: &str) -> Result<ObjectReader, Fault>;

    /// Begins an object. Blocks: call it off the async threads.
    fn create(&self, key: &str) -> Result<Box<dyn ObjectWriter>, Fault>;
}
