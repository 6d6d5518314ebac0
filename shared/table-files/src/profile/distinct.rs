use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Values that keep being counted exactly after the bound is passed.
const TRACKED: usize = 64;
/// Of so many rows, a value must have had one to be worth tracking.
const TRACKED_SHARE: u64 = 1000;

/// Halvings of the sample: beyond, one value in 2^30 stays, and no table is that large.
const MAX_LEVEL: u32 = 30;

/// Counts distinct values by their hashes, with a bound on memory.
///
/// Up to the bound the count is exact. Beyond it only the hashes that end in `level` zero bits (of
/// their upper half) stay, and the level rises whenever the bound is passed again: what stays is a
/// uniform sample of the distinct values, and the count its size times two to the level (Wegman's
/// adaptive sampling; Flajolet, "On adaptive sampling", 1990). A value of the sample was never
/// left out, so its own count is exact.
#[derive(Debug)]
pub(super) struct DistinctValues {
    slots: Slots,
    bound: usize,
    level: u32,
    tracked: Slots,
    observed: u64,
}

type Slots = HashMap<u64, Slot, BuildHasherDefault<Prehashed>>;

/// What is known of one value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// Rows with it.
    pub(super) count: u64,
    /// Stands for the value itself; its meaning is the caller's.
    pub(super) value: i64,
}

impl DistinctValues {
    pub(super) fn new(bound: usize) -> Self {
        Self {
            slots: Slots::default(),
            bound: bound.max(16),
            level: 0,
            tracked: Slots::default(),
            observed: 0,
        }
    }

    /// Counts a value. `value` is asked only when it is seen for the first time.
    #[inline]
    pub(super) fn observe(&mut self, hash: u64, value: impl FnOnce() -> i64) {
        self.observed += 1;
        if self.level > 0 {
            if let Some(slot) = self.tracked.get_mut(&hash) {
                slot.count += 1;
            }
            if !stays(hash, self.level) {
                return;
            }
        }
        let slot = self.slots.entry(hash).or_insert_with(|| Slot {
            count: 0,
            value: value(),
        });
        slot.count += 1;
        if self.slots.len() > self.bound {
            self.thin_out();
        }
    }

    #[cold]
    fn thin_out(&mut self) {
        if self.level == 0 {
            self.tracked = self.worth_tracking();
        }
        while self.slots.len() > self.bound && self.level < MAX_LEVEL {
            self.level += 1;
            let level = self.level;
            self.slots.retain(|hash, _| stays(*hash, level));
        }
    }

    fn worth_tracking(&self) -> Slots {
        let least = (self.observed / TRACKED_SHARE).max(2);
        let mut often: Vec<_> = self
            .slots
            .iter()
            .filter(|(_, slot)| slot.count >= least)
            .collect();
        often.sort_unstable_by_key(|(hash, slot)| (std::cmp::Reverse(slot.count), **hash));
        often
            .into_iter()
            .take(TRACKED)
            .map(|(hash, slot)| (*hash, *slot))
            .collect()
    }

