//! Objects as files below a directory.

mod key;
mod objects;
mod writer;

pub use objects::FileObjects;
