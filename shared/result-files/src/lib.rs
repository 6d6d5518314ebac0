#![doc = include_str!("../README.md")]

mod csv_file;
mod json_file;

pub use csv_file::CsvFile;
pub use json_file::JsonFile;
