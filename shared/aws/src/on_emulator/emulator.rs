//! Emulated AWS of the tests' own, on a free port and a temporary directory.

use crate::AwsConfig;
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long it may take to answer.
const START: Duration = Duration::from_secs(60);

/// A running emulator; stopped when the last test that uses it has ended.
pub(super) struct Emulator {
    _folder: TempDir,
    process: Child,
    port: u16,
}

impl Emulator {
    /// The emulator that the tests of this program share, or `None` after saying that the test is
    /// skipped. `ANALYST_EMULATOR` names the program.
    pub(super) fn shared(test: &str) -> Option<Arc<Self>> {
        static RUNNING: Mutex<Weak<Emulator>> = Mutex::new(Weak::new());
        let Some(program) = std::env::var_os("ANALYST_EMULATOR") else {
            skip(test);
            return None;
        };
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(emulator) = running.upgrade() {
            return Some(emulator);
        }
        let emulator = Arc::new(Self::start(Path::new(&program)).unwrap());
        *running = Arc::downgrade(&emulator);
        Some(emulator)
    }

    pub(super) fn config(&self) -> AwsConfig {
        AwsConfig::of_test(&format!("http://127.0.0.1:{}", self.port))
    }

    fn start(program: &Path) -> io::Result<Self> {
        let folder = TempDir::new()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        // The shell stops it when this program is gone, whatever becomes of it.
        let script = r#""$0" & emulator=$!; cat >/dev/null; kill $emulator; wait $emulator"#;
        let process = Command::new("sh")
            .args(["-c", script])
            .arg(program)
            .current_dir(folder.path())
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("STATE_DIR", folder.path())
            .env("DOCKER_HOST", "")
            .env("IOT_MTLS_ENABLED", "0")
            .env("MINISTACK_REGION", "eu-west-1")
            .env("AWS_DEFAULT_REGION", "eu-west-1")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let emulator = Self {
            _folder: folder,
            process,
            port,
        };
        let begin = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(begin.elapsed() < START, "the emulator does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(emulator)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Says that a test is skipped; with `CI=true` that is a failure.
#[expect(
    clippy::print_stdout,
    reason = "a skip is told to whoever runs the tests"
)]
fn skip(test: &str) {
    let reason = "ANALYST_EMULATOR is not set; run it by `cargo xtask test`";
    assert!(
        std::env::var("CI").map_or(true, |ci| ci != "true"),
        "{test} is skipped: {reason}"
    );
    println!("SKIPPED {test}: {reason}");
}
