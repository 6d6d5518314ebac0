//! The step over hand-made states: every outcome, every shape.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where its data is not as written"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "JSON literals read best as values"
)]

mod any_result;
mod german;
mod outcomes;
mod ports_in_memory;
mod shapes;
