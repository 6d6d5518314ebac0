//! The execute step.
