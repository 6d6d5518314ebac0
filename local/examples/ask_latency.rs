//! Prints how long a question takes from submission to answer, on the demo data, without and with
//! the cache: `ask_latency TIMES`.
#![expect(clippy::print_stdout, reason = "prints a measurement")]

use analyst::product::Product;
use analyst::runner::StageLog;
use anyhow::{Context, Result};
use contract::{Approach, AskRequest, JobStatus, Outcome};
use ingest::NoProgress;
use std::io::Cursor;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

const ARCHIVE: &[u8] = include_bytes!("../demo/flights.zip");

/// Different questions, so that no answer helps the next one.
const QUESTIONS: &[&str] = &[
    "How many flights are there for each carrier?",
    "What is the average distance of flights?",
    "How many planes are there for each manufacturer?",
    "What is the maximum seats of planes?",
    "How many airports are there?",
];

#[tokio::main]
async fn main() -> Result<()> {
    let times: usize = std::env::args()
        .nth(1)
        .context("how many times?")?
        .parse()?;
    let folder = tempfile::tempdir()?;
    let product = Product::open(folder.path()).await?;
    product
        .ingest(
            Cursor::new(ARCHIVE),
            "flights.zip",
            "flights",
            Arc::new(NoProgress),
        )
        .await?;
    for use_cache in [false, true] {
        let mut durations = Vec::new();
        for index in 0..times {
            let started = Instant::now();
            ask(&product, QUESTIONS[index % QUESTIONS.len()], use_cache).await?;
            durations.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        durations.sort_by(f64::total_cmp);
        let cache = if use_cache {
            "with the cache"
        } else {
            "without the cache"
        };
        println!(
            "{times} questions {cache}: median {:.2} ms, p95 {:.2} ms, max {:.2} ms",
            durations[times / 2],
            durations[times * 95 / 100],
            durations[times - 1]
        );
    }
    Ok(())
}

async fn ask(product: &Product, question: &str, use_cache: bool) -> Result<()> {
    let request = AskRequest {
        job_id: String::new(),
        question: question.to_owned(),
        source: "flights".to_owned(),
        role: "analyst".to_owned(),
        approach: Approach::Rules,
        conversation: vec![],
        use_cache,
        sql: None,
        asked_at: jiff::Timestamp::now().to_string(),
    };
    let job = product
        .ask(request, &StageLog::silent(), CancellationToken::new())
        .await?;
    anyhow::ensure!(
        job.status == JobStatus::Succeeded,
        "{question}: {:?}",
        job.error
    );
    let outcome = job.answer.map(|answer| answer.outcome);
    anyhow::ensure!(
        outcome == Some(Outcome::Answered),
        "{question}: {outcome:?}"
    );
    Ok(())
}
