#![doc = include_str!("../README.md")]

#[cfg(feature = "athena")]
mod athena;
#[cfg(feature = "bedrock")]
mod bedrock;
#[cfg(feature = "glue")]
mod catalog;
mod client;
#[cfg(any(feature = "s3", feature = "secrets", feature = "sfn", feature = "sqs"))]
mod failure;
#[cfg(any(feature = "athena", feature = "glue"))]
mod glue_database;
#[cfg(all(
    test,
    feature = "s3",
    feature = "secrets",
    feature = "sfn",
    feature = "sqs"
))]
mod on_emulator;
#[cfg(feature = "custom-resource")]
mod response_url;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "secrets")]
mod secrets;
#[cfg(feature = "sfn")]
mod sfn;
#[cfg(feature = "sqs")]
mod sqs;

#[cfg(feature = "athena")]
pub use athena::AthenaEngine;
#[cfg(feature = "bedrock")]
pub use bedrock::{BedrockEmbedder, BedrockModel, BedrockModels, Guardrail};
#[cfg(feature = "glue")]
pub use catalog::{S3Catalog, SourceDocument};
pub use client::AwsConfig;
#[cfg(feature = "custom-resource")]
pub use response_url::ResponseUrls;
#[cfg(feature = "s3")]
pub use s3::S3Objects;
#[cfg(feature = "secrets")]
pub use secrets::{DatabaseSecret, Secrets};
#[cfg(feature = "sfn")]
pub use sfn::StepFunctions;
#[cfg(feature = "sqs")]
pub use sqs::SqsQueue;
