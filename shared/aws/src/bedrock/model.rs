use super::failure;
use crate::AwsConfig;
use async_trait::async_trait;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::operation::converse::ConverseOutput;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, GuardrailConfiguration, InferenceConfiguration, Message,
    StopReason, SystemContentBlock,
};
use contract::{ErrorName, Fault, Usage};
use ports::{Model, ModelReply, ModelRequest, ModelRole, Speaker};
use std::time::Duration;

/// Longer than a good answer takes, shorter than the states of the workflow wait for one.
const PATIENCE: Duration = Duration::from_secs(50);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);

/// Which model has which role, by model id, inference profile id or ARN. A role without one is not configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BedrockModels {
    /// Writes SQL.
    pub sql: Option<String>,
    /// Talks.
    pub chat: Option<String>,
    /// Explains results.
    pub explain: Option<String>,
    /// What looks at every request and reply.
    pub guardrail: Option<Guardrail>,
}

/// A guardrail of Bedrock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardrail {
    /// Its id or ARN.
    pub id: String,
    /// Its version: a number or `DRAFT`.
    pub version: String,
}

/// Language models by Bedrock's Converse. A failed call is not repeated here: the workflow repeats it by its name,
/// and shows that it did.
#[derive(Debug, Clone)]
pub struct BedrockModel {
    client: Client,
    models: BedrockModels,
}

impl BedrockModel {
    /// The models, reached as `config` says.
    pub fn new(config: &AwsConfig, models: BedrockModels) -> Self {
        Self::with_patience(config, models, PATIENCE)
    }

    /// The same; a reply that takes longer is `Model.Timeout`.
    pub fn with_patience(config: &AwsConfig, models: BedrockModels, patience: Duration) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT.min(patience))
            .operation_timeout(patience)
            // A reply begins when it is whole.
            .disable_read_timeout()
            .build();
        let config = aws_sdk_bedrockruntime::config::Builder::from(config.sdk())
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            .build();
        Self {
            client: Client::from_conf(config),
            models,
        }
    }

    fn model_id(&self, role: ModelRole) -> Result<&str, Fault> {
        let (id, setting) = match role {
            ModelRole::Sql => (&self.models.sql, "ANALYST_SQL_MODEL_ID"),
            ModelRole::Chat => (&self.models.chat, "ANALYST_CHAT_MODEL_ID"),
            ModelRole::Explain => (&self.models.explain, "ANALYST_EXPLAIN_MODEL_ID"),
        };
        id.as_deref().ok_or_else(|| {
            let message = format!("no language model is configured for this; set {setting}");
            Fault::new(ErrorName::ModelNotConfigured, message)
        })
    }

    fn guardrail(&self) -> Option<GuardrailConfiguration> {
        let guardrail = self.models.guardrail.as_ref()?;
        let configuration = GuardrailConfiguration::builder()
            .guardrail_identifier(&guardrail.id)
            .guardrail_version(&guardrail.version);
        Some(configuration.build())
    }
}

#[async_trait]
impl Model for BedrockModel {
    async fn complete(&self, request: &ModelRequest) -> Result<ModelReply, Fault> {
        let model_id = self.model_id(request.role)?;
        let system = request.system.trim();
        let system =
            (!system.is_empty()).then(|| vec![SystemContentBlock::Text(system.to_owned())]);
        let bounds = InferenceConfiguration::builder()
            .max_tokens(i32::try_from(request.max_tokens).unwrap_or(i32::MAX))
            .temperature(0.0)
            .build();
        let output = self
            .client
            .converse()
            .model_id(model_id)
            .set_system(system)
            .set_messages(Some(turns(&request.messages).map_err(of_build)?))
            .inference_config(bounds)
            .set_guardrail_config(self.guardrail())
            .send()
            .await
            .map_err(|error| failure::fault(error, model_id))?;
        reply(&output, model_id)
    }

    fn is_configured(&self) -> bool {
        let BedrockModels {
            sql, chat, explain, ..
        } = &self.models;
        sql.is_some() || chat.is_some() || explain.is_some()
    }
}

/// The turns as Converse takes them: in turn, and none without text.
fn turns(messages: &[ports::Message]) -> Result<Vec<Message>, BuildError> {
    let mut turns: Vec<(Speaker, Vec<ContentBlock>)> = Vec::new();
    for message in messages {
        if message.text.trim().is_empty() {
            continue;
        }
        let block = ContentBlock::Text(message.text.clone());
        match turns.last_mut() {
            Some((speaker, blocks)) if *speaker == message.speaker => blocks.push(block),
            _ => turns.push((message.speaker, vec![block])),
        }
    }
    turns
        .into_iter()
        .map(|(speaker, blocks)| {
            let role = match speaker {
                Speaker::User => ConversationRole::User,
                Speaker::Assistant => ConversationRole::Assistant,
            };
            Message::builder()
                .role(role)
                .set_content(Some(blocks))
                .build()
        })
        .collect()
}

fn of_build(error: BuildError) -> Fault {
    Fault::new(ErrorName::Internal, "a request to a model is incomplete").with_source(error)
}

fn reply(output: &ConverseOutput, model_id: &str) -> Result<ModelReply, Fault> {
    let bad = |what: &str| Err(Fault::new(ErrorName::ModelBadReply, what));
    match output.stop_reason() {
        StopReason::GuardrailIntervened => {
            return bad("the guardrail stopped the request or the reply; ask in other words");
        }
        StopReason::ContentFiltered => {
            return bad(&format!("the model {model_id} refused to answer"));
        }
        StopReason::MalformedModelOutput | StopReason::MalformedToolUse => {
            return bad(&format!(
                "the model {model_id} answered in no readable form"
            ));
        }
        StopReason::MaxTokens | StopReason::ModelContextWindowExceeded => {
            // Whoever asked can tell whether what there is will do.
            tracing::warn!(model_id, "the reply is cut off");
        }
        _ => {}
    }
    let text = text(output);
    if text.trim().is_empty() {
        return bad(&format!("the model {model_id} answered without a word"));
    }
    Ok(ModelReply {
        text,
        usage: usage(output),
    })
}

/// The words of the reply, without what the model thought to itself.
fn text(output: &ConverseOutput) -> String {
    let message = output.output().and_then(|output| output.as_message().ok());
    let blocks = message.map(Message::content).unwrap_or_default();
    let texts = blocks.iter().filter_map(|block| block.as_text().ok());
    texts.map(String::as_str).collect()
}

fn usage(output: &ConverseOutput) -> Usage {
    let count = |tokens: i32| u64::try_from(tokens).unwrap_or_default();
    output.usage().map_or_else(Usage::default, |usage| Usage {
        tokens_in: count(usage.input_tokens()),
        tokens_out: count(usage.output_tokens()),
        bytes_scanned: 0,
    })
}
