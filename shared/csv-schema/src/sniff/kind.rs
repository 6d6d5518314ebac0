use crate::value::{date, number, trim, word};

/// What a field looks like on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing, or a word for it.
    Empty,
    Number,
    Date,
    Boolean,
    /// A web or mail address, a time of day, an identifier: one thing without spaces.
    Token,
    /// Words.
    Words,
    /// Usual delimiters within: a list, or fields that were not parted.
    List,
    /// Characters that are rarely part of a value: loose quotation marks, tabs and brackets.
    Odd,
}

impl Kind {
    pub(super) fn of(field: &str) -> Self {
        let bytes = trim(field.as_bytes());
        if bytes.is_empty() || word::is_null(bytes) {
            Self::Empty
        } else if is_number(bytes) {
            Self::Number
        } else if date::read(bytes).is_some() || is_time(bytes) {
            Self::Date
        } else if word::boolean(bytes).is_some() {
            Self::Boolean
        } else if is_odd(bytes) {
            Self::Odd
        } else if is_list(bytes) {
            Self::List
        } else if bytes.contains(&b' ') {
            Self::Words
        } else {
            Self::Token
        }
    }

    /// Whether it is a value that a name of a column rarely is.
    pub(super) fn is_typed(self) -> bool {
        matches!(self, Self::Number | Self::Date | Self::Boolean)
    }

    /// How much it speaks for the dialect that cut it out.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Number | Self::Date | Self::Boolean => 1.0,
            Self::Empty => 0.8,
            Self::Token => 0.85,
            Self::Words => 0.7,
            Self::List => 0.3,
            Self::Odd => 0.1,
        }
    }
}

pub(super) fn is_number(text: &[u8]) -> bool {
    number::unsigned(text).is_some_and(|number| {
        number::Form::ALL
            .iter()
            .any(|form| number.measure(*form).is_some())
    })
}

fn is_time(text: &[u8]) -> bool {
    matches!(text, [a, b, b':', c, d] | [a, b, b':', c, d, b':', _, _, ..]
        if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()))
}

/// Loose quotation marks, tabs, and brackets that do not pair.
fn is_odd(text: &[u8]) -> bool {
    let ends = [text.first(), text.last()];
    if ends.contains(&Some(&b'"')) || (text.len() > 1 && ends == [Some(&b'\''); 2]) {
        return true;
    }
    // Nobody types these within a value.
    if text.iter().any(|byte| matches!(byte, b'\t' | 0..0x09)) {
        return true;
    }
    if is_bracketed(text) {
        return false;
    }
    let count = |wanted: u8| text.iter().filter(|byte| **byte == wanted).count();
    if count(b'(') != count(b')') || count(b'[') != count(b']') || count(b'{') != count(b'}') {
        return true;
    }
    false
}

fn is_list(text: &[u8]) -> bool {
    if is_bracketed(text) {
        return false;
    }
    let is_address = text.windows(3).any(|window| window == b"://");
    !is_address
        && text
            .iter()
            .any(|byte| matches!(byte, b',' | b';' | b'\t' | b'|' | b'^' | b'~' | 0..0x20))
}

/// Whether the text is a document, a list or a tuple of its own.
fn is_bracketed(text: &[u8]) -> bool {
    matches!(text, [b'{', .., b'}'] | [b'[', .., b']'] | [b'(', .., b')'])
}
