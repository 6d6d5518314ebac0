//! `kill -9` in the middle of jobs and of an ingest. After a restart nothing is lost, nothing is done
//! twice, and no half table is visible.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::Value;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

struct Place {
    program: PathBuf,
    dir: TempDir,
}

impl Place {
    fn new() -> Option<Self> {
        let program = tests::program("kill", "analyst")?;
        Some(Self {
            program,
            dir: TempDir::new().unwrap(),
        })
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--data-dir")
            .arg(self.data())
            .arg("--json")
            .args(arguments);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn rows(&self, question: &str) -> Value {
        let output = self.run(&["ask", question, "--source", "numbers"]);
        let answer: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{question}: {}", String::from_utf8_lossy(&output.stderr)));
        answer["rows"].clone()
    }

    /// An archive with one table of so many rows.
    fn archive(&self, name: &str, rows: usize) -> PathBuf {
        let path = self.dir.path().join(name);
        let mut text = String::from("id,score,city\n");
        for row in 0..rows {
            let _ = writeln!(text, "{row},{},city {}", row * 7 % 1000, row % 97);
        }
        let mut writer = zip::ZipWriter::new(File::create(&path).unwrap());
        writer
            .start_file("readings.csv", SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap();
        path
    }

    fn ingest(&self, archive: &Path) -> Command {
        self.command(&["ingest", archive.to_str().unwrap(), "--name", "numbers"])
    }

    /// The files under the folder of tables.
    fn table_files(&self) -> Vec<PathBuf> {
        let mut open = vec![self.data().join("objects/tables")];
        let mut files = Vec::new();
        while let Some(folder) = open.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else {
                continue;
            };
            for entry in entries {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path)
                } else {
                    files.push(path)
                }
            }
        }
        files
    }
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

const LARGE: usize = 300_000;

#[test]
fn an_ingest_that_is_killed_leaves_the_old_version_and_the_next_one_succeeds() {
    let Some(place) = Place::new() else { return };
    let old = place.archive("old.zip", 10);
    assert!(place.ingest(&old).output().unwrap().status.success());
    let large = place.archive("large.zip", LARGE);

    let started = Instant::now();
    assert!(
        place
            .ingest(&place.archive("probe.zip", LARGE / 10))
            .output()
            .unwrap()
            .status
            .success()
    );
    let tenth = started.elapsed();
    assert!(place.ingest(&old).output().unwrap().status.success());
    assert_eq!(
        place.rows("How many readings are there?"),
        serde_json::json!([[10]])
    );

    // Kills spread over the time a whole run takes, wherever they fall.
    let mut killed = 0;
    for step in 1..=6_u32 {
        let mut child = place.ingest(&large).spawn().unwrap();
        std::thread::sleep(tenth * step / 2);
        if child.try_wait().unwrap().is_some() {
            break;
        }
        kill(child);
        killed += 1;
        assert_eq!(
            place.rows("How many readings are there?"),
            serde_json::json!([[10]])
        );
    }
    assert!(killed >= 2, "the ingest was too fast to be killed");

    let done = place.ingest(&large).output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert_eq!(
        place.rows("How many readings are there?"),
        serde_json::json!([[LARGE]])
    );
    // Opening the directory removes what the killed runs and the old version have left.
    assert_eq!(place.table_files().len(), 1, "{:?}", place.table_files());
}

#[test]
fn jobs_that_were_accepted_end_once_after_a_kill() {
    let Some(place) = Place::new() else { return };
    let archive = place.archive("large.zip", LARGE);
    assert!(place.ingest(&archive).output().unwrap().status.success());
    let mut killed = 0;
    for step in 0..12 {
        let child = place
            .command(&[
                "ask",
                "What is the average score for each city?",
                "--source",
                "numbers",
                "--no-cache",
            ])
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(5 + step * 12));
        let mut child = child;
        if child.try_wait().unwrap().is_none() {
            kill(child);
            killed += 1;
        }
    }
    assert!(
        killed > 0,
        "every question was answered before it could be killed"
    );
    // A new question works off what was left before it.
    assert_eq!(
        place.rows("How many readings are there?"),
        serde_json::json!([[LARGE]])
    );
    let jobs: Value = serde_json::from_slice(&place.run(&["jobs"]).stdout).unwrap();
    for job in jobs.as_array().unwrap() {
        let status = job["status"].as_str().unwrap();
        assert!(status == "succeeded" || status == "failed", "{job}");
        let stages = job["stages"].as_array().unwrap();
        let executed = stages
            .iter()
            .filter(|stage| stage["state"] == "Execute")
            .count();
        assert!(
            executed <= 1,
            "a stage of an earlier life is counted again: {job}"
        );
    }
    let ids: std::collections::BTreeSet<&str> = jobs
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["job_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), jobs.as_array().unwrap().len());
}

#[test]
fn a_second_process_is_told_who_has_the_directory() {
    let Some(place) = Place::new() else { return };
    let large = place.archive("large.zip", LARGE);
    let child = place.ingest(&large).spawn().unwrap();
    let pid = child.id().to_string();
    // Any earlier call could take the lock first, and then it is the ingest that is refused.
    let lock = place.data().join("lock");
    let deadline = Instant::now() + Duration::from_secs(20);
    while !std::fs::read_to_string(&lock).is_ok_and(|held| held.trim() == pid) {
        assert!(Instant::now() < deadline, "the directory was never locked");
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = place.run(&["sources"]);
    kill(child);
    assert_eq!(output.status.code(), Some(4));
    let refused = String::from_utf8_lossy(&output.stderr);
    assert!(
        refused.contains("Store.Locked") && refused.contains(&pid),
        "{refused}"
    );
    assert!(
        place.run(&["sources"]).status.success(),
        "the lock outlives its process"
    );
}
