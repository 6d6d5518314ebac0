//! The ingest step.
