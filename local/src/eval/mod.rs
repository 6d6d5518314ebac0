//! `analyst eval`: question-SQL pairs in, execution accuracy out.
//!
//! A question counts as right when its rows equal those of the gold SQL, run by the same engine over the same
//! tables: rows as a multiset, columns in any order, row order only where the gold SQL orders, numbers to a
//! relative 1e-4, NULL equal to NULL.

mod compare;
mod pairs;
mod summary;

use crate::cli::EvalArgs;
use crate::commands::{Session, print, print_json};
use crate::exit::Exit;
use analyst::config::Config;
use analyst::product::Product;
use analyst::runner::{JobEnd, Runner, StageLog};
use anyhow::{Context, Result};
use contract::{AskRequest, Outcome, ResultColumn, ResultSet, Row, Source};
use indicatif::{ProgressBar, ProgressStyle};
use ingest::NoProgress;
use pairs::Pair;
use ports::Query;
use serde::Serialize;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::time::Instant;
use summary::Summary;
use tokio_util::sync::CancellationToken;

/// What came of one question: a line of the predictions.
#[derive(Debug, Serialize)]
pub(crate) struct Prediction {
    db_id: String,
    question: String,
    outcome: String,
    sql: Option<String>,
    columns: Vec<ResultColumn>,
    rows: Vec<Row>,
    duration_ms: f64,
    confidence: Option<f64>,
    text: String,
    /// `None` when the gold SQL itself does not run here.
    correct: Option<bool>,
    /// Whether the gold SQL brings no row; such questions are left out of the headline.
    gold_empty: bool,
}

pub(crate) async fn run(session: &Session, args: EvalArgs) -> Result<Exit> {
    let pairs = pairs::read(&args.questions)?;
    let work = tempfile::tempdir().context("no temporary folder can be made")?;
    // A data directory of its own, with the model of the usual one.
    let config = Config::read(&session.data_dir)?;
    let product = Product::open_with(work.path(), &config).await?;
    let runner = Runner::new(product.ports())?;
    let mut sink = args
        .predictions
        .as_deref()
        .map(File::create)
        .transpose()?
        .map(BufWriter::new);
    let bar = bar(pairs.len(), session.json);
    let mut summary = Summary::default();
    for pair in &pairs {
        let source = load(&product, &pair.db_id, &args).await?;
        let prediction = predict(&product, &runner, &source, pair, &args).await?;
        if let Some(sink) = &mut sink {
            serde_json::to_writer(&mut *sink, &prediction)?;
            sink.write_all(b"\n")?;
        }
        if session.json {
            print_json(&prediction)?;
        }
        summary.add(&prediction);
        bar.inc(1);
    }
    if let Some(sink) = &mut sink {
        sink.flush()?;
    }
    bar.finish_and_clear();
    if session.json {
        print_json(&serde_json::json!({ "summary": summary.figures() }))?;
    } else {
        print(&summary.to_string())?;
    }
    let enough = args
        .min_accuracy
        .is_none_or(|least| summary.figures().execution_accuracy >= least);
    Ok(if enough {
        Exit::Answered
    } else {
        Exit::NotAnswered
    })
}

/// The database's source, ingested when it is first asked about.
async fn load(product: &Product, db_id: &str, args: &EvalArgs) -> Result<Source> {
    let name = db_id.to_lowercase();
    if let Ok(source) = product.ports().catalog.source(&name).await {
        return Ok(source);
    }
    let path = args.zips.join(format!("{db_id}.zip"));
    let archive =
        File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    product
        .ingest_file(
            archive,
            &format!("{db_id}.zip"),
            &name,
            Arc::new(NoProgress),
        )
        .await?;
    Ok(product.ports().catalog.source(&name).await?)
}

async fn predict(
    product: &Product,
    runner: &Runner,
    source: &Source,
    pair: &Pair,
    args: &EvalArgs,
) -> Result<Prediction> {
    let request = AskRequest {
        job_id: "eval".to_owned(),
        question: pair.question.clone(),
        source: source.name.clone(),
        role: "analyst".to_owned(),
        approach: args.approach.into(),
        conversation: vec![],
        use_cache: false,
        sql: None,
        asked_at: jiff::Timestamp::now().to_string(),
    };
    let started = Instant::now();
    let ended = runner
        .run(&request, &StageLog::silent(), CancellationToken::new())
        .await;
    let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
    let gold = gold(product, source, pair).await;
    let mut prediction = Prediction {
        db_id: pair.db_id.clone(),
        question: pair.question.clone(),
        outcome: "failed".to_owned(),
        sql: None,
        columns: vec![],
        rows: vec![],
        duration_ms,
        confidence: None,
        text: String::new(),
        correct: gold.as_ref().map(|_| false),
        gold_empty: gold
            .as_ref()
            .map_or(pair.empty, |gold| gold.rows.is_empty()),
    };
    match ended.end {
        JobEnd::Succeeded(answer) => {
            prediction.outcome = answer.outcome.as_str().to_owned();
            prediction.sql = answer.sql;
            prediction.confidence = answer.confidence;
            prediction.text = answer.text;
            if matches!(answer.outcome, Outcome::Answered | Outcome::Empty) {
                let result = product.result(&request.job_id).await?;
                prediction.correct =
                    gold.map(|gold| compare::equal(&gold, &result, pair.is_ordered()));
                prediction.columns = result.columns;
                prediction.rows = result.rows;
            }
        }
        JobEnd::Failed(problem) => prediction.text = problem.detail,
        JobEnd::Cancelled => (),
    }
    Ok(prediction)
}

/// The rows of the gold SQL, or `None` when it does not run on this engine.
async fn gold(product: &Product, source: &Source, pair: &Pair) -> Option<ResultSet> {
    let query = Query {
        job_id: "gold".to_owned(),
        source: source.clone(),
        sql: pair.gold.clone(),
    };
    product.ports().engine.execute(&query).await.ok()
}

fn bar(questions: usize, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(questions as u64);
    match ProgressStyle::with_template("{bar:30} {pos}/{len} questions, eta {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
