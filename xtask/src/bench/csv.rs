//! `cargo xtask bench csv`: how often the writing of delimited text is found, beside other programs.

use super::csv_sets::{self, Expected};
use crate::command::{cargo, run};
use crate::tools;
use anyhow::{Context, Result};
use clap::Args;
use csv_schema::{Limits, inspect};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program that asks the others.
const PEERS: &str = include_str!("csv_peers.py");
/// What our own findings are listed under.
const OURS: &str = "analyst";

/// The sets to measure; those that are not given are left out.
#[derive(Debug, Args)]
pub(crate) struct Csv {
    /// A folder of annotated files.
    #[arg(long, requires = "annotations")]
    w3c: Option<PathBuf>,
    /// Their annotations: a line `file|encoding|delimiter|quote|escape|line ending` each.
    #[arg(long, requires = "w3c")]
    annotations: Option<PathBuf>,
    /// The folder of csv-spectrum, with `csvs` and `json` in it.
    #[arg(long)]
    spectrum: Option<PathBuf>,
    /// A folder of files of which each has to be read or refused.
    #[arg(long)]
    duckdb: Option<PathBuf>,
    /// Generated files of each difficulty.
    #[arg(long, default_value_t = 1000)]
    generated: u64,
    /// Leave the other programs out.
    #[arg(long)]
    no_peers: bool,
}

/// What a program found in a file; no delimiter when it failed.
#[derive(Debug, Deserialize)]
struct Found {
    tool: String,
    file: PathBuf,
    delimiter: Option<String>,
    quote: Option<String>,
}

pub(crate) fn run_csv(arguments: &Csv) -> Result<()> {
    if let (Some(folder), Some(annotations)) = (&arguments.w3c, &arguments.annotations) {
        let expected = csv_sets::annotated(folder, annotations)?;
        dialects(&expected, arguments.no_peers)?;
    }
    if let Some(folder) = &arguments.spectrum {
        println!("csv-spectrum: {}", csv_sets::spectrum(folder)?);
    }
    if let Some(folder) = &arguments.duckdb {
        println!("{}: {}", folder.display(), csv_sets::read_all(folder)?);
    }
    if arguments.generated > 0 {
        for difficulty in ["clean", "surrounded", "damaged"] {
            run(cargo()
                .args(["run", "--quiet", "--release", "--package", "csv-schema"])
                .args(["--example", "generated", "--"])
                .args([&arguments.generated.to_string(), difficulty]))?;
        }
    }
    Ok(())
}

/// Prints how many files each program is right about.
fn dialects(expected: &[Expected], no_peers: bool) -> Result<()> {
    let files: Vec<&Path> = expected.iter().map(|file| file.path.as_path()).collect();
    let mut found: Vec<Found> = files.iter().map(|path| ours(path)).collect();
    if !no_peers {
        found.extend(peers(&files)?);
    }
    let mut sums: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for found in &found {
        let truth = expected.iter().find(|truth| truth.path == found.file);
        let truth = truth.context("an answer about a file that was not asked for")?;
        let delimiter = found.delimiter.as_deref() == Some(&truth.delimiter);
        // Without quoted fields, no quotation mark and the usual one are the same finding.
        let quote = found.quote.as_deref().filter(|quote| !quote.is_empty());
        let both = delimiter && quote.unwrap_or("\"") == truth.quote;
        let [right, right_delimiter, failed] = sums.entry(&found.tool).or_default();
        *right += usize::from(both);
        *right_delimiter += usize::from(delimiter);
        *failed += usize::from(found.delimiter.is_none());
        if found.tool == OURS && !both {
            println!(
                "wrong: {}: {:?} {:?}",
                truth.path.display(),
                found.delimiter,
                found.quote
            );
        }
    }
    let all = files.len();
    println!("{all} annotated files, failures count as wrong");
    for (tool, [right, delimiter, failed]) in sums {
        println!(
            "{tool:<20} delimiter and quote {right:>4}   delimiter {delimiter:>4}   failed {failed:>3}"
        );
    }
    Ok(())
}

fn ours(path: &Path) -> Found {
    let inspection = File::open(path)
        .ok()
        .and_then(|file| inspect(file, &Limits::default()).ok());
    let dialect = inspection.map(|inspection| inspection.dialect.describe());
    Found {
        tool: OURS.to_owned(),
        file: path.to_owned(),
        delimiter: dialect.as_ref().map(|dialect| dialect.delimiter.clone()),
        quote: dialect.and_then(|dialect| dialect.quote),
    }
}

fn peers(files: &[&Path]) -> Result<Vec<Found>> {
    let python = tools::csv_peers()?;
    let mut child = Command::new(python)
        .args(["-c", PEERS])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("Python does not start")?;
    let names: Vec<String> = files
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let mut input = child.stdin.take().context("Python has an input")?;
    let writer = std::thread::spawn(move || input.write_all(names.join("\n").as_bytes()));
    let output = child.wait_with_output()?;
    writer
        .join()
        .ok()
        .context("the names could not be handed over")??;
    let text = String::from_utf8(output.stdout)?;
    text.lines()
        .map(|line| serde_json::from_str(line).context("an answer is no JSON"))
        .collect()
}
