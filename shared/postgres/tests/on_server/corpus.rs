//! A measurement, not a test: which queries of a corpus the guard refuses although PostgreSQL would run them.
//! `cargo xtask bench guard-corpus` runs it.

use crate::server::Server;
use contract::{Dialect, Policy};
use sql_guard::Guard;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// Makes the tables and columns that a query names, and tells what PostgreSQL says of it then.
const OUTCOME: &str = include_str!("corpus.sql");

/// SQLSTATE of what is no SQL to PostgreSQL, or speaks of functions, types and the like that it does not have, or that it
/// calls wrong whatever the types of the columns are.
const NOT_RUN: &[&str] = &[
    "0A000", "42601", "42602", "42622", "42701", "42702", "42703", "42704", "42712", "42725",
    "42803", "42809", "42846", "42883", "42P01", "42P02", "42P09", "42P10", "42P19", "42P20",
    "42P21", "42P22", "3F000", "42804",
];

#[tokio::test]
#[ignore = "needs a corpus; cargo xtask bench guard-corpus runs it"]
async fn what_the_guard_refuses_of_a_corpus() {
    let folder = std::env::var("ANALYST_GUARD_CORPUS").unwrap();
    let Some(server) = Server::alone("corpus") else {
        return;
    };
    let database = server.create(OUTCOME);
    let policy = Policy::default();
    let guard = Guard {
        dialect: Dialect::Postgresql,
        catalog: None,
        policy: &policy,
        row_cap: Some(1_000),
    };
    let queries = queries(Path::new(&folder));
    let outcomes = outcomes(&server, &database, &queries);
    assert_eq!(outcomes.len(), queries.len());
    let (mut runs, mut passed, mut refused, mut beyond) = (0, 0, Vec::new(), 0);
    for (sql, outcome) in queries.iter().zip(&outcomes) {
        let checked = guard.check(sql);
        if let Ok(checked) = &checked {
            let again = guard.check(&checked.sql).map(|again| again.sql);
            assert_eq!(again.as_ref(), Ok(&checked.sql), "{sql}");
        }
        let is_run = !NOT_RUN.iter().any(|state| outcome.starts_with(state));
        match checked {
            Ok(_) if is_run => passed += 1,
            Ok(_) => beyond += 1,
            Err(rejection) if is_run => {
                refused.push(format!("{rejection}\n    {outcome}: {}", on_one_line(sql)));
            }
            Err(_) => {}
        }
        runs += usize::from(is_run);
    }
    refused.sort();
    for line in &refused {
        println!("{line}");
    }
    println!(
        "{} queries, of which PostgreSQL would run {runs}; of these {passed} pass and {} are refused ({:.1} %); {beyond} \
         others pass, for PostgreSQL to refuse",
        queries.len(),
        refused.len(),
        100.0 * refused.len() as f64 / runs as f64
    );
}

fn outcomes(server: &Server, database: &str, queries: &[String]) -> Vec<String> {
    let mut script = String::new();
    for sql in queries {
        let tag = "$analyst_corpus$";
        writeln!(script, "SELECT outcome({tag}{sql}{tag});").unwrap();
    }
    let printed = server.psql(database, &script).unwrap();
    printed.lines().map(str::to_owned).collect()
}

/// The different queries of the folder's `*.sql` files, which hold one a line if named `identity.sql` and otherwise end each
/// with `;` at the end of a line.
fn queries(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    let mut seen = BTreeSet::new();
    let mut queries = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let end = if file.ends_with("identity.sql") {
            "\n"
        } else {
            ";\n"
        };
        let text: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("--") && !line.starts_with('#'))
            .flat_map(|line| [line.trim_end(), "\n"])
            .collect();
        for sql in text.split(end).map(str::trim) {
            if begins_as_a_query(sql) && seen.insert(on_one_line(sql)) {
                queries.push(sql.to_owned());
            }
        }
    }
    queries
}

fn begins_as_a_query(sql: &str) -> bool {
    let word: String = sql
        .trim_start_matches(['(', ' ', '\n'])
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    ["SELECT", "WITH", "VALUES", "TABLE"]
        .iter()
        .any(|first| word.eq_ignore_ascii_case(first))
}

fn on_one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}
