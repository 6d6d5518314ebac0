/// A few bytes to look for, eight bytes of text at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stops {
    /// Each needle in all eight bytes. Unused places repeat the first needle.
    patterns: [u64; Self::MOST],
    count: usize,
}

const LOW_BITS: u64 = u64::from_le_bytes([0x01; 8]);
const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);

impl Stops {
    const MOST: usize = 5;

    /// For at most five bytes, the absent ones aside. Without any, nothing is ever found.
    pub(crate) fn new(needles: impl IntoIterator<Item = Option<u8>>) -> Self {
        let mut patterns = [0; Self::MOST];
        let mut count = 0;
        for needle in needles.into_iter().flatten() {
            let pattern = u64::from_le_bytes([needle; 8]);
            if count < Self::MOST && !patterns[..count].contains(&pattern) {
                patterns[count] = pattern;
                count += 1;
            }
        }
        let first = patterns[0];
        patterns[count..].fill(first);
        Self { patterns, count }
    }

    /// Where the first of them stands at or after `from`; the text's length when none does.
    #[inline]
    pub(crate) fn find(&self, text: &[u8], from: usize) -> usize {
        match self.count {
            0 => text.len(),
            1 => self.find_any::<1>(text, from),
            2 => self.find_any::<2>(text, from),
            _ => self.find_any::<{ Self::MOST }>(text, from),
        }
    }

    /// The first set bit of a word's mask is exact, the later ones need not be: "Determine if a
    /// word has a zero byte", Bit Twiddling Hacks, Sean Eron Anderson.
    #[inline]
    fn find_any<const N: usize>(&self, text: &[u8], from: usize) -> usize {
        let (words, tail) = text.get(from..).unwrap_or_default().as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let mut mask = 0;
            for pattern in &self.patterns[..N] {
                let differs = word ^ pattern;
                mask |= differs.wrapping_sub(LOW_BITS) & !differs & HIGH_BITS;
            }
            if mask != 0 {
                return from + index * 8 + (mask.trailing_zeros() / 8) as usize;
            }
        }
        let is_needle = |byte: &u8| {
            self.patterns[..N]
                .iter()
                .any(|p| p.to_le_bytes()[0] == *byte)
        };
        text.len() - tail.len() + tail.iter().position(is_needle).unwrap_or(tail.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_plain_loop_finds(
            text in proptest::collection::vec(prop_oneof![0u8..4, any::<u8>()], 0..60),
            needles in proptest::collection::vec(0u8..6, 0..5),
            from in 0usize..60,
        ) {
            let from = from.min(text.len());
            let stops = Stops::new(needles.iter().copied().map(Some));
            let plain = text[from..].iter().position(|byte| needles.contains(byte));
            prop_assert_eq!(stops.find(&text, from), plain.map_or(text.len(), |at| from + at));
        }
    }
}
