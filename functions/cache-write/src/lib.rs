//! The cache-write step.
