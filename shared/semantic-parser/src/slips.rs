//! Slips of the pen in values.

use crate::index::{ColumnId, Index, value_words};

/// Shorter texts have too much in common by chance.
const SHORTEST: usize = 4;

impl Index {
    /// Whether a column has a value that a text is a slip of: letters left out, added, changed or in
    /// the wrong order, one and another for every six. Numbers are never slips of others.
    pub(crate) fn has_alike(&self, column: ColumnId, text: &str) -> bool {
        let written = value_words(text).join(" ");
        let length = written.chars().count();
        if length < SHORTEST {
            return false;
        }
        let most = 1 + length / 6;
        self.values.iter().any(|(value, places)| {
            places.iter().any(|place| place.column == column)
                && digits(value).eq(digits(&written))
                && value.chars().count().abs_diff(length) <= most
                && strsim::osa_distance(value, &written) <= most
        })
    }
}

fn digits(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(char::is_ascii_digit)
}
