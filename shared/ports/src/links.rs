use async_trait::async_trait;
use contract::Fault;
use std::collections::BTreeMap;
use std::time::Duration;

/// Where to send an object, and what the request must carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadLink {
    /// The address for a PUT.
    pub url: String,
    /// Headers that are part of the signature.
    pub headers: BTreeMap<String, String>,
}

/// Addresses that let their bearer read or write one object for a while, without credentials.
#[async_trait]
pub trait ObjectLinks: Send + Sync {
    /// An address to PUT an object of exactly so many bytes.
    async fn upload(
        &self,
        key: &str,
        size_bytes: u64,
        valid: Duration,
    ) -> Result<UploadLink, Fault>;

    /// An address to GET an object as a file of that name.
    async fn download(&self, key: &str, file_name: &str, valid: Duration) -> Result<String, Fault>;
}
