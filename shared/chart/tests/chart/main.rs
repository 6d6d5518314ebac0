//! Tests of the public function over whole results.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where its data is not as written"
)]

mod any_result;
mod kinds;
mod samples;
mod svg;
mod vega_lite_schema;
