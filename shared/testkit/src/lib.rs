#![doc = include_str!("../README.md")]

mod bundle;
mod cache;
mod catalog;
mod embedder;
mod engine;
pub mod fixtures;
mod model;
mod objects;
mod script;
mod switch;

pub use bundle::TestPorts;
pub use cache::MemoryCache;
pub use catalog::MemoryCatalog;
pub use embedder::WordEmbedder;
pub use engine::ScriptedEngine;
pub use model::ScriptedModel;
pub use objects::MemoryObjects;
