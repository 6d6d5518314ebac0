//! The server, in process and called over HTTP as a client would.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod gateway;
mod jobs;
mod metrics;
mod remote;
mod server;
mod uploads;
mod why;
