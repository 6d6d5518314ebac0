//! `cargo xtask bench`: figures on this machine, in a release build.

mod cache;
mod csv;
mod csv_sets;
mod guard;
mod ingest;
mod lambda;
mod load;
mod model;

use crate::command::{cargo, root, run, target};
use crate::tools;
use anyhow::{Context, Result, ensure};
use clap::Subcommand;
use std::path::PathBuf;
use std::process::Command;

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Time from submission of a question to its answer, on the demo data.
    Ask {
        /// Questions asked, each another one than the last.
        #[arg(long, default_value_t = 50)]
        times: usize,
    },
    /// How many paraphrases the cache answers, and how many of its hits are wrong, beside plain cosine.
    Cache(cache::Cache),
    /// How often the writing of delimited text is found, beside other programs.
    Csv(csv::Csv),
    /// Time of the guard for each query of a folder.
    Guard(guard::Guard),
    /// What the guard refuses of a folder of `*.sql` files although PostgreSQL would run it.
    GuardCorpus {
        /// The folder.
        folder: PathBuf,
    },
    /// Time and memory of an ingest, beside bare unpacking and other programs.
    ///
    /// Data is made once, under `target/bench`. Nothing else should run on the machine meanwhile.
    Ingest(ingest::Ingest),
    /// Start, memory and answer of every bootstrap, as it is deployed.
    ///
    /// Packages them first. Each is started against a runtime API on loopback and given its sample event.
    Lambda(lambda::Lambda),
    /// Many clients at once over HTTP, `kill -9` in the middle, and a result of a million rows.
    ///
    /// The server runs in a process of its own, on the demo data, under `target/bench/load`.
    Load(load::Load),
    /// A small language model behind every approach, beside a plain prompt: execution accuracy, paired tests, seconds a question.
    ///
    /// Fetches the model (1.1 GB) and compiles its server once. Takes an hour or two on two cores, on which nothing else should run; what was
    /// asked already is not asked again.
    Model(model::Model),
    /// How surely and how fast the nearest of up to a million cached questions is found in pgvector.
    Recall,
    /// Execution accuracy over question-SQL pairs.
    Eval {
        /// The pairs, as `analyst eval` reads them.
        questions: PathBuf,
        /// The folder with the ZIP of each database.
        #[arg(long)]
        zips: PathBuf,
    },
}

pub(crate) fn run_bench(what: &Bench) -> Result<()> {
    let needs_no_build = match what {
        Bench::Csv(_)
        | Bench::Guard(_)
        | Bench::GuardCorpus { .. }
        | Bench::Lambda(_)
        | Bench::Recall => true,
        Bench::Cache(arguments) => !arguments.builds(),
        Bench::Load(arguments) => !arguments.builds(),
        Bench::Model(arguments) => !arguments.builds(),
        Bench::Ask { .. } | Bench::Ingest(_) | Bench::Eval { .. } => false,
    };
    if !needs_no_build {
        run(cargo().args([
            "build",
            "--release",
            "--package",
            "analyst",
            "--all-targets",
        ]))?;
    }
    match what {
        Bench::Cache(arguments) => cache::run_cache(arguments, analyst),
        Bench::Csv(arguments) => csv::run_csv(arguments),
        Bench::Ask { times } => ask(*times),
        Bench::Guard(arguments) => guard::run_guard(arguments),
        Bench::GuardCorpus { folder } => guard::run_corpus(folder),
        Bench::Ingest(arguments) => ingest::run_ingest(arguments),
        Bench::Lambda(arguments) => lambda::run_lambda(arguments),
        Bench::Load(arguments) => load::run_load(arguments, analyst),
        Bench::Model(arguments) => model::run_model(arguments, analyst),
        Bench::Recall => recall(),
        Bench::Eval { questions, zips } => run(Command::new(analyst()?)
            .arg("eval")
            .arg(questions)
            .arg("--zips")
            .arg(zips)
            .current_dir(root())),
    }
}

/// The example `ask_latency` of `local` does the timing in process, where the answer is ready.
fn ask(times: usize) -> Result<()> {
    let program = target()?.join("release/examples/ask_latency");
    run(Command::new(program).arg(times.to_string()))
}

/// The ignored test `recall` of `postgres` measures, on a server of its own.
fn recall() -> Result<()> {
    let test = [
        "test",
        "--release",
        "--package",
        "postgres",
        "--test",
        "on_server",
    ];
    run(cargo()
        .args(test)
        .args(["--", "--ignored", "--nocapture", "recall"])
        .env("ANALYST_POSTGRES_BIN", tools::postgres()?))
}

fn analyst() -> Result<PathBuf> {
    let program = target()?.join("release/analyst");
    ensure!(program.exists(), "{} was not built", program.display());
    program.canonicalize().context("the program's path")
}
