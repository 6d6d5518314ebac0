#![doc = include_str!("../README.md")]

#[cfg(feature = "files")]
mod disk;
#[cfg(feature = "engine")]
mod engine;
#[cfg(feature = "files")]
mod files;
#[cfg(feature = "model")]
mod model;
#[cfg(feature = "store")]
mod store;

#[cfg(feature = "files")]
pub use disk::io_fault;
#[cfg(feature = "engine")]
pub use engine::DataFusionEngine;
#[cfg(feature = "files")]
pub use files::FileObjects;
#[cfg(feature = "model")]
pub use model::{ChatServer, ChatServerModel};
#[cfg(feature = "store")]
pub use store::{
    DataDir, Database, JobEnd, SqliteCache, SqliteCatalog, SqliteExamples, SqliteJobs,
    StaticEmbedder, Submitted,
};
