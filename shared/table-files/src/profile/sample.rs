use super::distinct::stays;

/// A uniform sample of a column's distinct values, by hash; all of them when there are few. Two
/// samples can be compared whatever their columns' sizes.
#[derive(Debug, Clone, Default)]
pub struct ValueSample {
    level: u32,
    hashes: Vec<u64>,
}

impl ValueSample {
    pub(super) fn new(level: u32, hashes: Vec<u64>) -> Self {
        Self { level, hashes }
    }

    /// The share of these values that are among the others, and over how many it was taken.
    pub(crate) fn inclusion_in(&self, others: &Self) -> Inclusion {
        let level = self.level.max(others.level);
        let mut inclusion = Inclusion::default();
        for hash in self.hashes.iter().filter(|hash| stays(**hash, level)) {
            inclusion.compared += 1;
            inclusion.found += usize::from(others.hashes.binary_search(hash).is_ok());
        }
        inclusion
    }
}

/// How many values of one column were found in another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Inclusion {
    pub(crate) compared: usize,
    pub(crate) found: usize,
}

impl Inclusion {
    /// From 0 to 1; 0 when nothing could be compared.
    #[expect(clippy::cast_precision_loss, reason = "samples are small")]
    pub(crate) fn share(self) -> f64 {
        if self.compared == 0 {
            0.0
        } else {
            self.found as f64 / self.compared as f64
        }
    }
}
