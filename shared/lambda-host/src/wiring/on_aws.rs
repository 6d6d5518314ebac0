//! The ports on AWS.

use crate::environment::Environment;
use aws::AwsConfig;
use contract::Fault;
use ports::Ports;
#[cfg(any(
    feature = "bedrock",
    feature = "managed-database",
    feature = "s3",
    feature = "sfn",
    feature = "sqs"
))]
use std::sync::Arc;

/// What any of the ports is named by; without one of these nothing is on AWS.
const NAMES: [&str; 12] = [
    "ANALYST_BUCKET",
    "ANALYST_CACHE_SECRET_ARN",
    "ANALYST_CHAT_MODEL_ID",
    "ANALYST_EMBEDDING_MODEL_ID",
    "ANALYST_EXPLAIN_MODEL_ID",
    "ANALYST_GLUE_PREFIX",
    "ANALYST_GUARDRAIL_ID",
    "ANALYST_MASTER_SECRET_ARN",
    "ANALYST_QUEUE_URL",
    "ANALYST_SQL_MODEL_ID",
    "ANALYST_STATE_MACHINE_ARN",
    "ANALYST_WORKGROUP",
];

/// What is of no use without another one: that one, and what needs it.
const NEEDED: [(&str, &str); 4] = [
    ("ANALYST_BUCKET", "ANALYST_GLUE_PREFIX"),
    ("ANALYST_GLUE_PREFIX", "ANALYST_CACHE_SECRET_ARN"),
    ("ANALYST_GLUE_PREFIX", "ANALYST_WORKGROUP"),
    ("ANALYST_GUARDRAIL_VERSION", "ANALYST_GUARDRAIL_ID"),
];

/// Wires what the environment names and this program was built with.
pub(super) async fn wire(environment: &Environment, ports: &mut Ports) -> Result<(), Fault> {
    if NAMES.iter().all(|name| environment.get(name).is_none()) {
        return Ok(());
    }
    environment.check_region()?;
    for (needed, by) in NEEDED {
        if environment.get(by).is_some() {
            environment.beside(needed, by)?;
        }
    }
    let config = AwsConfig::from_environment().await;
    #[cfg(feature = "s3")]
    wire_objects(environment, &config, ports);
    #[cfg(feature = "managed-database")]
    if let Some(master) = environment.get("ANALYST_MASTER_SECRET_ARN") {
        use super::managed_database::{Arns, SecretDatabase};

        let beside = |name| environment.beside(name, "ANALYST_MASTER_SECRET_ARN");
        let arns = Arns {
            master: master.to_owned(),
            cache: beside("ANALYST_CACHE_LOGIN_ARN")?.to_owned(),
            reader: beside("ANALYST_READER_LOGIN_ARN")?.to_owned(),
        };
        ports.database = Arc::new(SecretDatabase::new(aws::Secrets::new(&config), arns));
    }
    #[cfg(feature = "sqs")]
    if let Some(url) = environment.get("ANALYST_QUEUE_URL") {
        ports.queue = Arc::new(aws::SqsQueue::new(&config, url));
    }
    #[cfg(feature = "sfn")]
    if let Some(arn) = environment.get("ANALYST_STATE_MACHINE_ARN") {
        ports.workflow = Arc::new(aws::StepFunctions::new(&config, arn));
    }
    #[cfg(feature = "bedrock")]
    wire_models(environment, &config, ports);
    #[cfg(feature = "embedder")]
    if let Some(model_id) = environment.get("ANALYST_EMBEDDING_MODEL_ID") {
        ports.embedder = Arc::new(aws::BedrockEmbedder::new(&config, model_id));
    }
    Ok(())
}

/// The bucket, and the sources in it.
#[cfg(feature = "s3")]
fn wire_objects(environment: &Environment, config: &AwsConfig, ports: &mut Ports) {
    let Some(bucket) = environment.get("ANALYST_BUCKET") else {
        return;
    };
    let objects = Arc::new(aws::S3Objects::new(config, bucket));
    ports.objects = objects.clone();
    ports.links = objects;
    #[cfg(feature = "glue")]
    if let Some(prefix) = environment.get("ANALYST_GLUE_PREFIX") {
        let objects = ports.objects.clone();
        let documents = Arc::new(aws::S3Catalog::new(config, objects, bucket, prefix));
        #[cfg(not(feature = "postgres"))]
        {
            ports.catalog = documents;
        }
        #[cfg(feature = "postgres")]
        wire_databases(environment, config, documents, ports);
    }
}

