use super::NULL_HASH;
use super::distinct::DistinctValues;
use super::render;
use crate::hash;
use contract::DataType;

/// Extremes of everything that is not text.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    fixed: Option<(i128, i128)>,
    doubles: Option<(f64, f64)>,
    unordered: bool,
}

impl Numbers {
    /// Takes in whole numbers, unscaled decimals, days or microseconds.
    #[inline]
    pub(super) fn observe<T: Copy + Ord + Into<i128>>(
        &mut self,
        values: impl Iterator<Item = Option<T>>,
        hash: impl Fn(T) -> u64,
        distinct: &mut DistinctValues,
        hashes: &mut Vec<u64>,
    ) {
        let mut extremes: Option<(T, T)> = None;
        let mut unordered = self.unordered;
        let before = self.fixed.map(|(_, max)| max);
        for value in values {
            let Some(value) = value else {
                hashes.push(NULL_HASH);
                continue;
            };
            match &mut extremes {
                None => {
                    unordered |= before.is_some_and(|max| value.into() <= max);
                    extremes = Some((value, value));
                }
                Some((_, max)) if value > *max => *max = value,
                Some((min, _)) => {
                    unordered = true;
                    *min = (*min).min(value);
                }
            }
            let hash = hash(value);
            hashes.push(hash);
            // What does not fit 64 bits is counted, but cannot be shown as a frequent value.
            distinct.observe(hash, || i64::try_from(value.into()).unwrap_or(i64::MIN));
        }
        self.unordered = unordered;
        if let Some((min, max)) = extremes {
            let (least, greatest) = self.fixed.unwrap_or((min.into(), max.into()));
            self.fixed = Some((least.min(min.into()), greatest.max(max.into())));
        }
    }

    /// Takes in floats. NaN is a value, but neither the least nor the greatest.
    pub(super) fn observe_doubles(
        &mut self,
        values: impl Iterator<Item = Option<f64>>,
        distinct: &mut DistinctValues,
        hashes: &mut Vec<u64>,
    ) {
        self.unordered = true;
        for value in values {
            let Some(value) = value else {
                hashes.push(NULL_HASH);
                continue;
            };
            if !value.is_nan() {
                let (min, max) = self.doubles.unwrap_or((value, value));
                self.doubles = Some((min.min(value), max.max(value)));
            }
            let hash = hash::double(value);
            hashes.push(hash);
            distinct.observe(hash, || value.to_bits().cast_signed());
        }
    }

    /// Whether each value was greater than the one before, so that none can occur twice.
    pub(super) fn is_ascending(&self) -> bool {
        !self.unordered
    }

    pub(super) fn range(&self) -> Option<(i64, i64)> {
        let (min, max) = self.fixed?;
        Some((i64::try_from(min).ok()?, i64::try_from(max).ok()?))
    }

    pub(super) fn extremes(&self, data_type: &DataType) -> (Option<String>, Option<String>) {
        if let Some((min, max)) = self.doubles {
            return (Some(render::double(min)), Some(render::double(max)));
        }
        let Some((min, max)) = self.fixed else {
            return (None, None);
        };
        let show = |value: i128| match data_type {
            DataType::Decimal(_, scale) => Some(render::decimal(value, *scale)),
            _ => render::fixed(i64::try_from(value).ok()?, data_type),
        };
        (show(min), show(max))
    }
}
