#![doc = include_str!("../README.md")]

/// What an operator sets up on this machine.
pub mod config;
pub mod deployment;
mod draft;
mod in_place;
/// The whole product over one data directory.
pub mod product;
pub mod runner;
/// The jobs API and the page over HTTP.
pub mod serve;
mod sources;
mod upload;
mod workbook;

pub use draft::Drafted;
pub use workbook::Taken;
