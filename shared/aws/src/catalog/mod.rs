//! Sources and catalogues in the object store, with the tables of uploads registered in Glue.

mod documents;
mod failure;
mod glue;
mod store;
mod table_input;
#[cfg(test)]
mod tests;

pub use documents::SourceDocument;
pub use store::S3Catalog;
