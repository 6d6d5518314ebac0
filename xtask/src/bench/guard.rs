//! `cargo xtask bench guard`: time of the guard per query.

use crate::command::{cargo, run};
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Guard {
    /// The folder: `*.sql` files, whose statements end with `;` at the end of a line, and perhaps a
    /// `catalog.json` with their tables.
    folder: PathBuf,
    /// The dialect to read them in.
    #[arg(long, default_value = "postgresql")]
    dialect: String,
}

/// The example `guard_latency` of `sql-guard` does the timing in process, built as the program is shipped: the default
/// release profile builds fast and leaves the SQL parser unoptimised.
pub(crate) fn run_guard(arguments: &Guard) -> Result<()> {
    run(cargo()
        .args([
            "run",
            "--quiet",
            "--profile",
            "dist",
            "--package",
            "sql-guard",
        ])
        .args(["--example", "guard_latency", "--"])
        .arg(arguments.folder.canonicalize()?)
        .arg(&arguments.dialect))
}
