//! From values to places.

/// Numbers along an axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Linear {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

/// Ticks an axis has, about.
const TICKS: f64 = 6.0;

impl Linear {
    /// An axis from one place to another for these numbers, ended at round ones.
    pub(super) fn round(
        numbers: impl Iterator<Item = f64>,
        zero: bool,
        (from, to): (f64, f64),
    ) -> Option<Self> {
        let mut scale = Self::exact(numbers.chain(zero.then_some(0.0)), (from, to))?;
        let step = scale.step();
        if !step.is_normal() {
            return None;
        }
        scale.low = (scale.low / step).floor() * step;
        scale.high = (scale.high / step).ceil() * step;
        Some(scale)
    }

    /// An axis that ends with the least and the greatest of the numbers; `None` when there are none, or they lie too
    /// far from each other for a float.
    pub(super) fn exact(
        numbers: impl Iterator<Item = f64>,
        (from, to): (f64, f64),
    ) -> Option<Self> {
        let (low, high) = numbers
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| {
                (low.min(number), high.max(number))
            });
        if low > high || !(high - low).is_finite() {
            return None;
        }
        let (low, high) = if low == high {
            (low - 0.5, high + 0.5)
        } else {
            (low, high)
        };
        Some(Self {
            low,
            high,
            from,
            to,
        })
    }

    pub(super) fn place(&self, number: f64) -> f64 {
        self.from + (number - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Zero, or the end that is nearest to it.
    pub(super) fn base(&self) -> f64 {
        0.0_f64.clamp(self.low, self.high)
    }

    /// One, two or five times a power of ten.
    fn step(&self) -> f64 {
        let rough = (self.high - self.low) / TICKS;
        let power = 10_f64.powf(rough.log10().floor());
        let factor = match rough / power {
            factor if factor <= 1.0 => 1.0,
            factor if factor <= 2.0 => 2.0,
            factor if factor <= 5.0 => 5.0,
            _ => 10.0,
        };
        factor * power
    }

    /// Round numbers within the axis; whole ones where only those are counted.
    pub(super) fn ticks(&self, whole: bool) -> Vec<f64> {
        let step = if whole {
            self.step().max(1.0)
        } else {
            self.step()
        };
        let first = (self.low / step - 1e-9).ceil();
        let mut ticks = Vec::new();
        let mut at = first;
        // A step is a sixth of the axis or more than a third of that.
        while at * step <= self.high + step * 1e-9 && ticks.len() < 32 {
            ticks.push(at * step);
            at += 1.0;
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        let scale = Linear::round([3.0, 97.0].into_iter(), true, (0.0, 100.0)).unwrap();
        assert_eq!(scale.ticks(false), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(scale.place(50.0), 50.0);
        let small = Linear::round([1.0, 2.0].into_iter(), true, (100.0, 0.0)).unwrap();
        assert_eq!(small.ticks(true), [0.0, 1.0, 2.0]);
        assert_eq!(small.place(2.0), 0.0);
        assert!(Linear::round([].into_iter(), false, (0.0, 1.0)).is_none());
        let one = Linear::round([7.0].into_iter(), false, (0.0, 10.0)).unwrap();
        assert!(one.place(7.0) > 0.0 && one.place(7.0) < 10.0);
        assert!(
            Linear::round([-5.0, -1.0].into_iter(), true, (0.0, 1.0))
                .unwrap()
                .base()
                == 0.0
        );
    }
}
