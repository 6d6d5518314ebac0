//! Where in a workbook something stands.

use std::fmt;
use std::sync::Arc;

/// A cell, as a spreadsheet names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The sheet.
    pub sheet: Arc<str>,
    /// The row; the first one is 1.
    pub row: u32,
    /// The column; A is 0.
    pub column: u32,
    /// The header of the column.
    pub title: Arc<str>,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = letters(self.column);
        let Self {
            sheet, row, title, ..
        } = self;
        write!(f, "sheet '{sheet}', row {row}, column {letters} ({title})")
    }
}

/// A, B, ..., Z, AA, AB, ...
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// What stands in a cell, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The text without blanks around it; never empty.
    pub text: String,
    /// The cell.
    pub cell: Cell,
}

impl Written {
    /// Whether it names the same as another text: case, and blanks around it, do not count.
    pub(crate) fn is(&self, other: &str) -> bool {
        self.text.eq_ignore_ascii_case(other)
    }

    /// The name that the catalogue has for a table: those of the schema `public` go without it.
    pub(crate) fn table_name(&self) -> &str {
        self.text.strip_prefix("public.").unwrap_or(&self.text)
    }

    pub(crate) fn is_table(&self, name: &str) -> bool {
        self.is(name) || self.table_name().eq_ignore_ascii_case(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_in_a_spreadsheet() {
        let called = [0, 25, 26, 51, 52, 701, 702].map(letters);
        assert_eq!(called, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
