//! Queries by Amazon Athena.

mod cells;
mod engine;
mod explain;
mod failure;
mod pages;
mod submission;
#[cfg(test)]
mod tests;

pub use engine::AthenaEngine;
