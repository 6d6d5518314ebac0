//! Statements that another program made for the same questions, so that both are judged alike.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

/// A line of the file. Without `sql`, that program gave no statement.
#[derive(Debug, Deserialize)]
struct Line {
    db_id: String,
    question: String,
    #[serde(default)]
    sql: Option<String>,
    #[serde(default)]
    duration_ms: f64,
    #[serde(default)]
    tokens_in: u64,
    #[serde(default)]
    tokens_out: u64,
}

/// What the other program answered to one question.
#[derive(Debug, Clone, Default)]
pub(super) struct Statement {
    pub(super) sql: Option<String>,
    pub(super) duration_ms: f64,
    pub(super) tokens_in: u64,
    pub(super) tokens_out: u64,
}

/// By database and question.
#[derive(Debug, Default)]
pub(super) struct Statements(HashMap<(String, String), Statement>);

impl Statements {
    /// Reads JSON lines of `{db_id, question, sql, duration_ms, tokens_in, tokens_out}`.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let mut found = HashMap::new();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let line: Line = serde_json::from_str(line).with_context(|| {
                format!("{}, line {}: no statement", path.display(), number + 1)
            })?;
            let statement = Statement {
                sql: line.sql,
                duration_ms: line.duration_ms,
                tokens_in: line.tokens_in,
                tokens_out: line.tokens_out,
            };
            found.insert((line.db_id, line.question), statement);
        }
        Ok(Self(found))
    }

    pub(super) fn of(&self, db_id: &str, question: &str) -> Statement {
        let key = (db_id.to_owned(), question.to_owned());
        self.0.get(&key).cloned().unwrap_or_default()
    }
}
