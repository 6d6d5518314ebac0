#![doc = include_str!("../README.md")]

#[cfg(feature = "athena")]
mod athena;
#[cfg(feature = "bedrock")]
mod bedrock;
mod client;
#[cfg(any(feature = "athena", feature = "glue"))]
mod glue_database;

#[cfg(feature = "athena")]
pub use athena::AthenaEngine;
#[cfg(feature = "bedrock")]
pub use bedrock::{BedrockEmbedder, BedrockModel, BedrockModels, Guardrail};
pub use client::AwsConfig;
