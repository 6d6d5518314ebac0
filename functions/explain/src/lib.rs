//! The explain step.
