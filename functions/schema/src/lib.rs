//! The schema step.
