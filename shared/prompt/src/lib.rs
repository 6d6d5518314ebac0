#![doc = include_str!("../README.md")]

mod build;
mod context;
mod dialect;
mod escape;
mod metrics;
mod reply;

pub use build::{DEFAULT_SCHEMA_BUDGET, Prompt, PromptInput, build};
pub use reply::{MAX_REPLY_BYTES, Reply, ReplyError, parse_reply};
