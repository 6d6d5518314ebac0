//! What only a service can show: the adapters against emulated AWS.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod emulator;
mod jobs;
mod objects;
mod secrets;
