//! The cache-check step.
