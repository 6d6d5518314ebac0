//! `cargo xtask sam-local`: every function under the runtime interface emulator of Lambda, by `sam local invoke`.
//!
//! The public base image cannot always be pulled, so a small one of the same name is made from what is on this machine, and
//! lives in a Docker daemon of its own: the images of the daemon that runs here otherwise stay as they are.

mod daemon;
mod image;

use crate::command::{root, run_quietly, target};
use crate::{package, tools};
use anyhow::{Context, Result, bail};
use clap::Args;
use daemon::Daemon;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Debug, Args)]
pub(crate) struct SamLocal {
    /// These functions only.
    functions: Vec<String>,
    /// Invokes the bootstraps of the last `cargo xtask package` as they are.
    #[arg(long)]
    built: bool,
}

/// What a function did with its event.
enum Reply {
    Answered,
    /// One of our named errors: nothing else answers in the container.
    Named(String),
}

pub(crate) fn run_sam_local(arguments: &SamLocal) -> Result<()> {
    if !arguments.built {
        package::run_package(&arguments.functions)?;
    }
    let folder = target()?.join("sam-local");
    fs::create_dir_all(&folder)?;
    let daemon = Daemon::start(&folder)?;
    image::import(&daemon, &folder)?;
    let mut failed = Vec::new();
    for name in package::functions()? {
        if !arguments.functions.is_empty() && !arguments.functions.contains(&name) {
            continue;
        }
        for event in events(&name)? {
            let shown = event.file_name().unwrap_or_default().to_string_lossy();
            match invoke(&daemon, &folder, &name, &event) {
                Ok(Reply::Answered) => println!("ok    {name} {shown}"),
                Ok(Reply::Named(error)) => println!("ok    {name} {shown}: {error}"),
                Err(error) => {
                    println!("FAIL  {name} {shown}: {error:#}");
                    failed.push(name.clone());
                }
            }
        }
    }
    if !failed.is_empty() {
        bail!("failed under sam local: {}", failed.join(", "));
    }
    Ok(())
}

fn events(name: &str) -> Result<Vec<PathBuf>> {
    let folder = root().join("events").join(name);
    let entries = fs::read_dir(&folder).with_context(|| format!("{name} has no sample event"))?;
    let mut events = Vec::new();
    for entry in entries {
        events.push(entry?.path());
    }
    events.sort();
    Ok(events)
}

fn invoke(daemon: &Daemon, folder: &Path, name: &str, event: &Path) -> Result<Reply> {
    let code = target()?.join("lambda").join(name);
    let template = folder.join(format!("{name}.yaml"));
    fs::write(&template, template_of(&code))?;
    let output = Command::new(tools::sam()?)
        .args(["local", "invoke", "Function", "--skip-pull-image"])
        .arg("--template")
        .arg(&template)
        .arg("--event")
        .arg(event)
        .env("DOCKER_HOST", daemon.address())
        .env("SAM_CLI_TELEMETRY", "0")
        .env("AWS_DEFAULT_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .output()
        .context("sam does not start")?;
    let reply = String::from_utf8_lossy(&output.stdout);
    let last = reply
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .with_context(|| last_line(&output.stderr))?;
    let reply: Value = serde_json::from_str(last).with_context(|| last.to_owned())?;
    match reply.get("errorType").and_then(Value::as_str) {
        None => Ok(Reply::Answered),
        Some(error) if is_ours(error) => Ok(Reply::Named(error.to_owned())),
        Some(error) => bail!("{error}: {reply}"),
    }
}

/// A template with the one function as it was packaged.
fn template_of(code: &Path) -> String {
    format!(
        "AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: provided.al2023
      Handler: bootstrap
      CodeUri: {}
      Timeout: 60
      MemorySize: 512
",
        code.display()
    )
}

/// Each error name has its page.
fn is_ours(error: &str) -> bool {
    root()
        .join("docs/errors")
        .join(format!("{error}.md"))
        .exists()
}

fn last_line(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.unwrap_or("sam said nothing").to_owned()
}

/// Installs Debian packages where a program is missing and this may be done.
fn need(program: &str, package: &str) -> Result<PathBuf> {
    let found = || {
        ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
            .iter()
            .map(|folder| Path::new(folder).join(program))
            .find(|path| path.exists())
    };
    if let Some(path) = found() {
        return Ok(path);
    }
    println!("installing {package}");
    let installed = run_quietly(Command::new("apt-get").args(["install", "--yes", package]));
    found().with_context(|| match installed {
        Ok(()) => format!("{package} has no {program}"),
        Err(error) => format!("{program} is missing; as root: apt-get install {package} ({error})"),
    })
}
