//! Question to typed query plan to SQL, without a model.

mod assemble;
mod choices;
mod confidence;
mod context;
mod display;
mod frame;
mod index;
mod joins;
mod keys;
mod lexicon;
mod link;
mod names;
pub mod plan;
mod reader;
mod reading;
mod render;
mod sentence;
mod stem;
mod tokens;
mod visit;

pub use context::Context;
pub use index::Index;
pub use plan::Plan;
pub use reading::{Parsed, Parser, Reading};
pub use render::render;
