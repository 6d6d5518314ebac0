use super::{Session, print, print_json};
use crate::cli::AskArgs;
use crate::exit::Exit;
use crate::output;
use analyst::product::Product;
use analyst::runner::StageLog;
use anyhow::Result;
use contract::{Answer, Approach, AskRequest, ErrorName, Fault, Job, Outcome, StageStatus, Turn};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(session: &Session, args: AskArgs) -> Result<Exit> {
    let product = Product::open(&session.data_dir).await?;
    // What an earlier run had left comes first.
    product.work_off().await?;
    let source = product.source_or_only(args.source.as_deref()).await?;
    let question = Question {
        text: &args.question,
        source: &source.name,
        approach: args.approach.into(),
        sql: args.sql,
        use_cache: !args.no_cache,
        conversation: &[],
    };
    let answer = answer(&product, question, session.json).await?;
    if session.json {
        print_json(&answer)?;
    } else {
        print(&output::answer::render(&answer))?;
    }
    Ok(answer.outcome.into())
}

/// What a person wants to know.
pub(crate) struct Question<'a> {
    pub(crate) text: &'a str,
    pub(crate) source: &'a str,
    pub(crate) approach: Approach,
    pub(crate) sql: Option<String>,
    pub(crate) use_cache: bool,
    pub(crate) conversation: &'a [Turn],
}

/// Asks, shows the stages while it works, and gives the answer with all rows. Ctrl-C cancels.
pub(crate) async fn answer(
    product: &Product,
    question: Question<'_>,
    quiet: bool,
) -> Result<Answer> {
    let spinner = spinner(quiet);
    let shown = spinner.clone();
    let log = StageLog::new(Box::new(move |stage| {
        if stage.status == StageStatus::Running {
            shown.set_message(stage.state.clone());
        }
    }));
    let cancel = CancellationToken::new();
    let on_signal = cancel.clone();
    let signal = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            on_signal.cancel();
        }
    });
    let job = product.ask(request(question), &log, cancel).await;
    signal.abort();
    spinner.finish_and_clear();
    with_all_rows(product, job?).await
}

fn request(question: Question<'_>) -> AskRequest {
    AskRequest {
        // The store of jobs gives the id.
        job_id: String::new(),
        question: question.text.to_owned(),
        source: question.source.to_owned(),
        role: "analyst".to_owned(),
        approach: question.approach,
        conversation: question.conversation.to_vec(),
        use_cache: question.use_cache,
        sql: question.sql,
        asked_at: jiff::Timestamp::now().to_string(),
    }
}

async fn with_all_rows(product: &Product, job: Job) -> Result<Answer> {
    let Some(mut answer) = job.answer else {
        let fault = job.error.map_or_else(
            || Fault::new(ErrorName::JobCancelled, "the question was cancelled"),
            |problem| Fault::new(problem.title, problem.detail),
        );
        return Err(fault.into());
    };
    if answer.outcome == Outcome::Answered && answer.row_count > answer.rows.len() as u64 {
        answer.rows = product.result(&job.job_id).await?.rows;
    }
    Ok(answer)
}

fn spinner(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner()
        .with_style(ProgressStyle::default_spinner().tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ "));
    spinner.enable_steady_tick(Duration::from_millis(80));
    spinner
}
