use super::NULL_HASH;
use super::distinct::{DistinctValues, Slot};
use super::render;
use crate::hash;
use arrow::array::StringArray;

/// Characters of a value that the value index and the frequent values still show.
const SHOWN_CHARS: usize = 100;
/// Distinct values of a column that has a value index.
const INDEXED_VALUES: usize = 2000;
/// Bytes of values a column keeps.
const KEPT_BYTES: usize = 1 << 20;
/// Stands for a value that is not kept.
const NOT_KEPT: i64 = -1;

/// Extremes and the values themselves of a text column.
#[derive(Debug, Default)]
pub(super) struct Texts {
    extremes: Option<(String, String)>,
    unordered: bool,
    total_bytes: u64,
    kept: Vec<Box<str>>,
    kept_bytes: usize,
}

impl Texts {
    pub(super) fn observe(
        &mut self,
        array: &StringArray,
        distinct: &mut DistinctValues,
        hashes: &mut Vec<u64>,
    ) {
        let before = self.extremes.take();
        let mut extremes = before
            .as_ref()
            .map(|(min, max)| (Ordered::new(min), Ordered::new(max)));
        for value in array {
            let Some(value) = value else {
                hashes.push(NULL_HASH);
                continue;
            };
            let ordered = Ordered::new(value);
            match &mut extremes {
                None => extremes = Some((ordered, ordered)),
                Some((_, max)) if ordered > *max => *max = ordered,
                Some((min, _)) => {
                    self.unordered = true;
                    *min = (*min).min(ordered);
                }
            }
            self.total_bytes += u64::try_from(value.len()).unwrap_or(u64::MAX);
            let hash = hash::text(value);
            hashes.push(hash);
            let (kept, kept_bytes) = (&mut self.kept, &mut self.kept_bytes);
            distinct.observe(hash, || keep(value, kept, kept_bytes));
        }
        self.extremes = extremes.map(|(min, max)| (min.text.to_owned(), max.text.to_owned()));
    }

    /// Whether each value was greater than the one before, so that none can occur twice.
    pub(super) fn is_ascending(&self) -> bool {
        !self.unordered
    }

    pub(super) fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    pub(super) fn extremes(&self) -> (Option<String>, Option<String>) {
        let shown = self.extremes.as_ref();
        (
            shown.map(|(min, _)| render::text(min)),
            shown.map(|(_, max)| render::text(max)),
        )
    }

    pub(super) fn text(&self, slot: Slot) -> Option<&str> {
        self.kept
            .get(usize::try_from(slot.value).ok()?)
            .map(AsRef::as_ref)
    }

    /// The values, sorted, when there are few enough, and whether they are all.
    pub(super) fn index<'a>(&self, slots: impl Iterator<Item = &'a Slot>) -> (Vec<String>, bool) {
        let mut values = Vec::new();
        let mut distinct = 0;
        for slot in slots {
            distinct += 1;
            if distinct > INDEXED_VALUES {
                return (Vec::new(), false);
            }
            values.extend(self.text(*slot).map(str::to_owned));
        }
        values.sort_unstable();
        let complete = values.len() == distinct;
        (values, complete)
    }
}

/// A text and its first eight bytes as a number, most significant first. Texts have the order of
/// these numbers wherever they differ, so that few comparisons have to look at the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ordered<'a> {
    head: u64,
    text: &'a str,
}

impl<'a> Ordered<'a> {
    #[inline]
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let head = match bytes.first_chunk() {
            Some(head) => u64::from_be_bytes(*head),
            None => bytes
                .iter()
                .zip((0..8).rev())
                .fold(0, |head, (byte, place)| {
                    head | u64::from(*byte) << (8 * place)
                }),
        };
        Self { head, text }
    }
}

fn keep(value: &str, kept: &mut Vec<Box<str>>, kept_bytes: &mut usize) -> i64 {
    let short = value.len() <= SHOWN_CHARS || value.chars().nth(SHOWN_CHARS).is_none();
    if !short || *kept_bytes + value.len() > KEPT_BYTES {
        return NOT_KEPT;
    }
    *kept_bytes += value.len();
    kept.push(value.into());
    i64::try_from(kept.len() - 1).unwrap_or(NOT_KEPT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_keep_their_order(a in "[\\x00ab]{0,10}é?", b in "[\\x00ab]{0,10}é?") {
            prop_assert_eq!(Ordered::new(&a).cmp(&Ordered::new(&b)), a.cmp(&b));
        }
    }
}
