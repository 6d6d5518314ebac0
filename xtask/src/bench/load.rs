//! `cargo xtask bench load`: many clients at once, a kill in the middle, and a result of a million rows.

mod http;
mod server;

use crate::command::target;
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use http::Client;
use serde_json::{Value, json};
use server::Server;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Different questions over the demo data, none served from the cache.
const QUESTIONS: [&str; 6] = [
    "How many flights are there for each carrier?",
    "What is the average distance of flights?",
    "How many planes are there for each manufacturer?",
    "What is the maximum seats of planes?",
    "How many airports are there?",
    "How many flights are there for each month?",
];
/// Pauses between two looks at a job: the first, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// The longest a job takes, waiting included.
const PATIENCE: Duration = Duration::from_secs(300);

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Clients at once.
    #[arg(long, default_value_t = 200)]
    clients: usize,
    /// Jobs in all.
    #[arg(long, default_value_t = 5_000)]
    jobs: usize,
    /// Jobs that are accepted before the server is killed.
    #[arg(long, default_value_t = 1_000)]
    killed_after: usize,
    /// Rows of the large result.
    #[arg(long, default_value_t = 1_000_000)]
    rows: usize,
    /// The program; built in release when left out.
    #[arg(long)]
    program: Option<PathBuf>,
}

impl Load {
    pub(super) const fn builds(&self) -> bool {
        self.program.is_none()
    }
}

pub(crate) fn run_load(arguments: &Load, built: impl FnOnce() -> Result<PathBuf>) -> Result<()> {
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => built()?,
    };
    let data = server::fresh(&target()?.join("bench/load"))?;
    under_load(arguments, &program, &data)?;
    killed(arguments, &program, &data)?;
    large_result(arguments, &program, &data)
}

