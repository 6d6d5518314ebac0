#![doc = include_str!("../README.md")]

mod answer;
mod api;
mod ask;
mod catalog;
mod data_type;
mod error;
mod examples;
mod ingest;
mod job;
mod metric;
mod name;
mod policy;
mod result;
mod slots;
mod source;
mod stages;

pub use answer::{Answer, Millis, Outcome, StageRecord, StageStatus};
pub use api::{
    Feedback, JobAccepted, JobMessage, JobOptions, JobRecord, JobSubmission, SourceList, Upload,
    UploadProgress, UploadStatus, UploadSubmission, UploadTicket, Verdict,
};
pub use ask::{
    Approach, AskRequest, AskState, CacheDecision, CacheHit, CacheVerdict, CacheWriteOutcome,
    Choice, Classification, Estimate, Example, Execution, ExecutionVerdict, Explanation, Finding,
    FindingKind, Generation, GenerationVerdict, Intent, Provenance, Rebinding, SchemaReference,
    SqlOrigin, TextFilter, TriedSql, Turn, Usage, Validation, ValidationVerdict, ValueHint,
};
pub use catalog::{Catalog, Column, ColumnProfile, ForeignKey, FrequentValue, Table};
pub use data_type::{DataType, ParseDataTypeError};
pub use error::{ErrorName, Fault};
pub use examples::{
    CachedAnswer, CuratedExample, ExampleList, ExampleOrigin, ExampleSubmission, ExamplesTaken,
    GivenExample, RefusedExample,
};
pub use ingest::{
    CsvDialect, FileReport, IngestReport, IngestRequest, SkippedEntry, TableReport,
    TableReportColumn,
};
pub use job::{Job, JobStatus, Problem, StageEvent};
pub use metric::{Formula, Metric};
pub use name::StepName;
pub use policy::{ColumnName, Policy, RowFilter};
pub use result::{ResultColumn, ResultSet, Row};
pub use slots::{Aggregation, Comparison, Direction, Slots};
pub use source::{Dialect, Limits, Source, SourceKind, ValueSharing};
pub use stages::Stages;
