//! The validate step.