/// The catalogue, the engines and the cache, as far as databases have to do with them.
#[cfg(feature = "postgres")]
#[cfg_attr(
    not(any(feature = "athena", feature = "cache")),
    expect(unused_variables, reason = "only engines and the cache have settings")
)]
fn wire_databases(
    environment: &Environment,
    config: &AwsConfig,
    documents: Arc<aws::S3Catalog>,
    ports: &mut Ports,
) {
    use super::databases::Databases;
    use super::secret_logins::SecretLogins;
    use super::source_catalog::SourceCatalog;

    let logins = Arc::new(SecretLogins {
        catalog: Arc::clone(&documents),
        secrets: aws::Secrets::new(config),
    });
    #[cfg(feature = "cache")]
    {
        use super::secret_cache::SecretCache;

        match environment.get("ANALYST_CACHE_SECRET_ARN") {
            Some(secret) => {
                let store = Arc::new(SecretCache::new(secret.to_owned(), logins.clone()));
                ports.cache = store.clone();
                ports.examples = store;
            }
            None => ports.cache = Arc::new(ports::NoCache),
        }
    }
    let databases = Arc::new(Databases::new(logins));
    let objects = Arc::clone(&ports.objects);
    ports.catalog = Arc::new(SourceCatalog::new(
        documents,
        Arc::clone(&databases),
        Arc::clone(&objects),
    ));
    #[cfg(feature = "athena")]
    if let (Some(workgroup), Some(prefix)) = (
        environment.get("ANALYST_WORKGROUP"),
        environment.get("ANALYST_GLUE_PREFIX"),
    ) {
        use super::cancellation::CancellableEngine;
        use super::source_engine::SourceEngine;

        let uploads = Arc::new(aws::AthenaEngine::new(config, workgroup, prefix));
        let engine = Arc::new(SourceEngine::new(uploads, databases));
        ports.engine = Arc::new(CancellableEngine::new(engine, objects));
    }
}

#[cfg(feature = "bedrock")]
fn wire_models(environment: &Environment, config: &AwsConfig, ports: &mut Ports) {
    let text = |name| environment.get(name).map(ToOwned::to_owned);
    let guardrail = text("ANALYST_GUARDRAIL_ID").zip(text("ANALYST_GUARDRAIL_VERSION"));
    let models = aws::BedrockModels {
        sql: text("ANALYST_SQL_MODEL_ID"),
        chat: text("ANALYST_CHAT_MODEL_ID"),
        explain: text("ANALYST_EXPLAIN_MODEL_ID"),
        guardrail: guardrail.map(|(id, version)| aws::Guardrail { id, version }),
    };
    if models.sql.is_some() || models.chat.is_some() || models.explain.is_some() {
        ports.model = Arc::new(aws::BedrockModel::new(config, models));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ErrorName;

    async fn fault_of(pairs: &[(&str, &str)]) -> Fault {
        let environment = Environment::with(pairs).unwrap();
        let mut ports = Ports::unconfigured();
        wire(&environment, &mut ports).await.unwrap_err()
    }

    #[tokio::test]
    async fn what_is_missing_is_named_before_anything_is_reached() {
        let region = ("AWS_REGION", "eu-west-1");
        for (pairs, missing) in [
            (vec![("ANALYST_BUCKET", "b")], "AWS_REGION"),
            (vec![region, ("ANALYST_GLUE_PREFIX", "p")], "ANALYST_BUCKET"),
            (
                vec![region, ("ANALYST_BUCKET", "b"), ("ANALYST_WORKGROUP", "w")],
                "ANALYST_GLUE_PREFIX",
            ),
            (
                vec![region, ("ANALYST_GUARDRAIL_ID", "g")],
                "ANALYST_GUARDRAIL_VERSION",
            ),
        ] {
            let fault = fault_of(&pairs).await;
            assert_eq!(fault.name, ErrorName::ConfigMissing);
            assert!(fault.message.starts_with(missing), "{fault}");
        }
    }
}
