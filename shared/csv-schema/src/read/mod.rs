mod find;
mod held;
mod limits;
mod lines;
mod plain;
mod reader;
mod record;
mod scan;
mod source;
mod stops;
mod unescape;

pub use limits::Limits;
pub use reader::RowReader;
pub(crate) use record::Span;
pub use record::{Counts, Fields, Record, RejectReason, Rejected, SkipReason, Skipped};
pub(crate) use scan::{Scan, Scanner};
