//! Prints how long a question takes from submission to answer, on the demo data, without and with
//! the cache, and the median of each of its stages: `ask_latency TIMES`.
#![expect(clippy::print_stdout, reason = "prints a measurement")]

use analyst::product::Product;
use analyst::runner::StageLog;
use anyhow::{Context, Result};
use contract::{Answer, Approach, AskRequest, JobStatus, Outcome};
use ingest::NoProgress;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// As the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
        let mut stages: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for index in 0..times {
            let started = Instant::now();
            let answer = ask(&product, QUESTIONS[index % QUESTIONS.len()], use_cache).await?;
            durations.push(started.elapsed().as_secs_f64() * 1000.0);
            for stage in answer.stages {
                let of_stage = stages.entry(stage.state).or_default();
                of_stage.push(stage.duration_ms.as_f64());
            }
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
        for (stage, mut durations) in stages {
            durations.sort_by(f64::total_cmp);
            println!("    {stage}: {:.2} ms", durations[durations.len() / 2]);
        }
    }
    Ok(())
}

async fn ask(product: &Product, question: &str, use_cache: bool) -> Result<Answer> {
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
    let answer = job.answer.context("a job that succeeded has an answer")?;
    anyhow::ensure!(
        answer.outcome == Outcome::Answered,
        "{question}: {:?}",
        answer.outcome
    );
    Ok(answer)
}
