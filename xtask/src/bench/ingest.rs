//! `cargo xtask bench ingest`: an archive of TPC-H as CSV, beside bare unpacking and other programs.

use super::analyst;
use crate::command::{run, target};
use crate::tools;
use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What measures, converts and packs.
const RUNS: &str = include_str!("ingest_runs.py");
/// Other programs, as their script and people call them. Each unpacks the archive first.
const PEERS: [(&str, &str); 4] = [
    ("duckdb", "unzip + DuckDB"),
    ("duckdb-all", "unzip + DuckDB, all rows typed"),
    ("polars", "unzip + Polars"),
    ("pandas", "unzip + pandas"),
];
/// How much larger the archive is that shows whether memory grows.
const LARGER: f64 = 10.0;
/// Files of the archive of small files.
const SMALL_FILES: usize = 10_000;

#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// Scale factor of TPC-H; 0.5 is 551 MB of CSV.
    #[arg(long, default_value_t = 0.5)]
    scale: f64,
    /// Runs of each program; the median counts.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Only bare unpacking and our own ingest.
    #[arg(long)]
    quick: bool,
}

/// One run of a program.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Usage {
    /// Seconds on the clock.
    wall: f64,
    /// Seconds of all processors.
    cpu: f64,
    /// Bytes in memory at most, of the largest process.
    rss: u64,
}

pub(crate) fn run_ingest(arguments: &Ingest) -> Result<()> {
    let bench = Bench::new()?;
    let archive = bench.tpch(arguments.scale)?;
    let unpacked = fs::metadata(&archive)?.len();
    println!(
        "TPC-H at scale {}: {} packed\n",
        arguments.scale,
        megabytes(unpacked)
    );
    println!(
        "{:34} {:>8} {:>8} {:>10} {:>8}",
        "", "wall", "CPU", "memory", "ratio"
    );
    let unzip = ["unzip", "-p"]
        .map(Into::into)
        .into_iter()
        .chain([archive.clone()]);
    let base = bench.median(arguments.runs, unzip)?;
    show("unzip -p", base, base);
    let ours = bench.ingest(arguments.runs, &archive)?;
    show("analyst ingest", ours, base);
    if arguments.quick {
        return Ok(());
    }
    for (peer, name) in PEERS {
        let script = [
            bench.python.clone(),
            bench.script(),
            "peer".into(),
            peer.into(),
        ];
        let command = script
            .into_iter()
            .chain([archive.clone(), bench.folder.join("peer")]);
        show(name, bench.median(arguments.runs, command)?, base);
    }
    let larger = bench.tpch(arguments.scale * LARGER)?;
    show(
        "analyst ingest, ten times larger",
        bench.ingest(1, &larger)?,
        base,
    );
    let small = bench.small()?;
    show(
        "analyst ingest, 10,000 small files",
        bench.ingest(1, &small)?,
        base,
    );
    Ok(())
}

/// Where the data lies, and what runs the script.
struct Bench {
    folder: PathBuf,
    python: PathBuf,
}

impl Bench {
    fn new() -> Result<Self> {
        let folder = target()?.join("bench");
        fs::create_dir_all(&folder)?;
        let bench = Self {
            folder,
            python: tools::ingest_peers()?,
        };
        fs::write(bench.script(), RUNS)?;
        Ok(bench)
    }

    fn script(&self) -> PathBuf {
        self.folder.join("ingest_runs.py")
    }

    /// The archive of all tables at that scale; made once.
    fn tpch(&self, scale: f64) -> Result<PathBuf> {
        let archive = self.folder.join(format!("tpch-{scale}.zip"));
        let folder = self.folder.join("tpch");
        self.once(&archive, |unfinished| {
            let _ = fs::remove_dir_all(&folder);
            let generator = self.python.with_file_name("tpchgen-cli");
            let scale = scale.to_string();
            let arguments = ["csv", "--scale-factor", &scale, "--output-dir"];
            run(Command::new(generator).args(arguments).arg(&folder))?;
            self.run_script("pack", &folder, unfinished)?;
            Ok(fs::remove_dir_all(&folder)?)
        })
    }

    /// The archive of small files; made once.
    fn small(&self) -> Result<PathBuf> {
        let archive = self.folder.join("small.zip");
        let count = PathBuf::from(SMALL_FILES.to_string());
        self.once(&archive, |unfinished| {
            self.run_script("small", &count, unfinished)
        })
    }

    fn once(&self, archive: &Path, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        if !archive.exists() {
            let unfinished = self.folder.join("unfinished.zip");
            make(&unfinished)?;
            fs::rename(unfinished, archive)?;
        }
        Ok(archive.to_owned())
    }

    fn run_script(&self, task: &str, from: &Path, to: &Path) -> Result<()> {
        run(Command::new(&self.python)
            .arg(self.script())
            .arg(task)
            .arg(from)
            .arg(to))
    }

    /// Ingests into a data directory of its own, where each run makes a source of its own.
    fn ingest(&self, runs: usize, archive: &Path) -> Result<Usage> {
        let mut usages = Vec::new();
        for _ in 0..runs.max(1) {
            let data = self.folder.join("data");
            let _ = fs::remove_dir_all(&data);
            let words = [
                "--data-dir".into(),
                data.clone(),
                "--json".into(),
                "ingest".into(),
            ];
            let command = [analyst()?]
                .into_iter()
                .chain(words)
                .chain([archive.to_owned()]);
            usages.extend(self.measure(1, command)?);
            fs::remove_dir_all(&data)?;
        }
        median(usages)
    }

    fn median(&self, runs: usize, command: impl Iterator<Item = PathBuf>) -> Result<Usage> {
        median(self.measure(runs.max(1), command)?)
    }

    fn measure(&self, runs: usize, command: impl Iterator<Item = PathBuf>) -> Result<Vec<Usage>> {
        let output = Command::new(&self.python)
            .arg(self.script())
            .args(["measure", &runs.to_string()])
            .args(command)
            .stderr(Stdio::inherit())
            .output()?;
        anyhow::ensure!(output.status.success(), "a program failed");
        let lines = String::from_utf8(output.stdout)?;
        let usages = lines.lines().map(serde_json::from_str);
        usages.collect::<Result<_, _>>().context("the measurements")
    }
}

/// The run in the middle by time, with the most memory of all.
fn median(mut usages: Vec<Usage>) -> Result<Usage> {
    usages.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    let middle = *usages
        .get(usages.len() / 2)
        .context("nothing was measured")?;
    let rss = usages.iter().map(|usage| usage.rss).max().unwrap_or(0);
    Ok(Usage { rss, ..middle })
}

fn show(name: &str, usage: Usage, base: Usage) {
    let Usage { wall, cpu, rss } = usage;
    let ratio = wall / base.wall;
    let memory = megabytes(rss);
    println!("{name:34} {wall:>6.2} s {cpu:>6.2} s {memory:>10} {ratio:>7.2}x");
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}
