//! A server of one language model on loopback.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What the model is called.
pub(super) const MODEL: &str = "small";
/// Tokens that prompt and reply have together.
const CONTEXT: &str = "8192";
/// Time to read the model from the disk.
const PATIENCE: Duration = Duration::from_secs(180);

/// Stopped when it is dropped.
pub(super) struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// Starts it and waits until it listens. What it says goes to a file of the folder.
    pub(super) fn start(python: &Path, model: &Path, folder: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = File::create(folder.join("server.log"))?;
        let child = Command::new(python)
            .args(["-m", "llama_cpp.server", "--host", "127.0.0.1", "--port"])
            .arg(port.to_string())
            .arg("--model")
            .arg(model)
            .args(["--model_alias", MODEL, "--n_ctx", CONTEXT])
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("the model's server does not start")?;
        let mut server = Self {
            child,
            url: format!("http://127.0.0.1:{port}/v1"),
        };
        server.wait_for(port)?;
        Ok(server)
    }

    fn wait_for(&mut self, port: u16) -> Result<()> {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                bail!("the model's server ended: {status}; see server.log");
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(200));
        }
        bail!("the model's server does not listen after {PATIENCE:?}")
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The `config.toml` that names it.
    pub(super) fn config(&self) -> String {
        format!(
            "[model]\nurl = \"{}\"\nsql_model_id = \"{MODEL}\"\ntimeout_s = 300\n",
            self.url
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
