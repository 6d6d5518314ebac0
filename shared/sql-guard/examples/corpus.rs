//! Checks a corpus of statements and times it.
//!
//! `corpus DIALECT CATALOG FILE...`, where `CATALOG` is a catalogue in JSON or `-` for none, and a file holds statements
//! that end in `;` at the end of a line, or, if it is named `identity.sql`, one a line. Prints each refusal, then how
//! many passed and the time of one check: the median of the statements' fastest of 20, the 95th percentile and the most.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for measuring"
)]

use contract::{Catalog, Dialect, Policy};
use sql_guard::Guard;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Times each statement is checked.
const ROUNDS: usize = 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(dialect), Some(catalog)) = (arguments.next(), arguments.next()) else {
        println!("corpus DIALECT CATALOG FILE...");
        return;
    };
    let dialect = Dialect::ALL
        .into_iter()
        .find(|d| d.as_str() == dialect)
        .unwrap();
    let catalog: Option<Catalog> =
        (catalog != "-").then(|| serde_json::from_slice(&std::fs::read(catalog).unwrap()).unwrap());
    let policy = Policy::default();
    let guard = Guard {
        dialect,
        catalog: catalog.as_ref(),
        policy: &policy,
        row_cap: Some(10_000),
    };
    let mut times = Vec::new();
    let (mut passed, mut refused) = (0, 0);
    for file in arguments {
        let text = std::fs::read_to_string(&file).unwrap();
        for sql in statements(&text, file.ends_with("identity.sql")) {
            match guard.check(&sql) {
                Ok(checked) => {
                    let again = guard.check(&checked.sql).map(|again| again.sql);
                    assert_eq!(again.as_ref(), Ok(&checked.sql), "{sql}");
                    passed += 1;
                    times.push((0..ROUNDS).map(|_| time(&guard, &sql)).min().unwrap());
                }
                Err(rejection) => {
                    refused += 1;
                    println!("{rejection}\n    {}", sql.replace('\n', " "));
                }
            }
        }
    }
    times.sort_unstable();
    let at = |share: f64| times.get((times.len() as f64 * share) as usize);
    println!(
        "{passed} passed, {refused} refused; median {:?}, 95 % {:?}, most {:?}",
        at(0.5),
        at(0.95),
        times.last()
    );
}

fn time(guard: &Guard<'_>, sql: &str) -> Duration {
    let begin = Instant::now();
    let _ = black_box(guard.check(black_box(sql)));
    begin.elapsed()
}

fn statements(text: &str, one_a_line: bool) -> Vec<String> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("--") && !line.starts_with('#'));
    if one_a_line {
        return lines
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .map(str::to_owned)
            .collect();
    }
    let mut statements = Vec::new();
    let mut current = String::new();
    for line in lines {
        let end = line.trim_end().strip_suffix(';');
        current.push_str(end.unwrap_or(line));
        current.push('\n');
        if end.is_some() {
            statements.push(std::mem::take(&mut current));
        }
    }
    statements.push(current);
    statements.retain(|sql| !sql.trim().is_empty());
    statements
}
