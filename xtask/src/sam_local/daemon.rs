//! A Docker daemon of our own, as long as it is needed.

use super::need;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a daemon may take until it answers.
const START: Duration = Duration::from_secs(30);

/// A daemon with images and containers below one folder; dropped, it ends.
pub(super) struct Daemon {
    process: Child,
    client: PathBuf,
    socket: PathBuf,
}

impl Daemon {
    /// Starts it; root alone may.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let program = need("dockerd", "docker.io")?;
        let folder = folder.join("docker");
        fs::create_dir_all(&folder)?;
        let folder = folder.canonicalize()?;
        let log = folder.join("log.txt");
        let (out, err) = (
            File::create(&log)?,
            File::options().append(true).open(&log)?,
        );
        let socket = folder.join("docker.sock");
        let process = Command::new(program)
            // Containers are reached by a proxy in user space, so the rules of the machine stay as they are.
            .args(["--iptables=false", "--ip6tables=false"])
            .arg("--data-root")
            .arg(folder.join("data"))
            .arg("--exec-root")
            .arg(folder.join("exec"))
            .arg("--pidfile")
            .arg(folder.join("pid"))
            .arg("--host")
            .arg(format!("unix://{}", socket.display()))
            .stdout(out)
            .stderr(err)
            .spawn()
            .context("dockerd does not start")?;
        let mut daemon = Self {
            process,
            client: need("docker", "docker.io")?,
            socket,
        };
        daemon.wait(&log)?;
        Ok(daemon)
    }

    fn wait(&mut self, log: &Path) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < START {
            let answers = self
                .docker()
                .arg("info")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()?
                .success();
            if answers {
                return Ok(());
            }
            if self.process.try_wait()?.is_some() {
                break;
            }
            sleep(Duration::from_millis(300));
        }
        let text = fs::read_to_string(log).unwrap_or_default();
        let last = text.lines().last().unwrap_or_default();
        bail!("dockerd did not come up (it needs root): {last}");
    }

    /// What `DOCKER_HOST` has to be.
    pub(super) fn address(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// The client, for this daemon.
    pub(super) fn docker(&self) -> Command {
        let mut command = Command::new(&self.client);
        command.env("DOCKER_HOST", self.address());
        command
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Ended by a signal it takes its containers with it; killed it would leave them behind.
        let ended = Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        if ended.is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
