//! The classify step.
