mod candidate;
mod encoding;
mod header;
mod kind;
mod line_ending;
mod preamble;
mod score;
mod structure;

use crate::{CsvError, Dialect};
use std::fmt;

/// What a sample of a file says about the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Sniffed {
    /// How to read the file.
    pub dialect: Dialect,
    /// The names of the columns as they are written, as many as the table has columns; some may be
    /// empty or repeated. `None` when the file does not name them.
    pub header: Option<Vec<String>>,
    /// The reasons, one a finding.
    pub evidence: Vec<Evidence>,
}

/// Why something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it is about.
    pub finding: Finding,
    /// What was found.
    pub value: String,
    /// What speaks for it.
    pub because: String,
}

/// What a piece of evidence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Finding {
    /// The encoding.
    Encoding,
    /// What ends a line.
    LineEnding,
    /// What separates fields.
    Delimiter,
    /// The quotation mark and how it is escaped.
    Quote,
    /// The lines before the table.
    Preamble,
    /// What starts a comment.
    Comment,
    /// Whether the first row names the columns.
    Header,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "encoding",
            Self::LineEnding => "line ending",
            Self::Delimiter => "delimiter",
            Self::Quote => "quote",
            Self::Preamble => "preamble",
            Self::Comment => "comment",
            Self::Header => "header",
        })
    }
}

/// Finds how a file is written from its first bytes. `whole_file` says that there are no more.
///
/// The dialect is the one that makes the most regular table: every plausible pair of delimiter and
/// quotation mark is tried, and scored by how many rows have the same number of fields and how
/// many fields look like one thing (a number, a date, a word). This is the idea of van den Burg,
/// Nazábal and Sutton, "Wrangling messy CSV files by detecting row and type patterns" (2019), and of
/// García, "Detecting CSV file dialects by table uniformity measurement and data type inference"
/// (2024); the weights are our own.
///
/// # Errors
/// [`CsvError::Empty`] and [`CsvError::Binary`]: there is nothing to read.
pub fn sniff(sample: &[u8], whole_file: bool) -> Result<Sniffed, CsvError> {
    let (text, encoding, because) = encoding::decode(sample, whole_file)?;
    let mut evidence = vec![Evidence {
        finding: Finding::Encoding,
        value: encoding.name().to_owned(),
        because,
    }];
    if text.trim().is_empty() {
        return Err(CsvError::Empty);
    }
    let (line_ending, because) = line_ending::of(&text);
    let value = line_ending.as_str().to_owned();
    evidence.push(Evidence {
        finding: Finding::LineEnding,
        value,
        because,
    });
    let text = whole_lines(&text, whole_file);
    let winner = candidate::best(text, whole_file, line_ending, &mut evidence);
    let dialect = Dialect { encoding, ..winner };
    Ok(structure::complete(text, dialect, evidence))
}

/// The text without a last line that the end of the sample cuts.
fn whole_lines(text: &str, whole_file: bool) -> &str {
    let end = if whole_file {
        None
    } else {
        text.rfind(['\n', '\r'])
    };
    end.and_then(|end| text.get(..=end)).unwrap_or(text)
}
