#![doc = include_str!("../README.md")]

mod embedding;
mod letters;
mod table;
mod wordpiece;

pub use embedding::{StaticEmbedding, cosine};
