//! The deployment's own database, by the secrets of its logins.

use super::secret_url::url;
use async_trait::async_trait;
use aws::{DatabaseSecret, Secrets};
use contract::{ErrorName, Fault};
use ports::ManagedDatabase;
use postgres::{Address, CACHE_LOGIN, Passwords, READER_LOGIN};

/// Where the logins of the database are kept.
pub(super) struct Arns {
    /// Of its master user.
    pub(super) master: String,
    /// Of the login that the functions have.
    pub(super) cache: String,
    /// Of the login that can only read.
    pub(super) reader: String,
}

/// The database that these secrets lead to.
pub(super) struct SecretDatabase {
    secrets: Secrets,
    arns: Arns,
}

impl SecretDatabase {
    pub(super) const fn new(secrets: Secrets, arns: Arns) -> Self {
        Self { secrets, arns }
    }

    /// What the secret holds now, not what it held in an earlier event: passwords are rotated.
    async fn secret(&self, arn: &str) -> Result<DatabaseSecret, Fault> {
        self.secrets.forget(arn);
        self.secrets.database(arn).await
    }

    /// The password of this login.
    async fn password(&self, arn: &str, login: &str) -> Result<String, Fault> {
        let secret = self.secret(arn).await?;
        if secret.username == login {
            return Ok(secret.password);
        }
        let message = format!("the secret {arn} has to be that of {login}");
        Err(Fault::new(ErrorName::ConfigInvalid, message))
    }
}

#[async_trait]
impl ManagedDatabase for SecretDatabase {
    fn version(&self) -> String {
        postgres::provision_version()
    }

    async fn provision(&self) -> Result<Vec<String>, Fault> {
        let master = self.secret(&self.arns.master).await?;
        let passwords = Passwords {
            cache: self.password(&self.arns.cache, CACHE_LOGIN).await?,
            reader: self.password(&self.arns.reader, READER_LOGIN).await?,
        };
        postgres::provision(&Address::parse(&url(&master))?, &passwords).await
    }
}
