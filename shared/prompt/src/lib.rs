//! Prompt building and reply parsing.

mod input;
mod reply;

pub use input::{DEFAULT_SCHEMA_BUDGET, Prompt, PromptInput, build};
pub use reply::{Reply, ReplyError, parse_reply};
