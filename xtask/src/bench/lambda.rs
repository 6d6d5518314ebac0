//! `cargo xtask bench lambda`: start, memory and size of every bootstrap, as it is deployed.
//!
//! Start and memory are measured against a runtime API on loopback that knows no AWS, then memory again while the
//! end-to-end checks make the functions do all that they do.

use crate::command::{root, target};
use crate::{e2e, package};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What measures.
const RUNS: &str = include_str!("lambda_runs.py");
/// Milliseconds from the start of the process to its first poll.
const START_MS: f64 = 50.0;
/// Bytes in memory while an event is handled.
const MEMORY: u64 = 40_000_000;
/// What a function finds in its environment; nothing answers there.
const ENVIRONMENT: [(&str, &str); 9] = [
    ("ANALYST_BUCKET", "bucket"),
    ("ANALYST_QUEUE_URL", "http://127.0.0.1:9/queue"),
    (
        "ANALYST_STATE_MACHINE_ARN",
        "arn:aws:states:eu-west-1:1:stateMachine:ask",
    ),
    ("ANALYST_GLUE_PREFIX", "analyst"),
    ("ANALYST_WORKGROUP", "analyst"),
    ("ANALYST_SQL_MODEL_ID", "model"),
    ("ANALYST_CHAT_MODEL_ID", "model"),
    ("ANALYST_EXPLAIN_MODEL_ID", "model"),
    (
        "ANALYST_CACHE_SECRET_ARN",
        "arn:aws:secretsmanager:eu-west-1:1:secret:cache",
    ),
];

#[derive(Debug, Args)]
pub(crate) struct Lambda {
    /// These functions only.
    functions: Vec<String>,
    /// Starts of each; the median counts.
    #[arg(long, default_value_t = 11)]
    runs: usize,
    /// Measures the bootstraps of the last `cargo xtask package` as they are.
    #[arg(long)]
    built: bool,
    /// Leaves out the memory while the end-to-end checks run.
    #[arg(long)]
    alone: bool,
}

/// One start of a bootstrap.
#[derive(Debug, Deserialize)]
struct Start {
    start_ms: f64,
    event_ms: f64,
    rss: u64,
    outcome: String,
}

pub(crate) fn run_lambda(arguments: &Lambda) -> Result<()> {
    if !arguments.built {
        package::run_package(&arguments.functions)?;
    }
    let script = target()?.join("bench/lambda_runs.py");
    fs::create_dir_all(script.parent().context("a script lies in a folder")?)?;
    fs::write(&script, RUNS)?;
    let in_use = (!arguments.alone && arguments.functions.is_empty())
        .then(|| e2e::memory_of(&target()?.join("lambda")))
        .transpose()?;
    println!(
        "\n{:<14}{:>12}{:>12}{:>12}{:>14}  answer of the event",
        "function", "start", "event", "memory", "in use"
    );
    let mut beyond = Vec::new();
    for name in package::functions()? {
        if !arguments.functions.is_empty() && !arguments.functions.contains(&name) {
            continue;
        }
        let start = median(starts(&script, &name, arguments.runs)?)?;
        let used = in_use.as_ref().and_then(|used| used.get(&name)).copied();
        let shown_use = match (&in_use, used) {
            (None, _) => "not measured".to_owned(),
            (Some(_), None) => "not called".to_owned(),
            (Some(_), Some(used)) => format!("{:.1} MB", megabytes(used)),
        };
        println!(
            "{name:<14}{:>9.1} ms{:>9.1} ms{:>9.1} MB{shown_use:>14}  {}",
            start.start_ms,
            start.event_ms,
            megabytes(start.rss),
            start.outcome
        );
        if start.start_ms > START_MS || start.rss.max(used.unwrap_or(0)) > MEMORY {
            beyond.push(name);
        }
    }
    if !beyond.is_empty() {
        bail!(
            "slower than {START_MS} ms or larger than {} MB: {}",
            megabytes(MEMORY),
            beyond.join(", ")
        );
    }
    Ok(())
}

fn starts(script: &Path, name: &str, runs: usize) -> Result<Vec<Start>> {
    let bootstrap = target()?.join("lambda").join(name).join("bootstrap");
    ensure!(
        bootstrap.exists(),
        "{} was not built; run `cargo xtask package {name}`",
        bootstrap.display()
    );
    let output = Command::new("python3")
        .arg(script)
        .arg(bootstrap.canonicalize()?)
        .arg(name)
        .arg(event(name)?)
        .arg(runs.max(1).to_string())
        .envs(ENVIRONMENT)
        .stderr(Stdio::inherit())
        .output()
        .context("python3 is needed")?;
    ensure!(output.status.success(), "{name} was not measured");
    let lines = String::from_utf8(output.stdout)?;
    let starts = lines.lines().map(serde_json::from_str);
    starts.collect::<Result<_, _>>().context("the measurements")
}

/// The first sample event of the function.
fn event(name: &str) -> Result<PathBuf> {
    let folder = root().join("events").join(name);
    let mut events = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("{name} has no event"))? {
        events.push(entry?.path());
    }
    events.sort();
    events
        .into_iter()
        .next()
        .with_context(|| format!("{} is empty", folder.display()))
}

/// The start in the middle, with the most memory of all.
fn median(mut starts: Vec<Start>) -> Result<Start> {
    starts.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
    let rss = starts.iter().map(|start| start.rss).max().unwrap_or(0);
    let middle = starts.len() / 2;
    let start = starts.into_iter().nth(middle);
    let start = start.context("nothing was measured")?;
    Ok(Start { rss, ..start })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a process has less than 2^52 bytes"
)]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
