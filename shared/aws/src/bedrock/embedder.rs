use super::failure;
use super::vectors::Family;
use crate::AwsConfig;
use async_trait::async_trait;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::primitives::Blob;
use contract::{ErrorName, Fault};
use futures::{StreamExt, TryStreamExt, stream};
use ports::Embedder;

/// Calls at a time.
const CALLS: usize = 4;
const JSON: &str = "application/json";

/// Embeddings by a model of Bedrock: Cohere Embed or Titan Text Embeddings V2.
#[derive(Debug, Clone)]
pub struct BedrockEmbedder {
    client: Client,
    model_id: String,
}

impl BedrockEmbedder {
    /// The model, reached as `config` says. An id of another family of models is `Config.Invalid` in each call.
    pub fn new(config: &AwsConfig, model_id: impl Into<String>) -> Self {
        Self {
            client: Client::new(config.sdk()),
            model_id: model_id.into(),
        }
    }

    async fn call(&self, family: Family, texts: &[&str]) -> Result<Vec<Vec<f32>>, Fault> {
        let body = Blob::new(family.request(texts).to_string());
        let output = self
            .client
            .invoke_model()
            .model_id(&self.model_id)
            .content_type(JSON)
            .accept(JSON)
            .body(body)
            .send()
            .await
            .map_err(|error| failure::fault(error, &self.model_id))?;
        family.vectors(output.body().as_ref(), texts.len())
    }
}

#[async_trait]
impl Embedder for BedrockEmbedder {
    fn space(&self) -> &str {
        &self.model_id
    }

    async fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Fault> {
        let family = Family::of(&self.model_id).ok_or_else(|| {
            let message = format!(
                "{} is no model of embeddings that is known: use Cohere Embed or Titan Text Embeddings V2",
                self.model_id
            );
            Fault::new(ErrorName::ConfigInvalid, message)
        })?;
        let calls: Vec<_> = texts
            .chunks(family.texts_per_call())
            .map(|texts| self.call(family, texts))
            .collect();
        let batches: Vec<_> = stream::iter(calls).buffered(CALLS).try_collect().await?;
        let vectors = batches.concat();
        let alike = vectors
            .windows(2)
            .all(|pair| pair[0].len() == pair[1].len());
        if !alike {
            let message = "the embedding model gave vectors of different dimensions";
            return Err(Fault::new(ErrorName::ModelBadReply, message));
        }
        Ok(vectors)
    }
}
