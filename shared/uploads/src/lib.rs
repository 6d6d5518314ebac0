#![doc = include_str!("../README.md")]

mod identifier;
mod key;
mod name;
mod store;

pub use identifier::{LONGEST_IDENTIFIER, identifier};
pub use key::UploadKey;
pub use name::UploadName;
pub use store::UploadStore;
