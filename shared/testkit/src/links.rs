use async_trait::async_trait;
use contract::Fault;
use ports::{ObjectLinks, UploadLink};
use std::collections::BTreeMap;
use std::time::Duration;

/// Addresses that tell in plain text what they were made for:
/// `https://objects.test/<key>?size=<bytes>&valid=<seconds>`.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainLinks;

#[async_trait]
impl ObjectLinks for PlainLinks {
    async fn upload(
        &self,
        key: &str,
        size_bytes: u64,
        valid: Duration,
    ) -> Result<UploadLink, Fault> {
        let seconds = valid.as_secs();
        Ok(UploadLink {
            url: format!("https://objects.test/{key}?size={size_bytes}&valid={seconds}"),
            headers: BTreeMap::from([("content-length".to_owned(), size_bytes.to_string())]),
        })
    }

    async fn download(&self, key: &str, file_name: &str, valid: Duration) -> Result<String, Fault> {
        let seconds = valid.as_secs();
        Ok(format!(
            "https://objects.test/{key}?name={file_name}&valid={seconds}"
        ))
    }
}
