//! The ports on AWS.

use crate::environment::Environment;
use aws::AwsConfig;
use contract::Fault;
use ports::Ports;
#[cfg(any(feature = "bedrock", feature = "s3", feature = "sfn", feature = "sqs"))]
use std::sync::Arc;

/// What any of the ports is named by; without one of these nothing is on AWS.
const NAMES: [&str; 9] = [
    "ANALYST_BUCKET",
    "ANALYST_CACHE_SECRET_ARN",
    "ANALYST_CHAT_MODEL_ID",
    "ANALYST_EMBEDDING_MODEL_ID",
    "ANALYST_EXPLAIN_MODEL_ID",
    "ANALYST_QUEUE_URL",
    "ANALYST_SQL_MODEL_ID",
    "ANALYST_STATE_MACHINE_ARN",
    "ANALYST_WORKGROUP",
];

/// Wires what the environment names and this program was built with.
pub(super) async fn wire(environment: &Environment, ports: &mut Ports) -> Result<(), Fault> {
    if NAMES.iter().all(|name| environment.get(name).is_none()) {
        return Ok(());
    }
    environment.check_region()?;
    let config = AwsConfig::from_environment().await;
    #[cfg(feature = "s3")]
    wire_objects(environment, &config, ports)?;
    #[cfg(feature = "sqs")]
    if let Some(url) = environment.get("ANALYST_QUEUE_URL") {
        ports.queue = Arc::new(aws::SqsQueue::new(&config, url));
    }
    #[cfg(feature = "sfn")]
    if let Some(arn) = environment.get("ANALYST_STATE_MACHINE_ARN") {
        ports.workflow = Arc::new(aws::StepFunctions::new(&config, arn));
    }
    #[cfg(feature = "bedrock")]
    wire_models(environment, &config, ports)?;
    #[cfg(feature = "embedder")]
    if let Some(model_id) = environment.get("ANALYST_EMBEDDING_MODEL_ID") {
        ports.embedder = Arc::new(aws::BedrockEmbedder::new(&config, model_id));
    }
    Ok(())
}

/// The bucket, the sources in it, and the engines that answer about them.
#[cfg(feature = "s3")]
fn wire_objects(
    environment: &Environment,
    config: &AwsConfig,
    ports: &mut Ports,
) -> Result<(), Fault> {
    let Some(bucket) = environment.get(BUCKET) else {
        return Ok(());
    };
    let objects = Arc::new(aws::S3Objects::new(config, bucket));
    ports.objects = objects.clone();
    ports.links = objects;
    #[cfg(feature = "glue")]
    if let Some(glue_prefix) = environment.get(GLUE_PREFIX) {
        let documents = aws::S3Catalog::new(config, ports.objects.clone(), bucket, glue_prefix);
        ports.catalog = Arc::new(documents);
    }
    Ok(())
}

#[cfg(feature = "bedrock")]
fn wire_models(
    environment: &Environment,
    config: &AwsConfig,
    ports: &mut Ports,
) -> Result<(), Fault> {
    let guardrail = match environment.get("ANALYST_GUARDRAIL_ID") {
        None => None,
        Some(id) => {
            let version =
                environment.beside("ANALYST_GUARDRAIL_VERSION", "ANALYST_GUARDRAIL_ID")?;
            Some(aws::Guardrail {
                id: id.to_owned(),
                version: version.to_owned(),
            })
        }
    };
    let model = |name| environment.get(name).map(ToOwned::to_owned);
    let models = aws::BedrockModels {
        sql: model("ANALYST_SQL_MODEL_ID"),
        chat: model("ANALYST_CHAT_MODEL_ID"),
        explain: model("ANALYST_EXPLAIN_MODEL_ID"),
        guardrail,
    };
    if models.sql.is_some() || models.chat.is_some() || models.explain.is_some() {
        ports.model = Arc::new(aws::BedrockModel::new(config, models));
    }
    Ok(())
}
