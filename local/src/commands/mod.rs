//! One file a command.

mod ask;
mod cache;
mod check_sql;
mod demo;
mod examples;
mod ingest;
mod inspect;
mod jobs;
mod picture;
mod prompt;
mod remote;
mod schema;
mod serve;
mod sources;
mod start;
mod workbook;

use crate::cli::{Cli, Command};
use crate::eval;
use crate::exit::Exit;
use analyst::deployment::{ApiKey, Deployment};
use anyhow::{Context, Result};
use contract::{ErrorName, Fault};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Holds the key of an API when no file does.
const API_KEY_VARIABLE: &str = "ANALYST_API_KEY";

/// What every command needs of the command line.
pub(crate) struct Session {
    /// The data directory.
    pub(crate) data_dir: PathBuf,
    /// Whether to print JSON.
    pub(crate) json: bool,
    /// The API that is used instead of this machine.
    pub(crate) deployment: Option<Deployment>,
}

impl Session {
    /// # Errors
    /// `Config.Invalid`: the command works on this machine and nowhere else.
    fn on_this_machine(&self) -> Result<(), Fault> {
        if self.deployment.is_none() {
            return Ok(());
        }
        let message =
            "this command works on this machine alone; --api is for serve, ask, sources and schema";
        Err(Fault::new(ErrorName::ConfigInvalid, message))
    }
}

/// Runs the command.
pub(crate) async fn run(cli: Cli) -> Result<Exit> {
    let session = Session {
        data_dir: data_dir(cli.data_dir)?,
        json: cli.json,
        deployment: deployment(cli.api.as_deref(), cli.api_key_file.as_deref())?,
    };
    let goes_far = matches!(
        cli.command,
        Some(Command::Serve(_) | Command::Ask(_) | Command::Sources | Command::Schema(_))
    );
    if !goes_far {
        session.on_this_machine()?;
    }
    match cli.command {
        None => start::run(&session).await,
        Some(Command::Serve(args)) => serve::run(&session, &args).await,
        Some(Command::Ask(args)) => ask::run(&session, args).await,
        Some(Command::Ingest(args)) => ingest::run(&session, args).await,
        Some(Command::Sources) => sources::run(&session).await,
        Some(Command::Schema(args)) => schema::run(&session, args).await,
        Some(Command::Workbook(args)) => workbook::run(&session, args).await,
        Some(Command::Jobs(args)) => jobs::run(&session, &args).await,
        Some(Command::Examples(args)) => examples::run(&session, args).await,
        Some(Command::Cache(args)) => cache::run(&session, args).await,
        Some(Command::Inspect(args)) => inspect::run(&session, &args),
        Some(Command::CheckSql(args)) => check_sql::run(&session, args).await,
        Some(Command::Eval(args)) => eval::run(&session, args).await,
    }
}

/// The API of the command line, with its key.
fn deployment(url: Option<&str>, key_file: Option<&Path>) -> Result<Option<Deployment>, Fault> {
    let Some(url) = url.filter(|url| !url.is_empty()) else {
        return Ok(None);
    };
    let key = match key_file {
        Some(path) => Some(ApiKey::read(path)?),
        None => std::env::var(API_KEY_VARIABLE)
            .ok()
            .map(|key| ApiKey::new(&key))
            .transpose()?,
    };
    Deployment::new(url, key).map(Some)
}

fn data_dir(given: Option<PathBuf>) -> Result<PathBuf> {
    match given {
        Some(dir) => Ok(dir),
        None => directories::ProjectDirs::from("", "", "analyst")
            .map(|dirs| dirs.data_dir().to_owned())
            .context("this platform has no data folder; name one with --data-dir"),
    }
}

/// Prints to standard output. A reader that has gone away (`| head`) is no error.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| {
        if text.ends_with('\n') {
            Ok(())
        } else {
            out.write_all(b"\n")
        }
    });
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// Prints one JSON document on a line.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<()> {
    print(&serde_json::to_string(value)?)
}
