#![doc = include_str!("../README.md")]

mod conversation;
mod end;
mod run_stages;
mod store;

pub use conversation::Conversation;
pub use end::{End, end_of};
pub use run_stages::stages_of;
pub use store::{FeedbackRecord, JobStore};
