#![doc = include_str!("../README.md")]

#[cfg(feature = "bedrock-server")]
pub mod bedrock;
mod bundle;
mod cache;
#[cfg(feature = "suites")]
pub mod cache_suite;
mod catalog;
mod embedder;
mod engine;
mod examples;
#[cfg(feature = "suites")]
pub mod examples_suite;
pub mod fixtures;
mod jobs;
#[cfg(feature = "suites")]
pub mod kill_suite;
mod links;
mod model;
mod objects;
mod script;
mod switch;

pub use bundle::TestPorts;
pub use cache::MemoryCache;
pub use catalog::MemoryCatalog;
pub use embedder::WordEmbedder;
pub use engine::ScriptedEngine;
pub use examples::MemoryExamples;
pub use jobs::{MemoryQueue, MemoryWorkflow};
pub use links::PlainLinks;
pub use model::ScriptedModel;
pub use objects::MemoryObjects;
