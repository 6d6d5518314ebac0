use std::ops::Index;

/// What the reader found next. All the file is in the records, in order: rows, rejects and skipped
/// lines add up to it.
#[derive(Debug)]
pub enum Record<'a> {
    /// A row of as many fields as the table has columns.
    Row(Fields<'a>),
    /// A line or record that is meant as a row and does not fit.
    Rejected(Rejected<'a>),
    /// A line that is no row.
    Skipped(Skipped<'a>),
}

/// The fields of a row, without quotation marks and escapes.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    /// The line the row starts on, from 1.
    pub line: u64,
    pub(crate) text: &'a str,
    pub(crate) spans: &'a [Span],
}

/// Where a field stands in the text of its record, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the reader bounds records to 1 GiB"
    )]
    #[inline]
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.start == self.end
    }
}

impl<'a> Fields<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none; never so in a [`Record::Row`].
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The field of a column, from 0.
    pub fn get(&self, column: usize) -> Option<&'a str> {
        self.spans.get(column).map(|span| slice(self.text, *span))
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        let text = self.text;
        self.spans.iter().map(move |span| slice(text, *span))
    }
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize)
        .unwrap_or_default()
}

impl Index<usize> for Fields<'_> {
    type Output = str;

    fn index(&self, column: usize) -> &str {
        slice(self.text, self.spans[column])
    }
}

/// A line or record that does not fit.
#[derive(Debug, Clone, Copy)]
pub struct Rejected<'a> {
    /// The line it starts on, from 1.
    pub line: u64,
    /// What is wrong.
    pub reason: RejectReason,
    /// As it stands in the file but in UTF-8, without the line ending. Not always valid UTF-8 when
    /// the reason is [`RejectReason::InvalidBytes`], and only the beginning when it is
    /// [`RejectReason::TooLong`].
    pub raw: &'a [u8],
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectReason {
    /// It has another number of fields than the table has columns.
    FieldCount {
        /// The columns of the table.
        expected: usize,
        /// The fields of the record.
        found: usize,
    },
    /// A quotation mark opens a field and nothing closes it.
    UnclosedQuote,
    /// Text follows the quotation mark that closes a field.
    TextAfterQuote,
    /// Bytes that the encoding does not allow.
    InvalidBytes,
    /// It is longer than [`Limits::record_bytes`](crate::Limits::record_bytes).
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
}

impl std::fmt::Display for RejectReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FieldCount { expected, found } => {
                write!(f, "{found} fields where the table has {expected} columns")
            }
            Self::UnclosedQuote => f.write_str("a quotation mark is never closed"),
            Self::TextAfterQuote => f.write_str("text follows a closing quotation mark"),
            Self::InvalidBytes => f.write_str("bytes that the encoding does not allow"),
            Self::TooLong { limit } => write!(f, "longer than {limit} bytes"),
        }
    }
}

/// A line that is no row.
#[derive(Debug, Clone, Copy)]
pub struct Skipped<'a> {
    /// The line it starts on, from 1.
    pub line: u64,
    /// What it is.
    pub why: SkipReason,
    /// As it stands in the file but in UTF-8, without the line ending.
    pub raw: &'a [u8],
}

/// What a line is that is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SkipReason {
    /// Nothing, or white space alone, in a table of several columns.
    Empty,
    /// A comment.
    Comment,
    /// Before the table.
    Preamble,
    /// The names of the columns.
    Header,
    /// After the table.
    Footer,
}

impl std::fmt::Display for SkipReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Comment => "comment",
            Self::Preamble => "preamble",
            Self::Header => "header",
            Self::Footer => "footer",
        })
    }
}

/// How many records of each kind were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub rows: u64,
    /// Rejected lines and records.
    pub rejected: u64,
    /// Skipped lines.
    pub skipped: u64,
}
