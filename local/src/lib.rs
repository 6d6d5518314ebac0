#![doc = include_str!("../README.md")]

/// The whole product over one data directory.
pub mod product;
pub mod runner;
mod upload;
