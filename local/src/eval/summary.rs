//! The figures over all questions.

use super::Prediction;
use crate::output::table;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Figures over the questions whose gold SQL brings rows; the others are counted apart.
#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct Figures {
    /// Questions with a non-empty gold result.
    pub(crate) questions: usize,
    /// Of these, answered with rows or with "none".
    pub(crate) answered: usize,
    /// Of these, right.
    pub(crate) right: usize,
    /// Right of all questions.
    pub(crate) execution_accuracy: f64,
    /// Right of the answered ones.
    pub(crate) precision: f64,
    /// Answered of all questions.
    pub(crate) coverage: f64,
    /// Median time from question to answer.
    pub(crate) p50_ms: f64,
    /// 95th percentile of it.
    pub(crate) p95_ms: f64,
    /// Questions whose gold SQL brings no row.
    pub(crate) gold_empty: usize,
    /// Questions whose gold SQL does not run on this engine.
    pub(crate) gold_failed: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Summary {
    databases: BTreeMap<String, Figures>,
    durations: Vec<f64>,
}

impl Summary {
    pub(crate) fn add(&mut self, prediction: &Prediction) {
        self.durations.push(prediction.duration_ms);
        let figures = self.databases.entry(prediction.db_id.clone()).or_default();
        let Some(correct) = prediction.correct else {
            figures.gold_failed += 1;
            return;
        };
        if prediction.gold_empty {
            figures.gold_empty += 1;
            return;
        }
        figures.questions += 1;
        figures.answered += usize::from(is_answer(&prediction.outcome));
        figures.right += usize::from(correct);
    }

    pub(crate) fn figures(&self) -> Figures {
        let mut total = Figures::default();
        for figures in self.databases.values() {
            total.questions += figures.questions;
            total.answered += figures.answered;
            total.right += figures.right;
            total.gold_empty += figures.gold_empty;
            total.gold_failed += figures.gold_failed;
        }
        let mut total = total.with_shares();
        total.p50_ms = percentile(&self.durations, 0.50);
        total.p95_ms = percentile(&self.durations, 0.95);
        total
    }
}

impl Figures {
    #[expect(
        clippy::cast_precision_loss,
        reason = "there are fewer than 2^53 questions"
    )]
    fn with_shares(self) -> Self {
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        Self {
            execution_accuracy: share(self.right, self.questions),
            precision: share(self.right, self.answered),
            coverage: share(self.answered, self.questions),
            ..self
        }
    }

    fn row(&self, name: &str) -> Vec<String> {
        vec![
            name.to_owned(),
            self.questions.to_string(),
            self.right.to_string(),
            percent(self.execution_accuracy),
            percent(self.precision),
            percent(self.coverage),
        ]
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = [
            "database",
            "questions",
            "right",
            "accuracy",
            "precision",
            "coverage",
        ];
        let mut table = table::plain(header.map(str::to_owned));
        for (name, figures) in &self.databases {
            table.add_row(figures.clone().with_shares().row(name));
        }
        let total = self.figures();
        table.add_row(total.row("all"));
        writeln!(f, "{table}")?;
        writeln!(
            f,
            "accuracy = right / questions, precision = right / answered, coverage = answered / questions"
        )?;
        writeln!(
            f,
            "left out: {} questions with an empty gold result, {} whose gold SQL does not run here",
            total.gold_empty, total.gold_failed
        )?;
        writeln!(
            f,
            "time from question to answer: p50 {:.1} ms, p95 {:.1} ms",
            total.p50_ms, total.p95_ms
        )
    }
}

fn is_answer(outcome: &str) -> bool {
    matches!(outcome, "answered" | "empty")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank among fewer than 2^53 durations"
)]
fn percentile(durations: &[f64], share: f64) -> f64 {
    let mut sorted = durations.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prediction(outcome: &str, correct: Option<bool>, gold_empty: bool) -> Prediction {
        Prediction {
            db_id: "d".into(),
            question: String::new(),
            outcome: outcome.into(),
            sql: None,
            columns: vec![],
            rows: vec![],
            duration_ms: 1.0,
            confidence: None,
            text: String::new(),
            correct,
            gold_empty,
        }
    }

    #[test]
    fn silence_costs_coverage_and_wrong_answers_cost_precision() {
        let mut summary = Summary::default();
        summary.add(&prediction("answered", Some(true), false));
        summary.add(&prediction("answered", Some(false), false));
        summary.add(&prediction("unanswerable", Some(false), false));
        summary.add(&prediction("answered", Some(true), true));
        summary.add(&prediction("answered", None, false));
        let figures = summary.figures();
        assert_eq!(
            (figures.questions, figures.answered, figures.right),
            (3, 2, 1)
        );
        assert_eq!((figures.gold_empty, figures.gold_failed), (1, 1));
        assert!((figures.precision - 0.5).abs() < 1e-9);
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let durations: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&durations, 0.5), 50.0);
        assert_eq!(percentile(&durations, 0.95), 95.0);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }
}
