#![doc = include_str!("../README.md")]

pub mod templates;

use std::path::{Path, PathBuf};

/// The workspace's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// A built program, or `None` after saying that the test is skipped. `ANALYST_BIN_DIR` names the
/// folder of programs.
///
/// # Panics
/// With `CI=true` instead of skipping.
pub fn program(test: &str, name: &str) -> Option<PathBuf> {
    let found = std::env::var_os("ANALYST_BIN_DIR")
        .map(|dir| PathBuf::from(dir).join(name))
        .filter(|program| program.exists());
    if found.is_none() {
        skip(
            test,
            &format!("ANALYST_BIN_DIR holds no {name}; run it by `cargo xtask test`"),
        );
    }
    found
}

/// Says that a test is skipped, and why.
///
/// # Panics
/// With `CI=true`.
#[expect(
    clippy::print_stdout,
    reason = "a skip is told to whoever runs the tests"
)]
pub fn skip(test: &str, reason: &str) {
    assert!(
        std::env::var("CI").map_or(true, |ci| ci != "true"),
        "{test} is skipped: {reason}"
    );
    println!("SKIPPED {test}: {reason}");
}
