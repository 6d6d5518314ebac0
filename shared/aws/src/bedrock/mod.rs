//! Language models and embeddings on Amazon Bedrock.

mod embedder;
mod failure;
mod model;
#[cfg(test)]
mod tests;
mod vectors;

pub use embedder::BedrockEmbedder;
pub use model::{BedrockModel, BedrockModels, Guardrail};
