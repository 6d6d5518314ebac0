//! What only a service can show: the adapters against emulated AWS.

mod emulator;
mod jobs;
mod objects;
mod secrets;
