#![doc = include_str!("../README.md")]

#[cfg(feature = "athena")]
mod athena;
#[cfg(feature = "bedrock")]
mod bedrock;
#[cfg(feature = "glue")]
mod catalog;
mod client;
#[cfg(any(feature = "athena", feature = "glue"))]
mod glue_database;

#[cfg(feature = "athena")]
pub use athena::AthenaEngine;
#[cfg(feature = "bedrock")]
pub use bedrock::{BedrockEmbedder, BedrockModel, BedrockModels, Guardrail};
#[cfg(feature = "glue")]
pub use catalog::{S3Catalog, SourceDocument};
pub use client::AwsConfig;
