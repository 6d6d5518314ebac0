#![doc = include_str!("../README.md")]

mod assemble;
mod audit;
mod choices;
mod confidence;
mod context;
mod describe;
mod display;
mod frame;
mod index;
mod joins;
mod keys;
mod lexicon;
mod link;
mod matching;
mod metric;
mod names;
pub mod plan;
mod reader;
mod reading;
mod render;
mod sentence;
mod slips;
mod spans;
mod stem;
mod ties;
mod tokens;
mod visit;

pub use context::Context;
pub use index::Index;
pub use plan::Plan;
pub use reading::{BAR, Parsed, Parser, Reading};
pub use render::render;
