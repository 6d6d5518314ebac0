//! A PostgreSQL server of the tests' own, on a temporary directory.

use postgres::{Address, Database};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The user `nobody`, whom the server runs as where the tests run as root: PostgreSQL refuses root.
const NOBODY: u32 = 65534;
/// How long the server may take to answer.
const START: Duration = Duration::from_secs(60);

/// Settings of a server whose data is small.
const SMALL: [&str; 2] = ["shared_buffers=16MB", "max_wal_size=256MB"];

/// A running server; stopped when the last test that uses it has ended.
pub(crate) struct Server {
    folder: TempDir,
    bin: PathBuf,
    process: Child,
    databases: AtomicUsize,
}

impl Server {
    /// The server that the tests of this program share, or `None` after saying that the test is
    /// skipped. `ANALYST_POSTGRES_BIN` names the folder of `initdb` and `postgres`.
    pub(crate) fn shared(test: &str) -> Option<Arc<Self>> {
        static RUNNING: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        let bin = bin(test)?;
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = running.upgrade() {
            return Some(server);
        }
        let server = Arc::new(Self::start(&bin, &SMALL).unwrap());
        *running = Arc::downgrade(&server);
        Some(server)
    }

    /// A server that no other test uses.
    pub(crate) fn alone(test: &str) -> Option<Arc<Self>> {
        Self::with(test, &SMALL)
    }

    /// A server that no other test uses, with settings of its own.
    pub(crate) fn with(test: &str, settings: &[&str]) -> Option<Arc<Self>> {
        let bin = bin(test)?;
        Some(Arc::new(Self::start(&bin, settings).unwrap()))
    }

    fn start(bin: &Path, settings: &[&str]) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("analyst-pg")
            .tempdir_in("/tmp")?;
        let is_root = fs::metadata(folder.path())?.uid() == 0;
        if is_root {
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY))?;
        }
        let programs = if is_root {
            reachable(bin, folder.path())?
        } else {
            bin.to_owned()
        };
        let command = |program: &Path| {
            let mut command = Command::new(program);
            command.current_dir(folder.path()).stdout(Stdio::null());
            if is_root {
                command.uid(NOBODY).gid(NOBODY);
            }
            command
        };
        let data = folder.path().join("data");
        let made = command(&programs.join("initdb"))
            .args([
                "--username=owner",
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
            ])
            .args(["--locale=C", "--no-instructions", "--pgdata"])
            .arg(&data)
            .status()?;
        assert!(made.success(), "initdb failed");
        // The shell stops the server when this program is gone, whatever becomes of it.
        let script = r#""$@" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server"#;
        let process = command(Path::new("sh"))
            .args(["-c", script, "sh"])
            .arg(programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off"])
            .args(["-c", "log_min_messages=fatal"])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let bin = bin.to_owned();
        let databases = AtomicUsize::new(0);
        let server = Self {
            folder,
            bin,
            process,
            databases,
        };
        server.wait_until_ready();
        Ok(server)
    }

    fn wait_until_ready(&self) {
        let begin = Instant::now();
        while self.psql("postgres", "SELECT 1").is_err() {
            assert!(begin.elapsed() < START, "the server does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Runs statements as the owner, each in a transaction of its own; gives what they print.
    pub(crate) fn psql(&self, database: &str, sql: &str) -> Result<String, String> {
        self.psql_at(&self.url(database, "owner"), sql)
    }

    /// The same as whoever that URL logs in.
    pub(crate) fn psql_at(&self, url: &str, sql: &str) -> Result<String, String> {
        let mut child = Command::new(self.bin.join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"])
            .args(["-d", url, "-f", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It reads nothing when it cannot connect; its exit tells.
        let _ = io::Write::write_all(&mut child.stdin.take().unwrap(), sql.as_bytes());
        let output = child.wait_with_output().unwrap();
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).unwrap().trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// A new database with these contents; gives its name.
    pub(crate) fn create(&self, sql: &str) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test{number}");
        self.psql("postgres", &format!("CREATE DATABASE {name}"))
            .unwrap();
        self.psql(&name, sql).unwrap();
        name
    }

    /// The socket that the server listens on.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.5432")
    }

    /// The folder of the server's data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn url(&self, database: &str, user: &str) -> String {
        let host = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgresql://{user}@{host}/{database}")
    }

    pub(crate) fn connect(&self, database: &str, user: &str) -> Database {
        Database::new(Address::parse(&self.url(database, user)).unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// The folder of programs, or that of a copy where `nobody` may not go there: a checkout in root's
/// home.
fn reachable(bin: &Path, folder: &Path) -> io::Result<PathBuf> {
    let is_open = |above: &Path| fs::metadata(above).is_ok_and(|meta| meta.mode() & 0o001 != 0);
    if bin.ancestors().all(is_open) {
        return Ok(bin.to_owned());
    }
    // site-packages/<package>/<installation>/bin; a wheel keeps libraries in <package>.libs beside.
    let installation = bin.parent().unwrap_or(bin);
    let package = installation.parent().unwrap_or(installation);
    let copy = folder
        .join("site")
        .join(package.file_name().unwrap_or_default());
    fs::create_dir_all(&copy)?;
    copy_all(installation, &copy)?;
    let libraries = package.with_extension("libs");
    if libraries.exists() {
        copy_all(&libraries, &folder.join("site"))?;
    }
    Ok(copy
        .join(installation.file_name().unwrap_or_default())
        .join("bin"))
}

fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status()?;
    assert!(copied.success(), "PostgreSQL cannot be copied");
    Ok(())
}

fn bin(test: &str) -> Option<PathBuf> {
    let bin = std::env::var_os("ANALYST_POSTGRES_BIN").map(PathBuf::from);
    if bin.is_none() {
        skip(
            test,
            "ANALYST_POSTGRES_BIN is not set; run it by `cargo xtask test`",
        );
    }
    bin
}

/// Says that a test is skipped, and why; with `CI=true` that is a failure.
fn skip(test: &str, reason: &str) {
    assert!(
        std::env::var("CI").map_or(true, |ci| ci != "true"),
        "{test} is skipped: {reason}"
    );
    println!("SKIPPED {test}: {reason}");
}
