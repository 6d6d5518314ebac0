//! What only a real PostgreSQL can show.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may panic, and tells what it skips"
)]

mod attacks;
mod cache;
mod corpus;
mod discovery;
mod dry_run;
mod provision;
mod recall;
mod server;
mod shop;
mod state;
mod stopping;
mod tls;
mod types;
