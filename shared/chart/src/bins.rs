//! Equal ranges for a histogram, with round edges.

/// Values from `start` (included) to `end` (excluded, but for the last range).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bin {
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) rows: u64,
}

/// Ranges at most: more would show noise.
const MOST: f64 = 30.0;

/// The values counted in ranges of a round width (1, 2 or 5 times a power of ten), about as many
/// ranges as the square root of the number of values.
pub(crate) fn bins(values: &[f64]) -> Vec<Bin> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    #[expect(clippy::cast_precision_loss, reason = "fewer rows than 2^53")]
    let wished = (values.len() as f64).sqrt().clamp(5.0, MOST);
    let Some(mut width) = round_up((high - low) / wished) else {
        return Vec::new();
    };
    if values.iter().all(|value| value.fract() == 0.0) {
        width = width.max(1.0);
    }
    let first = (low / width).floor();
    let count = ((high / width).floor() - first).clamp(0.0, 2.0 * MOST) + 1.0;
    let edge = |step: f64| round_off((first + step) * width, width);
    let mut bins = Vec::new();
    let mut step = 0.0;
    while step < count {
        bins.push(Bin {
            start: edge(step),
            end: edge(step + 1.0),
            rows: 0,
        });
        step += 1.0;
    }
    for value in values {
        let at = bins
            .partition_point(|bin| bin.end <= *value)
            .min(bins.len().saturating_sub(1));
        if let Some(bin) = bins.get_mut(at) {
            bin.rows += 1;
        }
    }
    bins
}

/// The least of 1, 2 and 5 times a power of ten that is not less; `None` for no width at all.
fn round_up(width: f64) -> Option<f64> {
    if !width.is_normal() || width <= 0.0 {
        return None;
    }
    let power = 10f64.powf(width.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|round| *round >= width * 0.999_999)
        .filter(|round| round.is_normal())
}

/// Takes away what binary fractions add: 0.30000000000000004 is 0.3.
fn round_off(edge: f64, width: f64) -> f64 {
    let scale = 10f64.powf(1.0 - width.log10().floor());
    let rounded = (edge * scale).round() / scale;
    if rounded.is_finite() { rounded } else { edge }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_round_and_every_value_is_counted_once() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let found = bins(&values);
        assert_eq!(
            found[0],
            Bin {
                start: 0.0,
                end: 10.0,
                rows: 10
            }
        );
        assert_eq!(found.len(), 10);
        let tenths = bins(&[0.1, 0.3, 0.3, 0.55]);
        assert_eq!(
            tenths.iter().map(|bin| bin.start).collect::<Vec<_>>(),
            [0.1, 0.2, 0.3, 0.4, 0.5]
        );
        assert_eq!(
            tenths.iter().map(|bin| bin.rows).collect::<Vec<_>>(),
            [1, 0, 2, 0, 1]
        );
        assert_eq!(
            bins(&[-3.0, 4.0]).iter().map(|bin| bin.rows).sum::<u64>(),
            2
        );
        assert!(bins(&[5.0, 5.0]).is_empty());
        assert!(bins(&[]).is_empty());
        assert!(bins(&[f64::MIN, f64::MAX]).len() < 100);
    }
}
