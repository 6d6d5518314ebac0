//! `cargo xtask bench guard`: time of the guard per query, and `guard-corpus`: what it refuses of queries that run.

use crate::command::{cargo, root, run, target};
use crate::tools;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use std::process::Command;

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

#[derive(Debug, Args)]
pub(crate) struct GuardCorpus {
    /// The folder: `*.sql` files.
    folder: PathBuf,
}

/// The script asks a PostgreSQL of its own which of the queries run, and `analyst check-sql` which may.
pub(crate) fn run_guard_corpus(arguments: &GuardCorpus) -> Result<()> {
    run(cargo().args(["build", "--package", "analyst", "--bin", "analyst"]))?;
    run(Command::new(tools::python()?)
        .arg(root().join("xtask/src/bench/guard_corpus.py"))
        .arg("--corpus")
        .arg(arguments.folder.canonicalize()?)
        .arg("--analyst")
        .arg(target()?.join("debug/analyst"))
        .arg("--postgres")
        .arg(tools::postgres()?))
}
