#![doc = include_str!("../README.md")]

mod cell;
mod dialect;
mod error;
mod infer;
mod inspect;
mod read;
mod sniff;
mod value;

pub use cell::{Cell, CellError, ColumnFormat};
pub use dialect::{Delimiter, Dialect, LineEnding};
pub use error::CsvError;
pub use infer::{ColumnType, TypeInference};
pub use inspect::{InspectedColumn, Inspection, inspect, inspect_beginning};
pub use read::{
    Counts, Fields, Limits, Record, RejectReason, Rejected, RowReader, SkipReason, Skipped,
};
pub use sniff::{Evidence, Finding, Sniffed, sniff};
