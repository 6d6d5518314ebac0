//! Words that stand for true, false or for nothing.

/// What stands for a missing value in a column whose other values are numbers, dates or booleans.
const NULL_WORDS: [&str; 31] = [
    "-", "--", "---", "?", ".", "..", "*", "na", "n/a", "n.a.", "n.a", "#n/a", "#na", "<na>",
    "nan", "-nan", "null", "(null)", "<null>", "[null]", "\\n", "none", "nil", "#null!", "#div/0!",
    "#value!", "#ref!", "#num!", "missing", "unknown", "nd",
];

/// What stands for a missing value even in a column of text: words that a database or spreadsheet
/// writes, and no person means. Letter case counts.
const CLEAR_NULL_WORDS: [&str; 9] = [
    "\\N", "NULL", "null", "(null)", "<null>", "[null]", "<NA>", "#N/A", "#NULL!",
];

const LONGEST: usize = 7;

/// Whether the text stands for a missing value among values that are not text.
pub(crate) fn is_null(text: &[u8]) -> bool {
    text.len() <= LONGEST
        && NULL_WORDS
            .iter()
            .any(|word| word.as_bytes().eq_ignore_ascii_case(text))
}

/// Whether the text stands for a missing value even among text.
#[inline]
pub(crate) fn is_clear_null(text: &[u8]) -> bool {
    matches!(text, [b'\\' | b'N' | b'n' | b'(' | b'<' | b'[' | b'#', ..])
        && text.len() <= LONGEST
        && CLEAR_NULL_WORDS.iter().any(|word| word.as_bytes() == text)
}

/// `true` and `false` in any case. Not `yes`, `no`, `Y`, `T`, `1`: people ask for those by the
/// letter (`= 'Yes'`), and a lone `F` means female as often as false.
pub(crate) fn boolean(text: &[u8]) -> Option<bool> {
    if text.eq_ignore_ascii_case(b"true") {
        Some(true)
    } else if text.eq_ignore_ascii_case(b"false") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_words_fit_the_length_bound_and_the_first_bytes() {
        assert!(NULL_WORDS.iter().all(|word| is_null(word.as_bytes())));
        assert!(
            CLEAR_NULL_WORDS
                .iter()
                .all(|word| is_clear_null(word.as_bytes()))
        );
        assert!(CLEAR_NULL_WORDS.iter().all(|word| is_null(word.as_bytes())));
    }

    #[test]
    fn surnames_and_countries_are_not_missing() {
        for text in ["Null", "NA", "None", "-", "nan", "N"] {
            assert!(!is_clear_null(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn letters_and_digits_are_not_booleans() {
        assert_eq!(boolean(b"TRUE"), Some(true));
        assert_eq!(boolean(b"False"), Some(false));
        for text in ["T", "F", "yes", "no", "Y", "1", "0", ""] {
            assert_eq!(boolean(text.as_bytes()), None, "{text}");
        }
    }
}
