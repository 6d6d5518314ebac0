//! Logins of databases in Secrets Manager.

use crate::AwsConfig;
use crate::failure::{Call, fault};
use aws_sdk_secretsmanager::Client;
use contract::{ErrorName, Fault};
use serde::{Deserialize, Deserializer};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long a secret is remembered.
const REMEMBERED: Duration = Duration::from_secs(300);
/// Where PostgreSQL and Redshift listen unless the secret says otherwise.
const POSTGRES_PORT: u16 = 5432;
const REDSHIFT_PORT: u16 = 5439;

/// How a database is reached, as Secrets Manager writes it for RDS and Redshift.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseSecret {
    /// The host's name or address.
    pub host: String,
    /// The port; that of the engine when the secret names none.
    pub port: u16,
    /// The database on it.
    pub dbname: String,
    /// Who logs in.
    pub username: String,
    /// With what.
    pub password: String,
    /// `postgres` or `redshift`.
    pub engine: Option<String>,
    /// As libpq's.
    pub sslmode: Option<String>,
    /// The certificate authorities of the server in PEM, when they are not those of the web: RDS and
    /// Redshift have their own.
    pub sslrootcert: Option<String>,
}

impl fmt::Debug for DatabaseSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseSecret").finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Document {
    host: String,
    #[serde(default, deserialize_with = "port")]
    port: Option<u16>,
    dbname: String,
    username: String,
    password: String,
    engine: Option<String>,
    sslmode: Option<String>,
    sslrootcert: Option<String>,
}

/// A number, or a text that is one: both are written by hand.
fn port<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Port {
        Number(u16),
        Text(String),
    }
    match Option::<Port>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Port::Number(port)) => Ok(Some(port)),
        Some(Port::Text(text)) => {
            let port = text.trim().parse();
            port.map(Some)
                .map_err(|_| serde::de::Error::custom("port is not a number"))
        }
    }
}

impl DatabaseSecret {
    /// Reads the document. The error repeats nothing of it, and has no source, which might.
    fn parse(text: &str, arn: &str) -> Result<Self, Fault> {
        let document: Document = serde_json::from_str(text).map_err(|_| {
            let form = r#"{"host","port","dbname","username","password"}"#;
            let message = format!("the secret {arn} is not of the form {form}");
            Fault::new(ErrorName::ConfigInvalid, message)
        })?;
        let redshift = document.engine.as_deref() == Some("redshift");
        let usual = if redshift {
            REDSHIFT_PORT
        } else {
            POSTGRES_PORT
        };
        Ok(Self {
            host: document.host,
            port: document.port.unwrap_or(usual),
            dbname: document.dbname,
            username: document.username,
            password: document.password,
            engine: document.engine,
            sslmode: document.sslmode,
            sslrootcert: document.sslrootcert,
        })
    }
}

type Remembered = HashMap<String, (Instant, Arc<DatabaseSecret>)>;

/// Secrets, each remembered for five minutes.
pub struct Secrets {
    client: Client,
    known: Mutex<Remembered>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

impl Secrets {
    /// Secrets of the account.
    pub fn new(config: &AwsConfig) -> Self {
        Self {
            client: Client::new(config.sdk()),
            known: Mutex::default(),
        }
    }

    /// The login in the secret.
    ///
    /// # Errors
    /// `Config.Invalid` when there is none, it may not be read or is of another form;
    /// `Store.Unavailable` when it cannot be read now.
    pub async fn database(&self, arn: &str) -> Result<DatabaseSecret, Fault> {
        let known = self.known().get(arn).cloned();
        if let Some((read_at, secret)) = known
            && read_at.elapsed() < REMEMBERED
        {
            return Ok((*secret).clone());
        }
        let secret = self.read(arn).await?;
        let remembered = (Instant::now(), Arc::new(secret.clone()));
        self.known().insert(arn.to_owned(), remembered);
        Ok(secret)
    }

    /// Forgets the secret, so that it is read anew: its password was rejected.
    pub fn forget(&self, arn: &str) {
        self.known().remove(arn);
    }

    async fn read(&self, arn: &str) -> Result<DatabaseSecret, Fault> {
        let what = format!("read the secret {arn}");
        let read = self.client.get_secret_value().secret_id(arn).send().await;
        let secret = read.map_err(|error| {
            let call = Call {
                what: &what,
                permission: "secretsmanager:GetSecretValue",
                writes: false,
            };
            let mut fault = fault(error, call);
            // A secret is named by the configuration; nobody who asks can mend it.
            if fault.name == ErrorName::StoreNotFound {
                fault.name = ErrorName::ConfigInvalid;
            }
            fault
        })?;
        DatabaseSecret::parse(secret.secret_string().unwrap_or_default(), arn)
    }

    fn known(&self) -> MutexGuard<'_, Remembered> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
