//! Development tasks. `cargo xtask --help` lists them.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for a terminal"
)]

mod api;
mod aws;
mod bench;
mod browser;
mod command;
mod docs;
mod e2e;
mod package;
mod parts;
mod sam_local;
mod templates;
mod test;
mod tools;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Development tasks of the analyst workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install what the tests need under `target/tools` and run them all.
    ///
    /// A part that cannot be set up here is named as skipped with the reason; with CI=true a skip is a failure.
    Test,
    /// Build every Lambda function to a zipped bootstrap under `target/package` and check its size.
    Package {
        /// Only these functions.
        functions: Vec<String>,
    },
    /// Lint the templates, deploy them to emulated AWS and drive the deployment from outside.
    E2e {
        /// Instead, let each dependency misbehave in each step, and write what comes of it to docs/FAULTS.md.
        #[arg(long)]
        faults: bool,
    },
    /// Invoke every function with its sample events by `sam local invoke`; starts a Docker daemon of its own, so it needs root.
    SamLocal(sam_local::SamLocal),
    /// Deploy to an account, look after the deployment, take it down.
    Aws(aws::Aws),
    /// Write the documents that are made from code: docs/CONFIGURATION.md and the tables of docs/COST.md.
    Docs,
    /// Measure; prints the figures that the documents quote.
    Bench {
        #[command(subcommand)]
        what: bench::Bench,
    },
}

fn main() -> Result<()> {
    match Cli::parse().task {
        Task::Test => test::run_tests(),
        Task::Package { functions } => package::run_package(&functions),
        Task::E2e { faults: false } => e2e::run_e2e(),
        Task::E2e { faults: true } => e2e::run_faults(),
        Task::SamLocal(arguments) => sam_local::run_sam_local(&arguments),
        Task::Aws(arguments) => aws::run_aws(&arguments),
        Task::Docs => docs::write(),
        Task::Bench { what } => bench::run_bench(&what),
    }
}
