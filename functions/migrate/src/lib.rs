#![doc = include_str!("../README.md")]

use contract::Fault;
use ports::{ManagedDatabase, Ports};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use step::CustomResource;

/// Pauses before the database is tried again: a new one, or one that restarts, takes a minute to be reached.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(40),
];

/// The function.
#[derive(Debug)]
pub struct Migrate;

/// What the template says of the resource.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Properties {
    /// The release of the database that the template is written for.
    pub version: String,
}

/// What the function needs.
#[derive(Clone)]
pub struct Deps {
    database: Arc<dyn ManagedDatabase>,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            database: ports.database.clone(),
        }
    }
}

impl CustomResource for Migrate {
    const NAME: &'static str = "migrate";
    type Properties = Properties;
    type Deps = Deps;

    async fn apply(
        Properties { version }: Properties,
        Deps { database }: &Deps,
    ) -> Result<BTreeMap<String, String>, Fault> {
        let made = database.version();
        if made != version {
            // Not refused: whoever rolls back to an earlier template has the later function for a moment.
            tracing::warn!(version, made, "the template is of another release");
        }
        let writable = provisioned(&**database).await?;
        if !writable.is_empty() {
            tracing::warn!(?writable, "the login for questions may change these");
        }
        Ok(BTreeMap::from([("Version".to_owned(), made)]))
    }
}

async fn provisioned(database: &dyn ManagedDatabase) -> Result<Vec<String>, Fault> {
    for pause in PAUSES {
        match database.provision().await {
            Err(fault) if fault.name.retryable() => {
                tracing::info!(reason = %fault, ?pause, "the database is tried again");
                tokio::time::sleep(pause).await;
            }
            ended => return ended,
        }
    }
    database.provision().await
}
