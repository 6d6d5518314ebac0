//! What of a cache's entries is left when their writer is killed (`kill -9`) between two bytes. A test runs its own
//! program again as the writer, kills it, and looks.

#![expect(clippy::unwrap_used, reason = "a check that fails panics")]

use crate::cache_suite::{entry, scope};
use contract::Provenance;
use ports::AnswerCache;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Where the writer finds its cache; a test that sees it is the writer.
const PLACE: &str = "ANALYST_WRITE_UNTIL_KILLED";
/// Before the question of each entry that the cache took.
const TAKEN: &str = "taken: ";
/// Entries taken before the kill.
const ENOUGH: usize = 40;
/// More than are written before the kill.
const MANY: usize = 100_000;

/// Where to write, when this process is the writer.
pub fn place() -> Option<String> {
    env::var(PLACE).ok()
}

/// Writes until somebody kills this process, and says of each entry that it was taken.
pub async fn write(cache: &dyn AnswerCache) {
    let mut out = std::io::stdout();
    for number in 0..MANY {
        let question = format!("question {number}");
        let stored = entry(&question, &[1.0, 0.5], Provenance::Auto);
        cache.put(&scope(), &stored).await.unwrap();
        writeln!(out, "{TAKEN}{question}").unwrap();
        out.flush().unwrap();
    }
}

/// Runs this very test as the writer, kills it, and gives the questions that were taken.
pub fn killed_writer(test: &str, place: &str) -> Vec<String> {
    let mut writer = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut taken = Vec::new();
    for line in BufReader::new(writer.stdout.take().unwrap()).lines() {
        // The first one stands behind what the test program itself says.
        if let Some((_, question)) = line.unwrap().split_once(TAKEN) {
            taken.push(question.to_owned());
        }
        if taken.len() == ENOUGH {
            writer.kill().unwrap();
        }
    }
    writer.wait().unwrap();
    assert!((ENOUGH..MANY).contains(&taken.len()), "{}", taken.len());
    taken
}

/// Every entry that was taken is there, and each that is there is whole: the one that was being written, too.
pub async fn nothing_is_lost(cache: &dyn AnswerCache, taken: &[String]) {
    let listed = cache.list(Some(&scope().source), MANY).await.unwrap();
    for question in taken {
        assert!(
            listed.iter().any(|answer| answer.question == *question),
            "{question} is lost"
        );
    }
    for answer in &listed {
        assert_eq!(answer.sql, format!("SELECT '{}'", answer.question));
    }
    assert!(listed.len() <= taken.len() + 1);
    let next = entry("after the kill", &[1.0, 0.5], Provenance::Auto);
    cache.put(&scope(), &next).await.unwrap();
    let near = cache.nearest(&scope(), &[1.0, 0.5], MANY).await.unwrap();
    assert_eq!(near.len(), listed.len() + 1);
}
