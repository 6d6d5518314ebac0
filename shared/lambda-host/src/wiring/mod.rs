//! The ports of a program: what it was built with, as far as the environment says how to reach it.

#[cfg(feature = "athena")]
mod cancellation;
#[cfg(feature = "postgres")]
mod databases;
#[cfg(feature = "postgres")]
mod discovered;
#[cfg(feature = "managed-database")]
mod managed_database;
#[cfg(any(
    feature = "bedrock",
    feature = "s3",
    feature = "secrets",
    feature = "sfn",
    feature = "sqs"
))]
mod on_aws;
#[cfg(feature = "cache")]
mod secret_cache;
#[cfg(feature = "postgres")]
mod secret_logins;
#[cfg(any(feature = "managed-database", feature = "postgres"))]
mod secret_url;
#[cfg(feature = "postgres")]
mod source_catalog;
#[cfg(feature = "athena")]
mod source_engine;
#[cfg(feature = "embedder")]
mod static_embedder;

use crate::environment::Environment;
use contract::Fault;
use local_ports::FileObjects;
use ports::Ports;
use std::sync::Arc;

/// Wires what is configured; the other ports answer by name that they are missing. Nothing is
/// connected before it is used.
pub(crate) async fn ports(environment: &Environment) -> Result<Ports, Fault> {
    let mut ports = Ports {
        settings: environment.settings().clone(),
        ..Ports::unconfigured()
    };
    #[cfg(feature = "embedder")]
    {
        ports.embedder = Arc::new(static_embedder::StaticEmbedder);
    }
    #[cfg(any(
        feature = "bedrock",
        feature = "s3",
        feature = "secrets",
        feature = "sfn",
        feature = "sqs"
    ))]
    on_aws::wire(environment, &mut ports).await?;
    if let Some(dir) = environment.objects_dir() {
        ports.objects = Arc::new(FileObjects::open(&dir)?);
    }
    Ok(ports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ErrorName;

    #[tokio::test]
    async fn what_is_not_configured_says_so() {
        let ports = ports(&Environment::with(&[]).unwrap()).await.unwrap();
        for fault in [
            ports.objects.get("a").await.unwrap_err(),
            ports.catalog.sources().await.unwrap_err(),
            ports.queue.send("j").await.unwrap_err(),
            ports.workflow.run("j").await.unwrap_err(),
            ports.cache.remove("e").await.unwrap_err(),
        ] {
            assert_eq!(fault.name, ErrorName::ConfigMissing, "{fault}");
        }
        assert!(!ports.model.is_configured());
    }
}
