//! `analyst eval`: question-SQL pairs in, execution accuracy out.
//!
//! A question counts as right when its rows equal those of the gold SQL, run by the same engine over the same
//! tables: rows as a multiset, columns in any order, row order only where the gold SQL orders, numbers to a
//! relative 1e-4, NULL equal to NULL.

mod compare;
mod components;
mod flips;
mod judge;
mod pairs;
mod prediction;
mod report;
mod statements;
mod summary;
mod teach;

use crate::cli::EvalArgs;
use crate::commands::{Session, print, print_json};
use crate::exit::Exit;
use analyst::config::Config;
use analyst::product::Product;
use anyhow::{Context, Result};
use flips::Flips;
use indicatif::{ProgressBar, ProgressStyle};
use judge::Judge;
use pairs::Pair;
pub(crate) use prediction::Prediction;
use report::Report;
use statements::Statements;
use std::fs::File;
use std::io::{BufWriter, Write};
use summary::{Abstention, Prices, Summary};
use teach::Teacher;

pub(crate) async fn run(session: &Session, args: EvalArgs) -> Result<Exit> {
    let pairs = pairs::read(&args.questions)?;
    let asked = match args.sample {
        Some(count) => pairs::sample(&pairs, count),
        None => pairs.iter().collect(),
    };
    let earlier = args.compare.as_deref().map(flips::read).transpose()?;
    let work = tempfile::tempdir().context("no temporary folder can be made")?;
    // A data directory of its own, with the model of the usual one.
    let config = Config::read(&session.data_dir)?;
    let product = Product::open_with(work.path(), &config).await?;
    let judge = Judge::new(&product, &args)?;
    let predictions = predict_all(session, &args, &judge, &pairs, &asked).await?;
    let summary = Summary::of(&predictions, prices(&args));
    let report = Report {
        approach: approach(&args),
        flips: earlier.map(|earlier| Flips::between(&earlier, &predictions)),
        abstention: decline(session, &args, &judge).await?,
        summary,
    };
    if let Some(path) = &args.report {
        std::fs::write(path, report.markdown())
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    if session.json {
        print_json(&report.json())?;
    } else {
        print(&report.text())?;
    }
    let figures = report.summary.figures();
    let is_enough = |least: Option<f64>, share: f64| least.is_none_or(|least| share >= least);
    let enough = is_enough(args.min_accuracy, figures.execution_accuracy)
        && is_enough(args.min_precision, figures.precision);
    Ok(if enough {
        Exit::Answered
    } else {
        Exit::NotAnswered
    })
}

async fn predict_all(
    session: &Session,
    args: &EvalArgs,
    judge: &Judge<'_>,
    pairs: &[Pair],
    asked: &[&Pair],
) -> Result<Vec<Prediction>> {
    let statements = args
        .statements
        .as_deref()
        .map(Statements::read)
        .transpose()?;
    let mut sink = Sink::new(args)?;
    let mut teacher = args.examples.then(|| Teacher::new(judge.product, pairs));
    let bar = bar(asked.len(), session.json);
    let mut predictions = Vec::with_capacity(asked.len());
    for pair in asked {
        let source = judge.load(&pair.db_id).await?;
        if let Some(teacher) = &mut teacher {
            teacher.teach(&source, pair).await?;
        }
        let prediction = match &statements {
            Some(statements) => judge.given(&source, pair, statements).await,
            None => judge.asked(&source, pair).await?,
        };
        if let Some(teacher) = &teacher {
            teacher.restore(&source, pair).await?;
        }
        sink.take(&prediction)?;
        if session.json {
            print_json(&prediction)?;
        }
        predictions.push(prediction);
        bar.inc(1);
    }
    sink.finish()?;
    bar.finish_and_clear();
    Ok(predictions)
}

/// Asks what the data cannot answer.
async fn decline(
    session: &Session,
    args: &EvalArgs,
    judge: &Judge<'_>,
) -> Result<Option<Abstention>> {
    let Some(path) = &args.unanswerable else {
        return Ok(None);
    };
    let questions = pairs::read_unanswerable(path)?;
    let bar = bar(questions.len(), session.json);
    let mut abstention = Abstention::default();
    for asked in &questions {
        let source = judge.load(&asked.db_id).await?;
        let outcome = judge.outcome(&source, &asked.question).await?;
        abstention.add(&asked.question, &outcome);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(Some(abstention))
}

fn approach(args: &EvalArgs) -> String {
    match &args.statements {
        Some(path) => format!("statements of {}", path.display()),
        None => contract::Approach::from(args.approach).as_str().to_owned(),
    }
}

const fn prices(args: &EvalArgs) -> Prices {
    Prices {
        per_million_in: args.price_in,
        per_million_out: args.price_out,
    }
}

/// The file of predictions, if one is wished for.
struct Sink(Option<BufWriter<File>>);

impl Sink {
    fn new(args: &EvalArgs) -> Result<Self> {
        let file = args.predictions.as_deref().map(|path| {
            File::create(path).with_context(|| format!("{} cannot be written", path.display()))
        });
        Ok(Self(file.transpose()?.map(BufWriter::new)))
    }

    /// Each line is on the disk when it is taken: a run with a model is long, and may be stopped.
    fn take(&mut self, prediction: &Prediction) -> Result<()> {
        let Some(file) = &mut self.0 else {
            return Ok(());
        };
        serde_json::to_writer(&mut *file, prediction)?;
        file.write_all(b"\n")?;
        Ok(file.flush()?)
    }

    fn finish(self) -> Result<()> {
        match self.0 {
            Some(mut file) => Ok(file.flush()?),
            None => Ok(()),
        }
    }
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
