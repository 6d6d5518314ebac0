use super::{
    held::{Beginning, Held},
    limits::Limits,
    record::{Counts, Fields, Record, RejectReason, Rejected, SkipReason, Skipped, Span},
    scan::Scanner,
    source::Source,
};
use crate::{CsvError, Delimiter, Dialect};
use std::io::Read;

/// Reads rows one by one, in memory that depends on the limits alone.
///
/// # What is a row
/// A record with as many fields as the table has columns. Empty fields beyond the last column are
/// dropped (`a,b,,` in a table of two columns). All else is rejected or skipped, but never lost:
/// - A quotation mark within a quoted field that is not doubled (`"a "b" c"`) is text when the field
///   closes on the same line and the record has the right number of fields.
/// - Other broken quoting rejects one line; reading goes on at the next. A field of several lines is
///   accepted only if the record then has the right number of fields: otherwise the quotation mark
///   was a stray one, and its line alone is rejected.
/// - Lines at the end that are no rows and do not look like one are the footer.
///
/// # Example
/// ```
/// use csv_schema::{Dialect, Record, RowReader};
///
/// let text = "name,age\nAda,36\n\"Alan\",41,?\n";
/// let mut reader = RowReader::new(text.as_bytes(), &Dialect { width: 2, ..Dialect::default() });
/// let mut rows = Vec::new();
/// while let Some(record) = reader.next()? {
///     if let Record::Row(fields) = record {
///         rows.push((fields[0].to_owned(), fields[1].to_owned()));
///     }
/// }
/// assert_eq!(rows, [("Ada".to_owned(), "36".to_owned())]);
/// assert_eq!((reader.counts().rejected, reader.counts().skipped), (1, 1));
/// # Ok::<(), csv_schema::CsvError>(())
/// ```
pub struct RowReader<R> {
    pub(super) source: Source<R>,
    pub(super) scanner: Scanner,
    /// Blanks that are separators: a line of those alone is a row of empty fields.
    pub(super) blank_separator: Option<u8>,
    pub(super) comment: Option<Box<[u8]>>,
    pub(super) record_limit: usize,
    pub(super) column_limit: usize,
    pub(super) width: usize,
    pub(super) preamble_left: u64,
    pub(super) header_left: u64,
    /// The line the text at hand starts on, from 1.
    pub(super) line: u64,
    /// What the caller has seen of the text at hand.
    pub(super) lent: Lent,
    pub(super) counts: Counts,
    pub(super) spans: Vec<Span>,
    /// Values of fields with escapes, or a held line while it is lent.
    pub(super) values: Vec<u8>,
    pub(super) held: Held,
    /// Whether the held lines turned out to be no footer.
    pub(super) releasing: bool,
    pub(super) after_empty: bool,
    pub(super) last_row: Option<Beginning>,
    pub(super) patience: usize,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Lent {
    pub(super) bytes: usize,
    pub(super) lines: u64,
    /// Whether the rest of the line is to be dropped, because it is too long.
    pub(super) rest_of_line: bool,
}

/// What was found, before it is lent.
pub(super) enum Found {
    Row {
        text: usize,
        escaped: bool,
    },
    Rejected {
        text: usize,
        reason: RejectReason,
    },
    Skipped {
        text: usize,
        why: SkipReason,
    },
    Held {
        line: u64,
        reason: Option<RejectReason>,
        footer: bool,
    },
}

impl<R: Read> RowReader<R> {
    /// Reads with the default limits.
    pub fn new(reader: R, dialect: &Dialect) -> Self {
        Self::with_limits(reader, dialect, &Limits::default())
    }

    /// Reads within limits.
    pub fn with_limits(reader: R, dialect: &Dialect, limits: &Limits) -> Self {
        let comment = dialect.comment.as_deref().filter(|mark| !mark.is_empty());
        let record_limit = limits.record_bytes.clamp(1, 1 << 30);
        Self {
            source: Source::new(reader, dialect.encoding),
            scanner: Scanner::new(dialect),
            blank_separator: match dialect.delimiter {
                Delimiter::Byte(byte @ (b' ' | b'\t')) => Some(byte),
                _ => None,
            },
            comment: comment.map(|mark| mark.as_bytes().into()),
            record_limit,
            column_limit: limits.columns,
            width: dialect.width,
            preamble_left: dialect.preamble_lines,
            header_left: dialect.header_rows,
            line: 1,
            lent: Lent::default(),
            counts: Counts::default(),
            spans: Vec::new(),
            values: Vec::new(),
            held: Held::default(),
            releasing: false,
            after_empty: false,
            last_row: None,
            patience: record_limit,
        }
    }

    /// How many records of each kind were handed out.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many bytes of the file were read so far; more than the records handed out are long.
    pub fn bytes_read(&self) -> u64 {
        self.source.given()
    }

    /// The next record; `None` at the end of the file.
    ///
    /// # Errors
    /// When the reader fails, or the first row has more columns than the limit.
    #[expect(
        clippy::should_implement_trait,
        reason = "a record borrows from the reader"
    )]
    pub fn next(&mut self) -> Result<Option<Record<'_>>, CsvError> {
        let Some(found) = self.find()? else {
            return Ok(None);
        };
        let line = self.line;
        let raw = |text: usize| self.source.text().get(..text).unwrap_or_default();
        Ok(Some(match found {
            Found::Row { text, escaped } => {
                self.counts.rows += 1;
                let bytes = if escaped { &self.values } else { raw(text) };
                // `row` has checked it already; so this is for the type alone.
                let text = std::str::from_utf8(bytes).unwrap_or_default();
                Record::Row(Fields {
                    line,
                    text,
                    spans: &self.spans,
                })
            }
            Found::Rejected { text, reason } => {
                self.counts.rejected += 1;
                Record::Rejected(Rejected {
                    line,
                    reason,
                    raw: raw(text),
                })
            }
            Found::Skipped { text, why } => {
                self.counts.skipped += 1;
                Record::Skipped(Skipped {
                    line,
                    why,
                    raw: raw(text),
                })
            }
            Found::Held {
                line,
                reason: Some(reason),
                footer: false,
            } => {
                self.counts.rejected += 1;
                Record::Rejected(Rejected {
                    line,
                    reason,
                    raw: &self.values,
                })
            }
            Found::Held { line, reason, .. } => {
                self.counts.skipped += 1;
                let empty = reason.is_none();
                let why = if empty {
                    SkipReason::Empty
                } else {
                    SkipReason::Footer
                };
                Record::Skipped(Skipped {
                    line,
                    why,
                    raw: &self.values,
                })
            }
        }))
    }
}
