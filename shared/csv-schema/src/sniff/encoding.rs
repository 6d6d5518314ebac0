use crate::CsvError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The first bytes of files that people rename or upload by mistake.
const MAGIC: [(&[u8], &str); 12] = [
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1F\x8B", "gzip"),
    (b"\x28\xB5\x2F\xFD", "Zstandard"),
    (b"\xFD7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"PAR1", "Parquet"),
    (b"%PDF-", "PDF"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xD0\xCF\x11\xE0", "an old office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xFE\x00\x00", "UTF-32"),
    (b"\x00\x00\xFE\xFF", "UTF-32"),
];

/// The sample in UTF-8, the encoding it was in, and why it is taken to be that.
pub(super) fn decode(
    sample: &[u8],
    whole_file: bool,
) -> Result<(Cow<'_, str>, &'static Encoding, String), CsvError> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| sample.starts_with(magic)) {
        return Err(CsvError::Binary { what });
    }
    let (encoding, because) = detect(sample, whole_file)?;
    let (text, _) = encoding.decode_with_bom_removal(sample);
    Ok((text, encoding, because))
}

fn detect(sample: &[u8], whole_file: bool) -> Result<(&'static Encoding, String), CsvError> {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return Ok((encoding, "a byte-order mark".into()));
    }
    if let Some(encoding) = utf16_without_mark(sample) {
        return Ok((encoding, "every other byte is zero".into()));
    }
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    let controls = sample
        .iter()
        .filter(|byte| matches!(byte, 0x02..0x07 | 0x0E..0x1B))
        .count();
    if zeros + controls > sample.len() / 10 {
        return Err(CsvError::Binary {
            what: "many control characters",
        });
    }
    if sample.is_ascii() {
        return Ok((UTF_8, "only ASCII characters in the sample".into()));
    }
    let Utf8 { faults, characters } = Utf8::of(sample, whole_file);
    if faults == 0 {
        return Ok((
            UTF_8,
            format!("{characters} characters beyond ASCII are valid UTF-8"),
        ));
    }
    if characters > 10 * faults {
        let because = format!("{characters} characters beyond ASCII are valid UTF-8, {faults} not");
        return Ok((UTF_8, because));
    }
    if is_little_western(sample) {
        let because = "a few letters beyond ASCII, all of Western Europe".into();
        return Ok((WINDOWS_1252, because));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole_file);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    Ok((
        encoding,
        "not valid UTF-8; its bytes are most likely in this encoding".into(),
    ))
}

/// Whether there are too few characters beyond ASCII to tell encodings apart by their frequency, and each is a letter of
/// a Western European language within or beside a word when the encoding is the most common one.
fn is_little_western(sample: &[u8]) -> bool {
    const FEW: usize = 24;
    let places = || {
        sample
            .iter()
            .enumerate()
            .filter(|(_, byte)| !byte.is_ascii())
    };
    let beside_word = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| sample.get(at));
        [before, sample.get(at + 1)]
            .into_iter()
            .flatten()
            .any(u8::is_ascii_alphabetic)
    };
    let western = |byte: u8| matches!(byte, 0xC0..=0xC2 | 0xC4..=0xC9 | 0xCD..=0xCF | 0xD1..=0xD6 | 0xD8..=0xDC | 0xDF..=0xEF | 0xF1..=0xF6 | 0xF8..=0xFC);
    places().count() <= FEW && places().all(|(at, byte)| western(*byte) && beside_word(at))
}

/// Latin text in UTF-16 has zeros at every other byte.
fn utf16_without_mark(sample: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = sample.as_chunks::<2>();
    let high = |place: usize| pairs.iter().filter(|pair| pair[place] == 0).count();
    let (first, second) = (high(0), high(1));
    let most = pairs.len() * 7 / 10;
    match pairs.len() {
        0..4 => None,
        _ if second > most && first <= pairs.len() / 10 => Some(UTF_16LE),
        _ if first > most && second <= pairs.len() / 10 => Some(UTF_16BE),
        _ => None,
    }
}

/// How much of a text beyond ASCII is UTF-8.
struct Utf8 {
    faults: usize,
    characters: usize,
}

impl Utf8 {
    fn of(sample: &[u8], whole_file: bool) -> Self {
        let mut counts = Self {
            faults: 0,
            characters: 0,
        };
        let mut chunks = sample.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let beyond = chunk
                .valid()
                .chars()
                .filter(|character| !character.is_ascii());
            counts.characters += beyond.count();
            // The end of the sample may cut a character.
            let cut = !whole_file && chunks.peek().is_none() && chunk.invalid().len() < 4;
            if !chunk.invalid().is_empty() && !cut {
                counts.faults += 1;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(sample: &[u8]) -> &'static str {
        detect(sample, true).unwrap().0.name()
    }

    #[test]
    fn marks_and_patterns() {
        assert_eq!(name(b"\xEF\xBB\xBFa,b"), "UTF-8");
        assert_eq!(name(b"\xFF\xFEa\0,\0"), "UTF-16LE");
        assert_eq!(name(b"a\0,\0b\0\n\0c\0,\0d\0"), "UTF-16LE");
        assert_eq!(name(b"\0a\0,\0b\0\n\0c\0,\0d"), "UTF-16BE");
        assert_eq!(name("für,naïve\n".as_bytes()), "UTF-8");
        assert_eq!(name(b"f\xFCr,na\xEFve,stra\xDFe\n"), "windows-1252");
    }

    #[test]
    fn a_cut_character_is_no_fault_and_a_rare_fault_stays_utf8() {
        assert_eq!(detect(b"na\xC3\xAFve,caf\xC3", false).unwrap().0, UTF_8);
        let mut mostly = "é,ü\n".repeat(40).into_bytes();
        mostly.extend(b"\xFF,x\n");
        assert_eq!(detect(&mostly, true).unwrap().0, UTF_8);
    }

    #[test]
    fn other_formats_are_refused_by_name() {
        for (magic, what) in MAGIC {
            let refused = decode(magic, true);
            assert!(matches!(refused, Err(CsvError::Binary { what: w }) if w == what));
        }
        assert!(decode(&[0, 1, 2, 3, 4, 5, 6, 0, 0], true).is_err());
    }
}
