#![doc = include_str!("../README.md")]

mod build;
mod context;
mod dialect;
mod draft;
mod escape;
mod metrics;
mod reply;

pub use build::{DEFAULT_SCHEMA_BUDGET, Prompt, PromptInput, build};
pub use draft::{DraftError, TableDraft, build_draft, parse_draft};
pub use reply::{MAX_REPLY_BYTES, Reply, ReplyError, parse_reply};
