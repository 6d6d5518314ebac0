#![doc = include_str!("../README.md")]

mod bundle;
mod cache;
mod catalog;
mod documents;
mod embedder;
mod engine;
mod examples;
mod jobs;
mod links;
mod managed_database;
mod model;
mod objects;
mod unconfigured;

pub use bundle::{Ports, Settings};
pub use cache::{AnswerCache, CacheEntry, CacheLimits, CacheScope, NoCache, StoredAnswer};
pub use catalog::{CatalogStore, Publication};
pub use documents::{add_document, read_document, write_document};
pub use embedder::Embedder;
pub use engine::{EngineError, MeteredResult, OverBudget, Query, QueryEngine, RowSink, Streamed};
pub use examples::{ExampleEntry, ExamplePut, ExampleStore, NearExample, NoExamples};
pub use jobs::{JobQueue, Run, RunEvent, RunEventKind, RunStatus, Workflow};
pub use links::{ObjectLinks, UploadLink};
pub use managed_database::ManagedDatabase;
pub use model::{Message, Model, ModelReply, ModelRequest, ModelRole, Speaker};
pub use objects::{ObjectReader, ObjectStore, ObjectWriter, ReadSeek};
pub use unconfigured::Unconfigured;
