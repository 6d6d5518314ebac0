//! Whether what the guard writes gives the rows of what it read: runs both on a real database.
//!
//! `same_rows URL QUESTIONS.json` where `URL` ends in `/` (the `db_id` of a question is appended) and the file is an
//! array of objects with `db_id` and `gold_postgres`. Prints each refusal and difference, then the sums.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for measuring"
)]

use contract::{Dialect, Limits, Policy, ResultSet, Source, SourceKind, ValueSharing};
use ports::{Query, QueryEngine};
use postgres::{Address, Database, PostgresEngine};
use serde_json::Value;
use sql_guard::Guard;
use std::collections::{BTreeMap, BTreeSet};

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(file)) = (arguments.next(), arguments.next()) else {
        println!("same_rows URL QUESTIONS.json");
        return;
    };
    let questions: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let text = |question: &Value, key: &str| question[key].as_str().unwrap().to_owned();
    let names: BTreeSet<String> = questions.iter().map(|q| text(q, "db_id")).collect();
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        let database = Database::new(Address::parse(&format!("{url}{name}")).unwrap());
        let catalog = database
            .discover(&name, ValueSharing::default())
            .await
            .unwrap();
        let engine = PostgresEngine::new([(name.clone(), database)]);
        for question in questions.iter().filter(|q| q["db_id"] == name.as_str()) {
            let gold = text(question, "gold_postgres");
            let policy = Policy::default();
            let guard = Guard {
                dialect: Dialect::Postgresql,
                catalog: Some(&catalog),
                policy: &policy,
                row_cap: Some(100_000),
            };
            let verdict = match guard.check(&gold) {
                Err(rejection) => {
                    println!("{name}: refused: {gold}\n    {rejection}");
                    "refused"
                }
                Ok(checked) => {
                    let before = engine.execute(&query(&name, &gold)).await;
                    let after = engine.execute(&query(&name, &checked.sql)).await;
                    match (before, after) {
                        (Ok(before), Ok(after)) if same(&before, &after) => "same",
                        (Err(before), Err(_)) => {
                            println!("{name}: the gold statement fails: {gold}\n    {before}");
                            "gold fails"
                        }
                        (before, after) => {
                            println!(
                                "{name}: {gold}\n    {}\n    {before:?}\n    {after:?}",
                                checked.sql
                            );
                            "differs"
                        }
                    }
                }
            };
            *sums.entry(verdict).or_default() += 1;
        }
    }
    println!("{sums:?}");
}

fn query(source: &str, sql: &str) -> Query {
    Query {
        job_id: String::new(),
        source: Source {
            name: source.to_owned(),
            kind: SourceKind::Postgresql,
            dialect: Dialect::Postgresql,
            version: 0,
            description: None,
            limits: Limits {
                row_cap: 100_000,
                ..Limits::default()
            },
            value_sharing: ValueSharing::default(),
            policies: BTreeMap::new(),
        },
        sql: sql.to_owned(),
    }
}

/// Rows in any order: the database orders as it likes where the statement leaves it open.
fn same(left: &ResultSet, right: &ResultSet) -> bool {
    let sorted = |result: &ResultSet| {
        let mut rows: Vec<String> = result
            .rows
            .iter()
            .map(|row| serde_json::json!(row).to_string())
            .collect();
        rows.sort_unstable();
        rows
    };
    left.columns == right.columns && sorted(left) == sorted(right)
}
