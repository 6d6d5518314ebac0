use contract::CsvDialect;
use encoding_rs::Encoding;
use std::fmt;

/// How a delimited text file is written: all that [`RowReader`](crate::RowReader) needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// The encoding. A byte-order mark at the start is skipped whatever the encoding.
    pub encoding: &'static Encoding,
    /// What separates fields.
    pub delimiter: Delimiter,
    /// The quotation mark, an ASCII character. `None` when quotation marks are ordinary text.
    pub quote: Option<u8>,
    /// The ASCII character that takes the meaning from the next one. `None` when a quotation mark
    /// within quotation marks is doubled.
    pub escape: Option<u8>,
    /// How lines end. Informative: the reader accepts every ending in every file, but for `Cr`,
    /// where a bare carriage return ends a line.
    pub line_ending: LineEnding,
    /// Lines that start with this are comments.
    pub comment: Option<Box<str>>,
    /// Lines before the header or the first row.
    pub preamble_lines: u64,
    /// Rows that name the columns: 0, 1, or more when units or remarks follow the names.
    pub header_rows: u64,
    /// Whether spaces around fields belong to the layout and not to the values.
    pub trim: bool,
    /// How many fields a row has. 0 lets the first row decide.
    pub width: usize,
}

impl Default for Dialect {
    /// RFC 4180 in UTF-8 with a header.
    fn default() -> Self {
        Self {
            encoding: encoding_rs::UTF_8,
            delimiter: Delimiter::Byte(b','),
            quote: Some(b'"'),
            escape: None,
            line_ending: LineEnding::Lf,
            comment: None,
            preamble_lines: 0,
            header_rows: 1,
            trim: false,
            width: 0,
        }
    }
}

impl Dialect {
    /// The dialect as reports show it.
    pub fn describe(&self) -> CsvDialect {
        CsvDialect {
            encoding: self.encoding.name().to_owned(),
            delimiter: self.delimiter.to_string(),
            quote: self.quote.map(|byte| char::from(byte).to_string()),
            escape: self.escape.map(|byte| char::from(byte).to_string()),
            line_ending: self.line_ending.as_str().to_owned(),
            has_header: self.header_rows > 0,
            preamble_lines: self.preamble_lines,
        }
    }
}

/// What separates fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// Nothing: the file has one column.
    None,
    /// One ASCII character.
    Byte(u8),
    /// A sequence of characters, or one that is not ASCII, in UTF-8 (`||`, `, `, `§`).
    Text(Box<str>),
    /// One or more spaces or tabs, any number of them: columns aligned by eye. Spaces at both ends
    /// of a line separate nothing.
    Blanks,
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Byte(byte) => write!(f, "{}", char::from(*byte)),
            Self::Text(text) => f.write_str(text),
            Self::Blanks => f.write_str(" "),
        }
    }
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineEnding {
    /// A line feed.
    Lf,
    /// A carriage return and a line feed.
    CrLf,
    /// A carriage return alone.
    Cr,
    /// Several of them.
    Mixed,
}

impl LineEnding {
    /// As it is written in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\\n",
            Self::CrLf => "\\r\\n",
            Self::Cr => "\\r",
            Self::Mixed => "mixed",
        }
    }
}
