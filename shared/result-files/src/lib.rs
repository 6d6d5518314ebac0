#![doc = include_str!("../README.md")]

mod csv_file;
mod json_file;
mod json_rows;
#[cfg(feature = "typed")]
mod moment;
#[cfg(feature = "typed")]
mod parquet_file;
#[cfg(feature = "typed")]
mod xlsx_file;

pub use csv_file::CsvFile;
pub use json_file::JsonFile;
pub use json_rows::{Head, JsonRows};
#[cfg(feature = "typed")]
pub use parquet_file::ParquetFile;
#[cfg(feature = "typed")]
pub use xlsx_file::XlsxFile;
