use crate::switch::{FaultSwitch, lock};
use async_trait::async_trait;
use contract::{ErrorName, Fault};
use ports::{ObjectReader, ObjectStore, ObjectWriter};
use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};
use std::sync::{Arc, Mutex};

type Objects = Arc<Mutex<BTreeMap<String, Arc<[u8]>>>>;

/// Objects in memory.
#[derive(Debug, Default)]
pub struct MemoryObjects {
    objects: Objects,
    switch: Arc<FaultSwitch>,
}

impl MemoryObjects {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an object there, whatever its key.
    #[must_use]
    pub fn with(self, key: &str, bytes: impl AsRef<[u8]>) -> Self {
        lock(&self.objects).insert(key.to_owned(), bytes.as_ref().into());
        self
    }

    /// All keys, sorted.
    pub fn keys(&self) -> Vec<String> {
        lock(&self.objects).keys().cloned().collect()
    }

    /// Makes every write from now on fail; `None` mends it. Reads go on.
    pub fn fail_writes(&self, name: Option<ErrorName>) {
        self.switch.set(name);
    }

    fn read(&self, key: &str) -> Result<Arc<[u8]>, Fault> {
        check_key(key)?;
        lock(&self.objects)
            .get(key)
            .cloned()
            .ok_or_else(|| Fault::new(ErrorName::StoreNotFound, format!("no object {key}")))
    }
}

/// Refuses what the port promises to refuse.
fn check_key(key: &str) -> Result<(), Fault> {
    let plain = |part: &str| !matches!(part, "" | "." | "..");
    if key.split('/').all(plain) && !key.contains(['\\', '\0']) {
        return Ok(());
    }
    Err(Fault::new(
        ErrorName::InvalidInput,
        format!("{key:?} is not an object key"),
    ))
}

#[async_trait]
impl ObjectStore for MemoryObjects {
    async fn get(&self, key: &str) -> Result<Vec<u8>, Fault> {
        self.read(key).map(|bytes| bytes.to_vec())
    }

    async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Fault> {
        check_key(key)?;
        self.switch.check()?;
        lock(&self.objects).insert(key.to_owned(), bytes.into());
        Ok(())
    }

    async fn put_new(&self, key: &str, bytes: &[u8]) -> Result<bool, Fault> {
        check_key(key)?;
        self.switch.check()?;
        let mut objects = lock(&self.objects);
        if objects.contains_key(key) {
            return Ok(false);
        }
        objects.insert(key.to_owned(), bytes.into());
        Ok(true)
    }

    async fn delete(&self, key: &str) -> Result<(), Fault> {
        check_key(key)?;
        self.switch.check()?;
        lock(&self.objects).remove(key);
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, Fault> {
        let objects = lock(&self.objects);
        Ok(objects
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect())
    }

    fn open(&self, key: &str) -> Result<ObjectReader, Fault> {
        Ok(Box::new(Cursor::new(self.read(key)?)))
    }

    fn create(&self, key: &str) -> Result<Box<dyn ObjectWriter>, Fault> {
        check_key(key)?;
        self.switch.check()?;
        Ok(Box::new(MemoryWriter {
            key: key.to_owned(),
            bytes: Vec::new(),
            objects: Arc::clone(&self.objects),
            switch: Arc::clone(&self.switch),
        }))
    }
}

struct MemoryWriter {
    key: String,
    bytes: Vec<u8>,
    objects: Objects,
    switch: Arc<FaultSwitch>,
}

impl Write for MemoryWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.switch.check().map_err(io::Error::other)?;
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ObjectWriter for MemoryWriter {
    fn commit(self: Box<Self>) -> Result<(), Fault> {
        self.switch.check()?;
        lock(&self.objects).insert(self.key, self.bytes.into());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Seek, SeekFrom};

    #[tokio::test]
    async fn an_object_is_seen_only_after_its_commit() {
        let store = MemoryObjects::new();
        let mut writer = store.create("tables/a.parquet").unwrap();
        writer.write_all(b"abc").unwrap();
        assert_eq!(
            store.get("tables/a.parquet").await.unwrap_err().name,
            ErrorName::StoreNotFound
        );
        writer.commit().unwrap();
        assert_eq!(store.get("tables/a.parquet").await.unwrap(), b"abc");
        drop(store.create("tables/b.parquet").unwrap());
        assert_eq!(store.list("tables/").await.unwrap(), ["tables/a.parquet"]);

        let mut reader = store.open("tables/a.parquet").unwrap();
        reader.seek(SeekFrom::Start(1)).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "bc");
    }

    #[tokio::test]
    async fn refuses_keys_that_leave_the_store() {
        let store = MemoryObjects::new();
        for key in ["", "/etc/passwd", "a/../b", "..", "a//b", "a\\b", "a/."] {
            let fault = store.put(key, b"").await.unwrap_err();
            assert_eq!(fault.name, ErrorName::InvalidInput, "{key}");
        }
    }

    #[tokio::test]
    async fn a_switched_off_store_takes_nothing_and_keeps_what_it_has() {
        let store = MemoryObjects::new().with("a", b"1");
        let mut writer = store.create("b").unwrap();
        store.fail_writes(Some(ErrorName::StoreFull));
        assert!(writer.write_all(b"2").is_err());
        assert_eq!(writer.commit().unwrap_err().name, ErrorName::StoreFull);
        assert_eq!(store.get("a").await.unwrap(), b"1");
        assert_eq!(store.keys(), ["a"]);
    }
}
