//! `cargo xtask bench guard`: time of the guard per query; `guard-corpus`: what it refuses without need.

use crate::command::{cargo, run};
use crate::tools;
use anyhow::Result;
use clap::Args;
use std::path::{Path, PathBuf};

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

/// The ignored test `corpus` of `postgres` asks a server of its own which queries it would run.
pub(crate) fn run_corpus(folder: &Path) -> Result<()> {
    run(cargo()
        .args(["test", "--package", "postgres", "--test", "on_server"])
        .args(["--", "--ignored", "--nocapture", "corpus"])
        .env("ANALYST_GUARD_CORPUS", folder.canonicalize()?)
        .env("ANALYST_POSTGRES_BIN", tools::postgres()?))
}
