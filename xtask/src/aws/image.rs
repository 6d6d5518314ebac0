//! The image of the page, in the deployment's own registry.

use super::call::Call;
use super::place::Place;
use anyhow::{Context, Result};
use std::time::{SystemTime, UNIX_EPOCH};

/// Processor of the tasks.
const PLATFORM: &str = "linux/amd64";

#[derive(Debug)]
pub(super) struct Image {
    repository: String,
    pub(super) tag: String,
}

impl Image {
    /// Tags are never overwritten, so that a tag is a state of the code: the commit, and the time when there are changes
    /// beside it.
    pub(super) fn of_this_commit(place: &Place, repository: String) -> Result<Self> {
        if place.dry_run {
            let tag = "<commit>".to_owned();
            return Ok(Self { repository, tag });
        }
        let commit = Call::new("git", ["rev-parse", "--short=12", "HEAD"]).text()?;
        let changes = Call::new("git", ["status", "--porcelain"]).text()?;
        let mut tag = commit.trim().to_owned();
        if !changes.trim().is_empty() {
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
            tag = format!("{tag}-{now}");
        }
        Ok(Self { repository, tag })
    }

    /// Builds and pushes it, unless it is there.
    pub(super) fn push(&self, place: &Place) -> Result<()> {
        if self.is_there(place)? {
            println!("{} is there already", self.name());
            return Ok(());
        }
        let name = self.name();
        place.run(&Call::new(
            "docker",
            [
                "build",
                "--platform",
                PLATFORM,
                "--file",
                "local/Dockerfile",
                "--tag",
                &name,
                ".",
            ],
        ))?;
        self.log_in(place)?;
        place.run(&Call::new("docker", ["push", &name]))
    }

    fn name(&self) -> String {
        format!("{}:{}", self.repository, self.tag)
    }

    fn is_there(&self, place: &Place) -> Result<bool> {
        let (_, name) = self
            .repository
            .split_once('/')
            .unwrap_or(("", "<repository>"));
        let tag = format!("imageTag={}", self.tag);
        let words = ["ecr", "describe-images", "--repository-name", name];
        let call = place.aws(words).and(["--image-ids", &tag]);
        match place.read(call) {
            Ok(answer) => Ok(answer.is_some()),
            Err(error) if error.to_string().contains("ImageNotFound") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The password goes from one program to the other and is shown nowhere.
    fn log_in(&self, place: &Place) -> Result<()> {
        let password = place.aws(["ecr", "get-login-password"]);
        let registry = self.repository.split('/').next().context("a registry")?;
        let words = ["login", "--username", "AWS", "--password-stdin", registry];
        let log_in = Call::new("docker", words);
        if place.dry_run {
            println!("{password} | {log_in}");
            return Ok(());
        }
        log_in.run_with_input(password.text()?.trim())
    }
}
