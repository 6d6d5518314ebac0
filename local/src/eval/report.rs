//! The report of a run: as text for a terminal, as Markdown and as JSON.

use super::flips::Flips;
use super::summary::{Abstention, Figures, Summary};
use crate::output::table;
use serde_json::{Value, json};
use std::fmt::Write;

/// Flips that are named; the others are counted.
const NAMED: usize = 20;

/// All that a run has to tell.
pub(crate) struct Report {
    /// What was judged.
    pub(crate) approach: String,
    pub(crate) summary: Summary,
    pub(crate) flips: Option<Flips>,
    pub(crate) abstention: Option<Abstention>,
}

const HEADER: [&str; 7] = [
    "",
    "questions",
    "right",
    "accuracy",
    "precision",
    "coverage",
    "exact match",
];

impl Report {
    pub(crate) fn json(&self) -> Value {
        let difficulties: serde_json::Map<String, Value> = self
            .summary
            .difficulties()
            .map(|(name, figures)| (name.to_owned(), json!(figures)))
            .collect();
        json!({
            "approach": self.approach,
            "summary": self.summary.figures(),
            "databases": self.summary.databases(),
            "difficulties": difficulties,
            "flips": self.flips,
            "unanswerable": self.abstention,
        })
    }

    pub(crate) fn text(&self) -> String {
        let mut shown = table::plain(HEADER.map(str::to_owned));
        for row in self.rows() {
            shown.add_row(row);
        }
        let mut text = format!("{shown}\n");
        for line in self.notes() {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("# Evaluation: {}\n\n", self.approach);
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        text.push_str(&line(&HEADER.map(str::to_owned)));
        text.push_str(&line(&["---"; HEADER.len()].map(str::to_owned)));
        for row in self.rows() {
            text.push_str(&line(&row));
        }
        text.push('\n');
        for note in self.notes() {
            let _ = writeln!(text, "- {note}");
        }
        text
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let databases = self
            .summary
            .databases()
            .iter()
            .map(|(name, figures)| row(name, figures));
        let difficulties = self
            .summary
            .difficulties()
            .map(|(name, figures)| row(name, figures));
        databases
            .chain(difficulties)
            .chain([row("all", self.summary.figures())])
            .collect()
    }

    fn notes(&self) -> Vec<String> {
        let total = self.summary.figures();
        let mut notes = vec![
            "accuracy = right / questions, precision = right / answered, coverage = answered / questions; exact match: \
             the SQL has the parts of the gold SQL"
                .to_owned(),
            format!(
                "left out: {} questions with an empty gold result, {} whose gold SQL does not run here",
                total.gold_empty, total.gold_failed
            ),
            format!(
                "{} questions ({}) have SQL of which no attempt ran",
                total.failed_to_run,
                percent_of(total.failed_to_run, total.questions)
            ),
            format!(
                "time from question to answer: mean {:.1} ms, p50 {:.1} ms, p95 {:.1} ms",
                total.mean_ms, total.p50_ms, total.p95_ms
            ),
        ];
        if total.tokens_in > 0 {
            notes.push(format!(
                "model: {} tokens in, {} out, cost {:.4}; {} questions needed none",
                total.tokens_in, total.tokens_out, total.cost, total.without_model
            ));
        }
        if let Some(abstention) = &self.abstention {
            notes.push(format!(
                "unanswerable: {} of {} declined ({})",
                abstention.declined,
                abstention.questions,
                percent(abstention.share())
            ));
        }
        if let Some(flips) = &self.flips {
            notes.extend(told(flips));
        }
        notes
    }
}

fn told(flips: &Flips) -> Vec<String> {
    let mut told = vec![format!(
        "against the earlier run, {} questions of both: right {} before ({}), {} now ({}); {} gained, {} lost, \
         McNemar's exact p = {:.2e}",
        flips.both,
        flips.right_before,
        percent_of(flips.right_before, flips.both),
        flips.right_now,
        percent_of(flips.right_now, flips.both),
        flips.gained.len(),
        flips.lost.len(),
        flips.p_value
    )];
    for (sign, questions) in [("gained", &flips.gained), ("lost", &flips.lost)] {
        told.extend(
            questions
                .iter()
                .take(NAMED)
                .map(|question| format!("{sign}: {question}")),
        );
        if questions.len() > NAMED {
            told.push(format!("{sign}: and {} more", questions.len() - NAMED));
        }
    }
    told
}

fn row(name: &str, figures: &Figures) -> Vec<String> {
    vec![
        name.to_owned(),
        figures.questions.to_string(),
        figures.right.to_string(),
        percent(figures.execution_accuracy),
        percent(figures.precision),
        percent(figures.coverage),
        percent(figures.exact_match),
    ]
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "there are fewer than 2^53 questions"
)]
fn percent_of(part: usize, whole: usize) -> String {
    percent(part as f64 / whole.max(1) as f64)
}
