//! Asks the questions of one half and judges the answers.

use crate::rows::{database, rows, same};
use rusqlite::Connection;
use semantic_parser::{Context, Index, Parsed, Parser};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(serde::Deserialize)]
struct Question {
    db_id: String,
    question: String,
    sql: String,
    half: String,
}

/// How one question went.
enum Verdict {
    Right,
    Wrong(String),
    Silent,
}

/// How the questions of a half went.
#[derive(Default)]
pub(crate) struct Score {
    right: usize,
    silent: usize,
    wrong: Vec<String>,
}

impl Score {
    /// Asks all questions of a half.
    pub(crate) fn of(half: &str) -> Self {
        let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let text = std::fs::read_to_string(data.join("questions.jsonl")).expect("questions");
        let mut by_database: BTreeMap<String, Vec<Question>> = BTreeMap::new();
        for line in text.lines() {
            let question: Question = serde_json::from_str(line).expect("a question");
            if question.half == half {
                by_database
                    .entry(question.db_id.clone())
                    .or_default()
                    .push(question);
            }
        }
        let mut score = Self::default();
        for (name, questions) in by_database {
            let folder = data.join(name);
            let catalog =
                std::fs::read_to_string(folder.join("catalog.json")).expect("a catalogue");
            let catalog: contract::Catalog = serde_json::from_str(&catalog).expect("a catalogue");
            let index = Index::new(&catalog);
            let parser = Parser::new(&index, catalog.dialect);
            let database = database(&folder);
            for question in &questions {
                match judge(&parser, &database, question) {
                    Verdict::Right => score.right += 1,
                    Verdict::Silent => score.silent += 1,
                    Verdict::Wrong(sql) => {
                        score.wrong.push(format!("{}: {sql}", question.question))
                    }
                }
            }
        }
        score
    }

    pub(crate) fn asked(&self) -> usize {
        self.right + self.silent + self.wrong.len()
    }

    pub(crate) fn right_of_all(&self) -> f64 {
        share(self.right, self.asked())
    }

    pub(crate) fn right_of_answered(&self) -> f64 {
        share(self.right, self.right + self.wrong.len())
    }

    /// The figures, and every wrong answer.
    pub(crate) fn report(&self) -> String {
        format!(
            "{} asked, {} right, {} not answered, wrong:\n{}",
            self.asked(),
            self.right,
            self.silent,
            self.wrong.join("\n")
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred questions")]
fn share(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}

fn judge(parser: &Parser<'_>, database: &Connection, question: &Question) -> Verdict {
    let context = Context::asked_at("2024-11-30T12:00:00Z");
    let Parsed::Readings(readings) = parser.parse(&question.question, &context) else {
        return Verdict::Silent;
    };
    let sql = readings[0].sql.clone();
    let gold = rows(database, &question.sql).expect("the right SQL runs");
    let one = question.sql.ends_with("LIMIT 1");
    let ordered = question.sql.contains("ORDER BY") && !one;
    match rows(database, &sql) {
        Ok(rows) if same(&gold, &rows, ordered) => Verdict::Right,
        Ok(_) => Verdict::Wrong(sql),
        Err(error) => Verdict::Wrong(format!("{sql} ({error})")),
    }
}
