//! One command of another program: shown as a shell would read it, run, or read.

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use std::ffi::OsStr;
use std::fmt;
use std::io::{ErrorKind, Write};
use std::process::{Command, Output, Stdio};

use crate::command::root;

/// A program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    program: &'static str,
    arguments: Vec<String>,
}

impl Call {
    pub(super) fn new<I>(program: &'static str, arguments: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Self {
            program,
            arguments: arguments.into_iter().map(Into::into).collect(),
        }
    }

    /// With more arguments at its end.
    pub(super) fn and<I>(mut self, arguments: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Runs it with this terminal; an exit code other than 0 is an error.
    pub(super) fn run(&self) -> Result<()> {
        let status = self.started(self.command().status())?;
        if !status.success() {
            bail!("`{self}` failed: {status}");
        }
        Ok(())
    }

    /// Its standard output; what it says of a failure is the error.
    pub(super) fn text(&self) -> Result<String> {
        let output = self.started(self.command().stdin(Stdio::null()).output())?;
        self.said(output)
    }

    /// Its standard output as JSON; no output is `null`.
    pub(super) fn json(&self) -> Result<Value> {
        let text = self.text()?;
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).with_context(|| format!("`{self}` answers without JSON"))
    }

    /// Runs it with a text on its standard input, which is not shown.
    pub(super) fn run_with_input(&self, input: &str) -> Result<()> {
        let mut child = self.started(self.command().stdin(Stdio::piped()).spawn())?;
        let mut pipe = child.stdin.take().context("the input is piped")?;
        match pipe.write_all(input.as_bytes()) {
            // It has ended without reading, or closed its input: how it ended says whether that is a failure.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => (),
            written => written?,
        }
        drop(pipe);
        let status = child.wait()?;
        if !status.success() {
            bail!("`{self}` failed: {status}");
        }
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command.args(&self.arguments).current_dir(root());
        // Neither may wait for a key in a pager, and SAM's telemetry is nobody's business.
        command.env("AWS_PAGER", "").env("SAM_CLI_TELEMETRY", "0");
        command
    }

    fn started<T>(&self, result: std::io::Result<T>) -> Result<T> {
        result.map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                return missing(self.program);
            }
            anyhow!("`{}` does not start: {error}", self.program)
        })
    }

    fn said(&self, output: Output) -> Result<String> {
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().lines().last().unwrap_or_default().to_owned();
        bail!("`{self}` failed: {said}")
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.program)?;
        for argument in &self.arguments {
            write!(f, " {}", quoted(argument))?;
        }
        Ok(())
    }
}

/// Whether a program is in one of the folders of `PATH`.
pub(super) fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(OsStr::new(program)).is_file())
}

/// Holds that a program is there, before the first of several commands runs.
pub(super) fn need(program: &'static str) -> Result<()> {
    if is_installed(program) {
        return Ok(());
    }
    Err(missing(program))
}

fn missing(program: &str) -> anyhow::Error {
    let how = match program {
        "aws" => "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
        "sam" => "`pipx install aws-sam-cli`",
        "cargo-lambda" => "`pipx install cargo-lambda ziglang`",
        "docker" => "https://docs.docker.com/engine/install",
        "session-manager-plugin" => {
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html"
        }
        _ => "your system's package manager",
    };
    anyhow!("`{program}` is not installed; get it by {how}")
}

/// As a POSIX shell reads it back.
fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_shown_as_a_shell_reads_it() {
        let call = Call::new(
            "aws",
            [
                "logs",
                "filter-log-events",
                "/a/b",
                "--filter-pattern",
                "\"x y\"",
            ],
        );
        assert_eq!(
            call.to_string(),
            "aws logs filter-log-events /a/b --filter-pattern '\"x y\"'"
        );
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn a_missing_program_is_named_with_the_way_to_it() {
        let said = missing("session-manager-plugin").to_string();
        assert!(
            said.starts_with("`session-manager-plugin` is not installed"),
            "{said}"
        );
        assert!(said.contains("https://"), "{said}");
    }

    #[test]
    fn a_program_that_reads_no_input_is_judged_by_how_it_ends() {
        // More than a pipe holds.
        let input = "x".repeat(1 << 20);
        let nothing: [String; 0] = [];
        assert!(
            Call::new("true", nothing.clone())
                .run_with_input(&input)
                .is_ok()
        );
        let failed = Call::new("false", nothing).run_with_input(&input);
        assert!(
            failed
                .unwrap_err()
                .to_string()
                .contains("failed: exit status: 1")
        );
    }
}