/// All clients submit a job, wait for its end, and go on with the next.
fn under_load(arguments: &Load, program: &Path, data: &Path) -> Result<()> {
    let server = Server::start(program, data)?;
    let next = AtomicUsize::new(0);
    let (accepted, ended, waits) = (Mutex::default(), Mutex::default(), AtomicUsize::new(0));
    let start = Instant::now();
    each_client(arguments.clients, |_| {
        let mut client = Client::new(&server.address);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= arguments.jobs {
                waits.fetch_add(client.waits, Ordering::Relaxed);
                return Ok(());
            }
            let began = Instant::now();
            let id = submit(&mut client, number)?;
            push(&accepted, began.elapsed());
            let job = ended_job(&mut client, &id)?;
            ensure!(job["answer"]["outcome"] == "answered", "job {id}: {job}");
            push(&ended, began.elapsed());
        }
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let jobs = arguments.jobs;
    println!(
        "{jobs} jobs of {} clients in {seconds:.1} s: {:.0} jobs/s, no error, none lost",
        arguments.clients,
        jobs as f64 / seconds
    );
    println!("  accepted after: {}", spread(accepted));
    println!("  answered after: {}", spread(ended));
    let memory = server
        .peak_mb()
        .map_or("?".to_owned(), |peak| peak.to_string());
    let waits = waits.into_inner();
    println!("  asked to come later: {waits} times; peak memory {memory} MB");
    Ok(())
}

/// Jobs are submitted until the server is killed; after its next start every accepted one ends.
fn killed(arguments: &Load, program: &Path, data: &Path) -> Result<()> {
    let server = Server::start(program, data)?;
    let accepted: Mutex<Vec<String>> = Mutex::default();
    let address = server.address.clone();
    thread::scope(|scope| -> Result<()> {
        for client in 0..arguments.clients {
            let (accepted, address) = (&accepted, &address);
            scope.spawn(move || {
                let mut client_ = Client::new(address);
                // The end of the server ends the client.
                while let Ok(id) = submit(&mut client_, client) {
                    push(accepted, id);
                }
            });
        }
        let start = Instant::now();
        while count(&accepted) < arguments.killed_after {
            ensure!(start.elapsed() < PATIENCE, "the server takes no jobs");
            thread::sleep(Duration::from_millis(1));
        }
        server.kill()
    })?;
    let accepted = accepted.into_inner().unwrap_or_default();
    let start = Instant::now();
    let server = Server::start(program, data)?;
    let mut client = Client::new(&server.address);
    let mut succeeded = 0;
    for id in &accepted {
        let job = ended_job(&mut client, id)?;
        succeeded += usize::from(job["status"] == "succeeded");
    }
    println!(
        "kill -9 after {} accepted jobs: all of them ended within {:.1} s of the next start, {succeeded} succeeded",
        accepted.len(),
        start.elapsed().as_secs_f64()
    );
    ensure!(succeeded == accepted.len(), "not all succeeded");
    Ok(())
}

fn large_result(arguments: &Load, program: &Path, data: &Path) -> Result<()> {
    // A result of an upload has 10,000 rows at most unless somebody wants more.
    let limits = format!("[uploads]\nrow_cap = {}\n", arguments.rows);
    fs::write(data.join("config.toml"), limits)?;
    let server = Server::start(program, data)?;
    let mut client = Client::new(&server.address);
    let sql = format!(
        "SELECT a.flight, a.carrier, a.distance * 1.5 + b.flight AS far, b.origin, b.tailnum \
         FROM flights a CROSS JOIN flights b LIMIT {}",
        arguments.rows
    );
    let rows = arguments.rows;
    let body = json!({ "question": "many rows", "source": "flights", "options": { "sql": sql } });
    let (job, took) = timed(|| {
        let answer = client.call("POST", "/v1/jobs", Some(&body))?;
        let id = answer.json()?["job_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        ended_job(&mut client, &id)
    })?;
    ensure!(job["answer"]["row_count"] == rows, "{job}");
    println!("a result of {rows} rows is answered in {took}");
    let id = job["job_id"].as_str().context("no job")?;
    let path = format!("/v1/jobs/{id}/result");
    let last = arguments.rows.saturating_sub(100);
    for (what, query) in [
        ("first page", "offset=0&limit=100".to_owned()),
        ("last page", format!("offset={last}&limit=100")),
        (
            "sorted by a number",
            "limit=100&sort=far&order=desc".to_owned(),
        ),
        (
            "its next page",
            "offset=100&limit=100&sort=far&order=desc".to_owned(),
        ),
        ("sorted by a text", "limit=100&sort=tailnum".to_owned()),
    ] {
        let page = format!("{path}?{query}");
        let (rows, took) = timed(|| client.told(&page))?;
        ensure!(
            rows["rows"]
                .as_array()
                .is_some_and(|rows| rows.len() == 100),
            "{what}: {rows}"
        );
        println!("  {what}: {took}");
    }
    let memory = server
        .peak_mb()
        .map_or("?".to_owned(), |peak| peak.to_string());
    println!("  peak memory so far {memory} MB");
    for format in ["json", "csv", "parquet", "xlsx"] {
        let file = format!("{path}?format={format}");
        let (bytes, took) = timed(|| download(&mut client, &file))?;
        println!("  as {format}: {:.1} MB in {took}", bytes as f64 / 1e6);
    }
    let memory = server
        .peak_mb()
        .map_or("?".to_owned(), |peak| peak.to_string());
    println!("  peak memory in the end {memory} MB");
    Ok(())
}

fn download(client: &mut Client, path: &str) -> Result<usize> {
    let answer = client.call("GET", path, None)?;
    let told = String::from_utf8_lossy(&answer.body).into_owned();
    let location = answer.location.with_context(|| format!("{path}: {told}"))?;
    let file = client.call("GET", &location, None)?;
    ensure!(file.status == 200, "{path}: {}", file.status);
    Ok(file.body.len())
}

fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, String)> {
    let start = Instant::now();
    let done = work()?;
    Ok((
        done,
        format!("{:.0} ms", start.elapsed().as_secs_f64() * 1e3),
    ))
}

fn submit(client: &mut Client, number: usize) -> Result<String> {
    let body = json!({
        "question": QUESTIONS[number % QUESTIONS.len()], "source": "flights",
        "options": { "use_cache": false },
    });
    let answer = client.call("POST", "/v1/jobs", Some(&body))?;
    ensure!(answer.status == 202, "POST /v1/jobs: {}", answer.status);
    let accepted = answer.json()?;
    Ok(accepted["job_id"].as_str().context("no job id")?.to_owned())
}

fn ended_job(client: &mut Client, id: &str) -> Result<Value> {
    let (start, mut pause) = (Instant::now(), FIRST_PAUSE);
    loop {
        let job = client.told(&format!("/v1/jobs/{id}"))?;
        if !matches!(job["status"].as_str(), Some("queued" | "running")) {
            return Ok(job);
        }
        if start.elapsed() > PATIENCE {
            bail!("job {id} did not end: {job}");
        }
        thread::sleep(pause);
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

/// Runs one thread a client; the first error of any is the error of all.
fn each_client(clients: usize, work: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    thread::scope(|scope| {
        let running: Vec<_> = (0..clients)
            .map(|client| {
                let work = &work;
                scope.spawn(move || work(client))
            })
            .collect();
        for client in running {
            match client.join() {
                Ok(ended) => ended?,
                Err(_) => bail!("a client panicked"),
            }
        }
        Ok(())
    })
}

fn push<T>(list: &Mutex<Vec<T>>, item: T) {
    list.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .push(item);
}

fn count<T>(list: &Mutex<Vec<T>>) -> usize {
    list.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .len()
}

fn spread(durations: Mutex<Vec<Duration>>) -> String {
    let mut durations = durations.into_inner().unwrap_or_default();
    durations.sort_unstable();
    let at = |share: usize| {
        let place = durations.len() * share / 100;
        let duration = durations.get(place.min(durations.len().saturating_sub(1)));
        duration.map_or(0.0, |duration| duration.as_secs_f64() * 1e3)
    };
    format!(
        "median {:.0} ms, p95 {:.0} ms, p99 {:.0} ms, max {:.0} ms",
        at(50),
        at(95),
        at(99),
        at(100)
    )
}
