//! Logins from Secrets Manager.

use super::databases::Logins;
use super::secret_url::url;
use async_trait::async_trait;
use aws::{S3Catalog, Secrets};
use contract::{Fault, Source};
use std::sync::Arc;

/// The secrets that the documents of sources name.
pub(super) struct SecretLogins {
    pub(super) catalog: Arc<S3Catalog>,
    pub(super) secrets: Secrets,
}

#[async_trait]
impl Logins for SecretLogins {
    async fn secret_of(&self, source: &Source) -> Result<String, Fault> {
        self.catalog.database_secret(source).await
    }

    async fn url(&self, secret: &str, anew: bool) -> Result<String, Fault> {
        if anew {
            self.secrets.forget(secret);
        }
        Ok(url(&self.secrets.database(secret).await?))
    }
}
