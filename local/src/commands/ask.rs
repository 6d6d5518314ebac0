use super::{Session, picture, print, print_json, remote};
use crate::cli::AskArgs;
use crate::exit::Exit;
use crate::output;
use analyst::deployment::Deployment;
use analyst::product::Product;
use analyst::runner::StageLog;
use anyhow::Result;
use contract::{Answer, Approach, AskRequest, ErrorName, Fault, Job, Outcome, StageStatus, Turn};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(session: &Session, args: AskArgs) -> Result<Exit> {
    let approach = args.approach.into();
    let question = |source| Question {
        text: &args.question,
        source,
        approach,
        sql: args.sql.clone(),
        use_cache: !args.no_cache,
        conversation: &[],
    };
    let answer = match &session.deployment {
        Some(deployment) => {
            let source = remote::source_or_only(deployment, args.source.as_deref()).await?;
            answer_far(deployment, question(&source), session.json).await?
        }
        None => {
            let product = Product::open(&session.data_dir).await?;
            // What an earlier run had left comes first.
            product.work_off().await?;
            let source = product.source_or_only(args.source.as_deref()).await?;
            answer(&product, question(&source.name), session.json).await?
        }
    };
    if session.json {
        print_json(&answer)?;
    } else {
        print(&output::answer::render(&answer))?;
    }
    if let Some(file) = &args.chart {
        picture::draw(&args.question, &answer, file).await?;
    }
    Ok(answer.outcome.into())
}

/// Asks a deployed API.
async fn answer_far(
    deployment: &Deployment,
    question: Question<'_>,
    quiet: bool,
) -> Result<Answer> {
    let spinner = Spinner::new(quiet);
    let job = remote::ask(deployment, question, &spinner).await;
    spinner.end();
    let job = job?;
    let job_id = job.job_id.clone();
    let mut answer = ended(job)?;
    if lacks_rows(&answer) {
        answer.rows = remote::result(deployment, &job_id).await?.rows;
    }
    Ok(answer)
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
    let spinner = Spinner::new(quiet);
    let shown = spinner.0.clone();
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
    spinner.end();
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
    let job_id = job.job_id.clone();
    let mut answer = ended(job)?;
    if lacks_rows(&answer) {
        answer.rows = product.result(&job_id).await?.rows;
    }
    Ok(answer)
}

/// The answer of a job that has ended, or why there is none.
fn ended(job: Job) -> Result<Answer, Fault> {
    let error = job.error;
    job.answer.ok_or_else(|| match error {
        Some(problem) => Fault::new(problem.title, problem.detail),
        None => Fault::new(ErrorName::JobCancelled, "the question was cancelled"),
    })
}

fn lacks_rows(answer: &Answer) -> bool {
    answer.outcome == Outcome::Answered && answer.row_count > answer.rows.len() as u64
}

/// Turns on a terminal while something is worked on, and says what.
pub(crate) struct Spinner(ProgressBar);

impl Spinner {
    pub(crate) fn new(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let spinner = ProgressBar::new_spinner()
            .with_style(ProgressStyle::default_spinner().tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ "));
        spinner.enable_steady_tick(Duration::from_millis(80));
        Self(spinner)
    }

    pub(crate) fn show(&self, message: &str) {
        self.0.set_message(message.to_owned());
    }

    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}
