#![doc = include_str!("../README.md")]

#[cfg(feature = "bedrock")]
mod bedrock;
mod client;

#[cfg(feature = "bedrock")]
pub use bedrock::{BedrockEmbedder, BedrockModel, BedrockModels, Guardrail};
pub use client::AwsConfig;