    /// The values that stayed, and whether they are all there are.
    pub(super) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.slots.values()
    }

    pub(super) fn is_exact(&self) -> bool {
        self.level == 0
    }

    /// Distinct values: counted when exact, else estimated.
    pub(super) fn count(&self) -> u64 {
        let stayed = u64::try_from(self.slots.len()).unwrap_or(u64::MAX);
        stayed.saturating_mul(1 << self.level).min(self.observed)
    }

    /// Whether some value was seen twice, as far as the sample tells.
    pub(super) fn has_repeats(&self) -> bool {
        self.slots
            .values()
            .chain(self.tracked.values())
            .any(|slot| slot.count > 1)
    }

    /// The values seen more than once, most frequent first: all candidates when exact, else those
    /// that were frequent before the bound was passed.
    pub(super) fn most_frequent(&self, limit: usize) -> Vec<Slot> {
        let slots = if self.is_exact() {
            &self.slots
        } else {
            &self.tracked
        };
        let mut often: Vec<_> = slots
            .iter()
            .filter(|(_, slot)| slot.count > 1)
            .map(|(h, s)| (*h, *s))
            .collect();
        let order = |(hash, slot): &(u64, Slot)| (std::cmp::Reverse(slot.count), *hash);
        if often.len() > limit && limit > 0 {
            often.select_nth_unstable_by_key(limit - 1, order);
            often.truncate(limit);
        }
        often.sort_unstable_by_key(order);
        often.into_iter().map(|(_, slot)| slot).collect()
    }

    /// A sample of the hashes, of at most that many.
    pub(super) fn sample(&self, most: usize) -> (u32, Vec<u64>) {
        let mut hashes: Vec<u64> = self.slots.keys().copied().collect();
        let mut level = self.level;
        while hashes.len() > most && level < MAX_LEVEL {
            level += 1;
            hashes.retain(|hash| stays(*hash, level));
        }
        hashes.sort_unstable();
        (level, hashes)
    }
}

/// Looks for a row that occurs twice, by its hash, with the same bound on memory.
#[derive(Debug)]
pub(crate) struct DistinctRows {
    seen: HashSet<u64, BuildHasherDefault<Prehashed>>,
    bound: usize,
    level: u32,
}

impl DistinctRows {
    pub(crate) fn new(bound: usize) -> Self {
        Self {
            seen: HashSet::default(),
            bound: bound.max(16),
            level: 0,
        }
    }

    /// Whether the row is new, as far as the sample tells.
    #[inline]
    pub(crate) fn insert(&mut self, hash: u64) -> bool {
        if !stays(hash, self.level) {
            return true;
        }
        let new = self.seen.insert(hash);
        while self.seen.len() > self.bound && self.level < MAX_LEVEL {
            self.level += 1;
            let level = self.level;
            self.seen.retain(|hash| stays(*hash, level));
        }
        new
    }
}

/// Whether a hash belongs to the sample of that level. The bits lie apart from those the hash
/// table itself uses.
pub(super) const fn stays(hash: u64, level: u32) -> bool {
    let mask = (1_u64 << level) - 1;
    (hash >> 24) & mask == 0
}

/// The keys are hashes already.
#[derive(Debug, Default, Clone, Copy)]
struct Prehashed(u64);

impl Hasher for Prehashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::integer;

    #[test]
    fn exact_up_to_the_bound_and_near_beyond() {
        let mut values = DistinctValues::new(1000);
        for value in 0..1000 {
            values.observe(integer(value), || value);
        }
        assert!(values.is_exact());
        assert_eq!(values.count(), 1000);
        for value in 0..100_000 {
            values.observe(integer(value), || value);
        }
        assert!(!values.is_exact());
        let count = values.count();
        assert!((85_000..115_000).contains(&count), "{count}");
        assert!(values.slots.len() <= 1000);
    }

    #[test]
    fn frequent_values_keep_their_count_beyond_the_bound() {
        let mut values = DistinctValues::new(100);
        for value in 0..10_000 {
            values.observe(integer(value % 2), || value % 2);
            values.observe(integer(value), || value);
        }
        let often = values.most_frequent(2);
        let counts: Vec<_> = often.iter().map(|slot| (slot.value, slot.count)).collect();
        assert_eq!(counts.len(), 2);
        assert!(
            counts.contains(&(0, 5001)) && counts.contains(&(1, 5001)),
            "{counts:?}"
        );
    }

    #[test]
    fn a_sample_of_a_sample_is_the_same_sample() {
        let mut values = DistinctValues::new(4096);
        (0..4000).for_each(|value| values.observe(integer(value), || value));
        let (level, sample) = values.sample(500);
        assert!(level > 0 && sample.len() <= 500 && !sample.is_empty());
        assert!(sample.iter().all(|hash| stays(*hash, level)));
    }
}
