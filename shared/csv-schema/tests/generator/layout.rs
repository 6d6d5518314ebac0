//! Dialects, and lines that are no part of the table.

use super::content::Table;
use csv_schema::{Delimiter, LineEnding};
use fastrand::Rng;

/// Which fields are in quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// Those that need them.
    Minimal,
    /// All.
    All,
    /// All that are not numbers.
    Texts,
}

/// How a table is written.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) delimiter: Delimiter,
    pub(crate) quote: char,
    /// Whether a quotation mark within a field has a backslash before it; doubled otherwise.
    pub(crate) backslash: bool,
    pub(crate) quoting: Quoting,
    pub(crate) line_ending: LineEnding,
    pub(crate) has_header: bool,
    pub(crate) final_newline: bool,
    pub(crate) encoding: Encoding,
}

/// The bytes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8Marked,
    Utf16,
    Windows,
}

impl Written {
    pub(crate) fn new(rng: &mut Rng, table: &Table) -> Self {
        let quote = if rng.u8(0..6) == 0 { '\'' } else { '"' };
        let quoting = match rng.u8(0..6) {
            0..4 => Quoting::Minimal,
            4 => Quoting::All,
            _ => Quoting::Texts,
        };
        let line_ending = match rng.u8(0..10) {
            0..6 => LineEnding::Lf,
            6..9 => LineEnding::CrLf,
            _ => LineEnding::Cr,
        };
        let encoding = match rng.u8(0..12) {
            0 => Encoding::Utf8Marked,
            1 => Encoding::Utf16,
            2 => Encoding::Windows,
            _ => Encoding::Utf8,
        };
        Self {
            delimiter: delimiter(rng, table),
            quote,
            // Without a mark to escape, a backslash is only a backslash.
            backslash: rng.u8(0..8) == 0
                && table
                    .rows
                    .iter()
                    .flatten()
                    .any(|value| value.contains(quote)),
            quoting,
            line_ending,
            has_header: rng.u8(0..4) > 0,
            final_newline: rng.u8(0..4) > 0,
            encoding,
        }
    }
}

/// Half of all are commas, and a sixth are unusual.
fn delimiter(rng: &mut Rng, table: &Table) -> Delimiter {
    const USUAL: [u8; 12] = *b",,,,,,;;\t\t|;";
    const UNUSUAL: [&str; 11] = [" ", ":", "^", "~", "#", "&", "||", "::", "§", "\u{1}", "*"];
    if rng.u8(0..6) > 0 {
        return Delimiter::Byte(rng.choice(USUAL).unwrap_or(b','));
    }
    let text = rng.choice(UNUSUAL).unwrap_or(",");
    // What stands in most values without being quoted separates nothing a person could see.
    let common = table
        .rows
        .iter()
        .flatten()
        .filter(|value| value.contains(text))
        .count();
    match text.as_bytes() {
        _ if common * 4 > table.rows.len() * table.header.len() => Delimiter::Byte(b','),
        [byte] => Delimiter::Byte(*byte),
        _ => Delimiter::Text(text.into()),
    }
}

/// Lines before, within and after the table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    pub(crate) before: Vec<String>,
    pub(crate) after: Vec<String>,
    /// A comment in the middle.
    pub(crate) comment: Option<String>,
}

impl Around {
    pub(crate) fn new(rng: &mut Rng, written: &Written) -> Self {
        const TITLES: [&[&str]; 6] = [
            &["Quarterly report"],
            &["Population by district, 2019", ""],
            &[
                "Exported 2024-01-05 10:00",
                "Source: Ministry of Health, Rome",
                "",
            ],
            &["Report", "", "All figures in thousands; estimates", ""],
            &["# created by hand", "# version 2"],
            &["Table 1. Deaths, by age and sex: United States"],
        ];
        const FOOTERS: [&[&str]; 5] = [
            &["", "Source: National Statistics Office"],
            &["(1) Provisional figures."],
            &["", "Notes", "* Estimated values"],
            &["Total: 17 rows"],
            &["--- end of file ---"],
        ];
        let lines = |choices: &[&[&str]], rng: &mut Rng| {
            let lines = rng.choice(choices).copied().unwrap_or_default();
            lines
                .iter()
                .map(|line| (*line).to_owned())
                .collect::<Vec<_>>()
        };
        let hash_separates = written.delimiter == Delimiter::Byte(b'#');
        Self {
            before: if rng.bool() {
                lines(&TITLES, rng)
            } else {
                Vec::new()
            },
            after: if rng.u8(0..3) == 0 {
                lines(&FOOTERS, rng)
            } else {
                Vec::new()
            },
            comment: (rng.u8(0..8) == 0 && !hash_separates).then(|| "# checked".to_owned()),
        }
    }
}
