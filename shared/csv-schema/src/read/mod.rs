mod held;
mod reader;
mod record;
mod scan;
mod source;
mod stops;

pub use reader::{Limits, RowReader};
pub use record::{Counts, Fields, Record, RejectReason, Rejected, SkipReason, Skipped};
pub(crate) use record::Span;
pub(crate) use scan::{Scan, Scanner};
