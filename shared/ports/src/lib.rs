#![doc = include_str!("../README.md")]

mod bundle;
mod cache;
mod catalog;
mod embedder;
mod engine;
mod model;
mod objects;
mod unconfigured;

pub use bundle::{Ports, Settings};
pub use cache::{AnswerCache, CacheEntry, CacheScope, StoredAnswer};
pub use catalog::{CatalogStore, Publication};
pub use embedder::Embedder;
pub use engine::{EngineError, Query, QueryEngine};
pub use model::{Message, Model, ModelReply, ModelRequest, ModelRole, Speaker};
pub use objects::{ObjectReader, ObjectStore, ObjectWriter, ReadSeek};
pub use unconfigured::Unconfigured;
