//! The figures over all questions.

use super::Prediction;
use serde::Serialize;
use std::collections::BTreeMap;

/// Figures over the questions whose gold SQL brings rows; the others are counted apart.
#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct Figures {
    /// Questions with a non-empty gold result.
    pub(crate) questions: usize,
    /// Of these, answered with rows or with "none".
    pub(crate) answered: usize,
    /// Of these, right.
    pub(crate) right: usize,
    /// Questions whose SQL has the parts of the gold SQL.
    pub(crate) exact: usize,
    /// Questions with SQL of which no attempt ran.
    pub(crate) failed_to_run: usize,
    /// Right of all questions.
    pub(crate) execution_accuracy: f64,
    /// Right of the answered ones.
    pub(crate) precision: f64,
    /// Answered of all questions.
    pub(crate) coverage: f64,
    /// Of all questions, those whose SQL has the parts of the gold SQL.
    pub(crate) exact_match: f64,
    /// Tokens sent to a model.
    pub(crate) tokens_in: u64,
    /// Tokens a model answered with.
    pub(crate) tokens_out: u64,
    /// What they cost, by the prices given.
    pub(crate) cost: f64,
    /// Questions that needed no model.
    pub(crate) without_model: usize,
    /// Median time from question to answer.
    pub(crate) p50_ms: f64,
    /// 95th percentile of it.
    pub(crate) p95_ms: f64,
    /// Mean of it.
    pub(crate) mean_ms: f64,
    /// Questions whose gold SQL brings no row.
    pub(crate) gold_empty: usize,
    /// Questions whose gold SQL does not run on this engine.
    pub(crate) gold_failed: usize,
}

/// Prices of a model.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Prices {
    pub(crate) per_million_in: f64,
    pub(crate) per_million_out: f64,
}

/// The figures of all questions, by database and by difficulty.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    total: Figures,
    databases: BTreeMap<String, Figures>,
    difficulties: BTreeMap<String, Figures>,
}

impl Summary {
    pub(crate) fn of(predictions: &[Prediction], prices: Prices) -> Self {
        let by = |part: &dyn Fn(&Prediction) -> String| {
            let mut parts: BTreeMap<String, Vec<&Prediction>> = BTreeMap::new();
            for prediction in predictions {
                parts.entry(part(prediction)).or_default().push(prediction);
            }
            let figures = parts
                .into_iter()
                .map(|(name, predictions)| (name, Figures::of(&predictions, prices)));
            figures.collect::<BTreeMap<_, _>>()
        };
        Self {
            total: Figures::of(&predictions.iter().collect::<Vec<_>>(), prices),
            databases: by(&|prediction| prediction.db_id.clone()),
            difficulties: by(&|prediction| {
                let rank = prediction.difficulty;
                // In the order of difficulty.
                rank.map_or("5 unknown".to_owned(), |rank| {
                    format!("{} {}", rank as usize + 1, rank.as_str())
                })
            }),
        }
    }

    pub(crate) const fn figures(&self) -> &Figures {
        &self.total
    }

    pub(crate) const fn databases(&self) -> &BTreeMap<String, Figures> {
        &self.databases
    }

    /// By name, the easiest first.
    pub(crate) fn difficulties(&self) -> impl Iterator<Item = (&str, &Figures)> {
        self.difficulties
            .iter()
            .map(|(name, figures)| (name.get(2..).unwrap_or(name), figures))
    }
}

impl Figures {
    fn of(predictions: &[&Prediction], prices: Prices) -> Self {
        let mut figures = Self::default();
        for prediction in predictions {
            figures.add(prediction);
        }
        let durations: Vec<f64> = predictions.iter().map(|p| p.duration_ms).collect();
        figures.p50_ms = percentile(&durations, 0.50);
        figures.p95_ms = percentile(&durations, 0.95);
        figures.mean_ms = share(durations.iter().sum(), durations.len());
        figures.cost = million(figures.tokens_in) * prices.per_million_in
            + million(figures.tokens_out) * prices.per_million_out;
        figures.with_shares()
    }

    fn add(&mut self, prediction: &Prediction) {
        self.tokens_in += prediction.tokens_in;
        self.tokens_out += prediction.tokens_out;
        self.without_model += usize::from(prediction.tokens_in == 0);
        match (prediction.correct, prediction.gold_empty) {
            (None, _) => self.gold_failed += 1,
            (Some(_), true) => self.gold_empty += 1,
            (Some(correct), false) => {
                self.questions += 1;
                self.answered += usize::from(prediction.is_answer());
                self.right += usize::from(correct);
                self.exact += usize::from(prediction.exact == Some(true));
                self.failed_to_run += usize::from(prediction.failed_to_run());
            }
        }
    }

    fn with_shares(self) -> Self {
        Self {
            execution_accuracy: ratio(self.right, self.questions),
            precision: ratio(self.right, self.answered),
            coverage: ratio(self.answered, self.questions),
            exact_match: ratio(self.exact, self.questions),
            ..self
        }
    }
}

/// What became of questions that the data cannot answer.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Abstention {
    /// Questions asked.
    pub(crate) questions: usize,
    /// Of these, not answered.
    pub(crate) declined: usize,
    /// The questions that were answered all the same.
    pub(crate) answered: Vec<String>,
}

impl Abstention {
    pub(crate) fn add(&mut self, question: &str, outcome: &str) {
        self.questions += 1;
        if matches!(outcome, "answered" | "empty") {
            self.answered.push(question.to_owned());
        } else {
            self.declined += 1;
        }
    }

    pub(crate) fn share(&self) -> f64 {
        ratio(self.declined, self.questions)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "there are fewer than 2^53 questions"
)]
fn share(sum: f64, count: usize) -> f64 {
    sum / count.max(1) as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "there are fewer than 2^53 questions"
)]
fn ratio(part: usize, whole: usize) -> f64 {
    share(part as f64, whole)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "there are fewer than 2^53 tokens"
)]
fn million(tokens: u64) -> f64 {
    tokens as f64 / 1e6
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
        serde_json::from_value(serde_json::json!({
            "db_id": "d", "question": "", "outcome": outcome, "sql": "SELECT 1", "columns": [], "rows": [],
            "duration_ms": 1.0, "confidence": null, "text": "", "correct": correct, "gold_empty": gold_empty,
            "tokens_in": 1_000_000, "tokens_out": 500_000,
        }))
        .unwrap()
    }

    #[test]
    fn silence_costs_coverage_and_wrong_answers_cost_precision() {
        let predictions = [
            prediction("answered", Some(true), false),
            prediction("answered", Some(false), false),
            prediction("unanswerable", Some(false), false),
            prediction("answered", Some(true), true),
            prediction("answered", None, false),
        ];
        let prices = Prices {
            per_million_in: 3.0,
            per_million_out: 10.0,
        };
        let summary = Summary::of(&predictions, prices);
        let figures = summary.figures();
        assert_eq!(
            (figures.questions, figures.answered, figures.right),
            (3, 2, 1)
        );
        assert_eq!((figures.gold_empty, figures.gold_failed), (1, 1));
        assert!((figures.precision - 0.5).abs() < 1e-9);
        assert!((figures.cost - 40.0).abs() < 1e-9);
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let durations: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&durations, 0.5), 50.0);
        assert_eq!(percentile(&durations, 0.95), 95.0);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }
}
