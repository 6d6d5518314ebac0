//! What came of one question.

use super::components::Difficulty;
use contract::{ResultColumn, Row};
use serde::{Deserialize, Serialize};

/// What came of one question: a line of the predictions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Prediction {
    pub(crate) db_id: String,
    pub(crate) question: String,
    pub(crate) outcome: String,
    pub(crate) sql: Option<String>,
    pub(crate) columns: Vec<ResultColumn>,
    pub(crate) rows: Vec<Row>,
    pub(crate) duration_ms: f64,
    pub(crate) confidence: Option<f64>,
    pub(crate) text: String,
    /// `None` when the gold SQL itself does not run here.
    pub(crate) correct: Option<bool>,
    /// Whether the gold SQL brings no row; such questions are left out of the headline.
    pub(crate) gold_empty: bool,
    /// Who made the SQL.
    #[serde(default)]
    pub(crate) approach: String,
    /// Of the gold SQL.
    #[serde(default)]
    pub(crate) difficulty: Option<Difficulty>,
    /// Whether the SQL has the parts of the gold SQL; `None` without one.
    #[serde(default)]
    pub(crate) exact: Option<bool>,
    /// Statements that the model was asked for.
    #[serde(default)]
    pub(crate) attempts: u32,
    #[serde(default)]
    pub(crate) tokens_in: u64,
    #[serde(default)]
    pub(crate) tokens_out: u64,
}

impl Prediction {
    /// Whether rows, or that there are none, were answered.
    pub(crate) fn is_answer(&self) -> bool {
        matches!(self.outcome.as_str(), "answered" | "empty")
    }

    /// Whether there was a statement and none of the attempts ran.
    pub(crate) fn failed_to_run(&self) -> bool {
        self.outcome == "refused" && self.sql.is_some()
    }

    /// Whether it is right, for a question that counts: its gold SQL runs and brings rows.
    pub(crate) fn counted(&self) -> Option<bool> {
        self.correct.filter(|_| !self.gold_empty)
    }
}
