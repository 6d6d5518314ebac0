//! A server that speaks as much of Amazon Bedrock as the product uses, and answers from a script.
//!
//! - `POST /model/{id}/converse` and `POST /model/{id}/invoke` (embeddings of Cohere and Titan), as the SDK
//!   calls them; signatures are not looked at.
//! - `GET /requests` gives what was asked so far, `DELETE /requests` forgets it.
//! - `GET /script` and `PUT /script` show and replace the script ([`BedrockScript`]).

mod answers;
mod client;
mod forward;
mod script;
mod server;
#[cfg(test)]
mod tests;

pub use forward::ForwardTo;
pub use script::{BedrockAct, BedrockFailure, BedrockScript};
pub use server::ScriptedBedrock;
