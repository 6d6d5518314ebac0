#![doc = include_str!("../README.md")]

mod batch;
mod error;
mod hash;
mod keys;
mod profile;
mod profiler;
mod schema;
mod writer;

pub use arrow::array::RecordBatch as Batch;
pub use batch::BatchBuilder;
pub use error::TableError;
pub use keys::{KeyColumn, KeyTable, TableKeys, infer_keys, key_sets};
pub use profile::{Profiled, ValueSample};
pub use profiler::{TableProfile, TableProfiler};
pub use schema::ColumnSpec;
pub use writer::{TableFile, TableWriter, WriterSettings};
