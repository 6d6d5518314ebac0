#![doc = include_str!("../README.md")]

mod address;
mod cache;
mod cells;
mod column_type;
mod connection;
mod database;
mod discovery;
mod dry_run;
mod engine;
mod failure;
mod provision;
mod rows;
mod session;
mod tls;

pub use address::{Address, AddressError};
pub use cache::PgVectorCache;
pub use database::Database;
pub use dry_run::Estimate;
pub use engine::PostgresEngine;
pub use provision::{CACHE_LOGIN, Passwords, READER_LOGIN, provision, provision_version};
