//! Two runs over the same questions: what turned right, what turned wrong, and whether that may be chance.

use super::Prediction;
use anyhow::{Context, Result};
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;

/// The questions of both runs whose gold SQL brings rows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Flips {
    /// Questions that both runs were asked.
    pub(crate) both: usize,
    /// Right in the earlier run.
    pub(crate) right_before: usize,
    /// Right in this one.
    pub(crate) right_now: usize,
    /// Wrong before, right now, as `database: question`.
    pub(crate) gained: Vec<String>,
    /// Right before, wrong now.
    pub(crate) lost: Vec<String>,
    /// The probability that as uneven flips come by chance: McNemar's exact test, two-sided.
    pub(crate) p_value: f64,
}

/// The predictions of an earlier run.
pub(crate) fn read(path: &Path) -> Result<Vec<Prediction>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    text.lines()
        .map(|line| {
            serde_json::from_str(line)
                .with_context(|| format!("{} holds no predictions of analyst eval", path.display()))
        })
        .collect()
}

impl Flips {
    pub(crate) fn between(earlier: &[Prediction], now: &[Prediction]) -> Self {
        let key = |prediction: &Prediction| (prediction.db_id.clone(), prediction.question.clone());
        let before: HashMap<_, bool> = earlier
            .iter()
            .filter_map(|prediction| Some((key(prediction), prediction.counted()?)))
            .collect();
        let mut flips = Self::default();
        for prediction in now {
            let Some(is_right) = prediction.counted() else {
                continue;
            };
            let Some(&was_right) = before.get(&key(prediction)) else {
                continue;
            };
            flips.both += 1;
            flips.right_before += usize::from(was_right);
            flips.right_now += usize::from(is_right);
            let told = format!("{}: {}", prediction.db_id, prediction.question);
            match (was_right, is_right) {
                (false, true) => flips.gained.push(told),
                (true, false) => flips.lost.push(told),
                _ => (),
            }
        }
        flips.p_value = mcnemar(flips.gained.len(), flips.lost.len());
        flips
    }
}

/// McNemar's exact test (McNemar 1947, with the binomial distribution): two-sided, of flips in one direction and in the
/// other.
#[expect(
    clippy::cast_precision_loss,
    reason = "there are fewer than 2^53 flips"
)]
fn mcnemar(gained: usize, lost: usize) -> f64 {
    let all = gained + lost;
    if all == 0 {
        return 1.0;
    }
    // Logarithms: 0.5 to the power of a thousand is no double.
    let mut log_choose = 0.0_f64;
    let mut tail = 0.0_f64;
    for k in 0..=gained.min(lost) {
        if k > 0 {
            log_choose += ((all - k + 1) as f64 / k as f64).ln();
        }
        tail += (log_choose - all as f64 * std::f64::consts::LN_2).exp();
    }
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_has_the_values_of_the_binomial_distribution() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        // 2 * (C(10,0) + C(10,1)) / 2^10; one of one; nothing turned.
        assert!(near(mcnemar(9, 1), 22.0 / 1024.0));
        assert!(near(mcnemar(1, 0), 1.0));
        assert!(near(mcnemar(0, 0), 1.0));
        assert!(near(mcnemar(5, 5), 1.0));
        assert!(mcnemar(1500, 500) < 1e-100);
    }
}
