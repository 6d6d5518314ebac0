use super::record::Span;
use super::scan::Extent;

/// Scans the records that most files are made of: one-byte delimiter, one line, quotation marks
/// around whole fields or none at all. For all else it gives up, and the full scanner takes over.
///
/// It looks at eight bytes at a time and visits only those that mean something.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainScanner {
    delimiter: u8,
    quote: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    None,
    Open,
    /// Closed by the mark at this place.
    Closed(usize),
}

const LOW_SEVEN: u64 = u64::from_le_bytes([0x7F; 8]);

/// The high bit of each byte of the word that is the needle; exact for every byte, unlike the
/// shorter formula that is exact for the first one only.
#[inline]
fn matches(word: u64, needle: u8) -> u64 {
    let differs = word ^ u64::from_le_bytes([needle; 8]);
    !(((differs & LOW_SEVEN) + LOW_SEVEN) | differs | LOW_SEVEN)
}

impl PlainScanner {
    /// Without quoting, `quote` is the delimiter once more.
    pub(super) fn new(delimiter: u8, quote: Option<u8>) -> Self {
        Self {
            delimiter,
            quote: quote.unwrap_or(delimiter),
        }
    }

    /// The first record, when it is plain and whole.
    #[inline]
    pub(super) fn record(&self, text: &[u8], spans: &mut Vec<Span>) -> Option<Extent> {
        let (mut start, mut quoting) = (0, Quoting::None);
        let (words, _) = text.as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let mut hits =
                matches(word, self.delimiter) | matches(word, self.quote) | matches(word, b'\n');
            while hits != 0 {
                let at = index * 8 + (hits.trailing_zeros() / 8) as usize;
                hits &= hits - 1;
                let byte = *text.get(at)?;
                if byte == self.delimiter {
                    if quoting != Quoting::Open {
                        spans.push(span(start, at, quoting)?);
                        (start, quoting) = (at + 1, Quoting::None);
                    }
                } else if byte == b'\n' {
                    let has_cr = at > start && text.get(at - 1) == Some(&b'\r');
                    let end = at - usize::from(has_cr);
                    spans.push(span(start, end, quoting)?);
                    return Some(Extent {
                        text: end,
                        whole: at + 1,
                        ..Extent::default()
                    });
                } else {
                    quoting = match quoting {
                        Quoting::None if at == start => Quoting::Open,
                        Quoting::None => Quoting::None,
                        Quoting::Open => Quoting::Closed(at),
                        Quoting::Closed(_) => return None,
                    };
                }
            }
        }
        None
    }
}

/// The value of a field; `None` when its quoting is not plain.
#[inline]
fn span(start: usize, end: usize, quoting: Quoting) -> Option<Span> {
    match quoting {
        Quoting::None => Some(Span::new(start, end)),
        Quoting::Closed(at) if at + 1 == end => Some(Span::new(start + 1, at)),
        _ => None,
    }
}
