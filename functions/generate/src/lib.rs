//! The generate step.
