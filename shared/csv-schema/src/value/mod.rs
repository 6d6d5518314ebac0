//! How single values are written: numbers, dates, and the words for true, false and nothing.
//!
//! Inference asks which forms a text *could* have, parsing reads it in the one form that the column
//! settled on. Both go through the same functions, so that they cannot disagree.

pub(crate) mod clock;
pub(crate) mod date;
pub(crate) mod layout;
pub(crate) mod number;
pub(crate) mod word;

/// The text without white space at its ends. White space is ASCII's; the no-break space too.
pub(crate) fn trim(mut text: &[u8]) -> &[u8] {
    loop {
        text = text.trim_ascii();
        match text {
            [0xC2, 0xA0, rest @ ..] | [rest @ .., 0xC2, 0xA0] => text = rest,
            _ => return text,
        }
    }
}
