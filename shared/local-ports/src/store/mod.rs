//! The data directory and what SQLite keeps in it.

mod cache;
mod cache_rows;
mod catalog;
mod data_dir;
mod database;
mod embedder;
mod examples;
mod garbage;
mod job_rows;
mod jobs;
mod migrations;
mod store_error;
mod vectors;

pub use cache::SqliteCache;
pub use catalog::SqliteCatalog;
pub use data_dir::DataDir;
pub use database::Database;
pub use embedder::StaticEmbedder;
pub use examples::SqliteExamples;
pub use jobs::{JobEnd, SqliteJobs, Submitted};

/// Now, RFC 3339 in UTC with milliseconds.
fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
