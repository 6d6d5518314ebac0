use super::record::RejectReason;
use std::collections::VecDeque;

/// How many lines are held back to see whether they are the footer.
const MOST_LINES: usize = 32;

/// How many bytes of them.
const MOST_BYTES: usize = 64 * 1024;

/// Lines that are the footer when nothing but such lines follows, and rejects (or empty lines) when
/// a row does.
#[derive(Debug, Default)]
pub(super) struct Held {
    lines: VecDeque<HeldLine>,
    bytes: usize,
}

/// One of them.
#[derive(Debug)]
pub(super) struct HeldLine {
    pub(super) line: u64,
    /// `None` for an empty line.
    pub(super) reason: Option<RejectReason>,
    pub(super) raw: Vec<u8>,
}

impl Held {
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether a line of so many bytes can still be held.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        self.lines.len() < MOST_LINES && self.bytes + bytes <= MOST_BYTES
    }

    pub(super) fn push(&mut self, line: u64, reason: Option<RejectReason>, raw: &[u8]) {
        self.bytes += raw.len();
        self.lines.push_back(HeldLine {
            line,
            reason,
            raw: raw.to_vec(),
        });
    }

    pub(super) fn pop(&mut self) -> Option<HeldLine> {
        let line = self.lines.pop_front()?;
        self.bytes -= line.raw.len();
        Some(line)
    }
}

/// What the last row began with: a footer rarely begins like a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    Digit,
    Letter,
    Other,
}

impl Beginning {
    pub(super) fn of(text: &[u8]) -> Self {
        match text.first() {
            Some(byte) if byte.is_ascii_digit() => Self::Digit,
            Some(byte) if byte.is_ascii_alphabetic() || !byte.is_ascii() => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// Whether a line with too few fields may be part of a footer, and not a row cut short: it has one
/// value with a letter or a rule of dashes, and is set off from the rows by an empty line, another
/// footer line, its beginning, or a word that footers begin with.
pub(super) fn may_be_footer(value: &str, set_off: bool, last_row: Option<Beginning>) -> bool {
    const WORDS: [&str; 8] = [
        "total",
        "sum",
        "source",
        "note",
        "generated",
        "report",
        "end of",
        "copyright",
    ];
    let value = value.trim();
    let is_rule = value.len() > 2
        && value
            .bytes()
            .all(|b| matches!(b, b'-' | b'=' | b'_' | b'*'));
    if is_rule {
        return true;
    }
    let is_ruled = ["---", "===", "***"]
        .iter()
        .any(|rule| value.starts_with(rule));
    let has_word = || {
        WORDS.iter().any(|word| {
            value
                .get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
    };
    value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && (set_off
            || is_ruled
            || value.starts_with(['(', '*', '#', '['])
            || last_row.is_some_and(|last| last != Beginning::of(value.as_bytes()))
            || has_word())
}
