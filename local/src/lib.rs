#![doc = include_str!("../README.md")]

/// What an operator sets up on this machine.
pub mod config;
mod in_place;
/// The whole product over one data directory.
pub mod product;
pub mod runner;
mod sources;
mod upload;
