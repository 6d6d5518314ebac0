use super::{
    held::{Beginning, Held, may_be_footer},
    record::{Counts, Fields, Record, RejectReason, Rejected, SkipReason, Skipped, Span},
    scan::{Extent, Scan, Scanner},
    source::Source,
};
use crate::{CsvError, Delimiter, Dialect};
use std::io::Read;

/// Bounds on what is read, so that no file can take more memory or time than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record, in UTF-8. Longer ones are rejected. At most 1 GiB.
    pub record_bytes: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Bytes of the file that the dialect is found from.
    pub sample_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record_bytes: 4 << 20, columns: 10_000, sample_bytes: 256 << 10 }
    }
}

/// How far a record of several lines may be followed after earlier ones turned out broken, in
/// bytes; more only when as much was read in good order since. It keeps the time linear.
const LEAST_PATIENCE: usize = 4 * 1024;

/// Reads rows one by one, in memory that depends on the limits alone.
///
/// # What is a row
/// A record with as many fields as the table has columns. Empty fields beyond the last column are
/// dropped (`a,b,,` in a table of two columns). All else is rejected or skipped, but never lost:
/// - Broken quoting rejects one line; reading goes on at the next. A field of several lines is
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
    source: Source<R>,
    scanner: Scanner,
    /// Blanks that are separators: a line of those alone is a row of empty fields.
    blank_separator: Option<u8>,
    comment: Option<Box<[u8]>>,
    record_limit: usize,
    column_limit: usize,
    width: usize,
    preamble_left: u64,
    header_left: u64,
    /// The line the text at hand starts on, from 1.
    line: u64,
    /// What the caller has seen of the text at hand.
    lent: Lent,
    counts: Counts,
    spans: Vec<Span>,
    /// Values of fields with escapes, or a held line while it is lent.
    values: Vec<u8>,
    held: Held,
    /// Whether the held lines turned out to be no footer.
    releasing: bool,
    after_empty: bool,
    last_row: Option<Beginning>,
    patience: usize,
}

#[derive(Clone, Copy, Default)]
struct Lent {
    bytes: usize,
    lines: u64,
    /// Whether the rest of the line is to be dropped, because it is too long.
    rest_of_line: bool,
}

/// What was found, before it is lent.
enum Found {
    Row { text: usize, escaped: bool },
    Rejected { text: usize, reason: RejectReason },
    Skipped { text: usize, why: SkipReason },
    Held { line: u64, reason: Option<RejectReason>, footer: bool },
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

    /// The next record; `None` at the end of the file.
    ///
    /// # Errors
    /// When the reader fails, or the first row has more columns than the limit.
    #[expect(clippy::should_implement_trait, reason = "a record borrows from the reader")]
    pub fn next(&mut self) -> Result<Option<Record<'_>>, CsvError> {
        let Some(found) = self.find()? else { return Ok(None) };
        let line = self.line;
        let raw = |text: usize| self.source.text().get(..text).unwrap_or_default();
        Ok(Some(match found {
            Found::Row { text, escaped } => {
                self.counts.rows += 1;
                let bytes = if escaped { &self.values } else { raw(text) };
                // `row` has checked it already; so this is for the type alone.
                let text = std::str::from_utf8(bytes).unwrap_or_default();
                Record::Row(Fields { line, text, spans: &self.spans })
            }
            Found::Rejected { text, reason } => {
                self.counts.rejected += 1;
                Record::Rejected(Rejected { line, reason, raw: raw(text) })
            }
            Found::Skipped { text, why } => {
                self.counts.skipped += 1;
                Record::Skipped(Skipped { line, why, raw: raw(text) })
            }
            Found::Held { line, reason: Some(reason), footer: false } => {
                self.counts.rejected += 1;
                Record::Rejected(Rejected { line, reason, raw: &self.values })
            }
            Found::Held { line, reason, .. } => {
                self.counts.skipped += 1;
                let empty = reason.is_none();
                let why = if empty { SkipReason::Empty } else { SkipReason::Footer };
                Record::Skipped(Skipped { line, why, raw: &self.values })
            }
        }))
    }

    fn find(&mut self) -> Result<Option<Found>, CsvError> {
        self.drop_lent()?;
        loop {
            if self.releasing {
                match self.pop_held(false) {
                    Some(held) => return Ok(Some(held)),
                    None => self.releasing = false,
                }
            }
            if self.source.text().is_empty() {
                if self.source.is_finished() {
                    return Ok(self.pop_held(true));
                }
                self.source.fill()?;
                continue;
            }
            if let Some(found) = self.find_here()? {
                return Ok(Some(found));
            }
        }
    }

    fn pop_held(&mut self, footer: bool) -> Option<Found> {
        let held = self.held.pop()?;
        self.values = held.raw;
        Some(Found::Held { line: held.line, reason: held.reason, footer })
    }

    /// Finds what the text at hand starts with. `None` when it was held back, or held lines come
    /// first.
    fn find_here(&mut self) -> Result<Option<Found>, CsvError> {
        if self.preamble_left > 0 {
            self.preamble_left -= 1;
            return self.skip_line(SkipReason::Preamble);
        }
        if let Some(length) = self.empty_line()? {
            if !self.held.is_empty() && self.held.has_room(length) {
                self.hold(None)?;
                return Ok(None);
            }
            let found = self.skip_line(SkipReason::Empty);
            self.after_empty = true;
            return found;
        }
        if self.starts_comment()? {
            return self.skip_line(SkipReason::Comment);
        }
        match self.scan()? {
            Scan::Record(extent) => self.record(extent),
            Scan::Broken { reason, read } => {
                self.patience = self.patience.saturating_sub(read);
                self.header_left = self.header_left.saturating_sub(1);
                self.reject_line(reason)
            }
            Scan::Incomplete => {
                let limit = self.record_limit;
                let text = self.source.text().len().min(limit);
                self.lent = Lent { bytes: text, lines: 1, rest_of_line: true };
                Ok(Some(Found::Rejected { text, reason: RejectReason::TooLong { limit } }))
            }
        }
    }

    /// Scans a record, reading on as far as the limits allow. `Incomplete` means that the first
    /// line is too long.
    fn scan(&mut self) -> Result<Scan, CsvError> {
        let mut bound = self.patience.clamp(LEAST_PATIENCE.min(self.record_limit), self.record_limit);
        loop {
            let text = self.source.text();
            let visible = text.get(..bound).unwrap_or(text);
            let finished = self.source.is_finished() && visible.len() == text.len();
            let scan = self.scanner.record(visible, finished, &mut self.spans);
            if scan != Scan::Incomplete {
                return Ok(scan);
            }
            if visible.len() < bound && !finished {
                self.source.fill()?;
            } else if self.scanner.line(visible, finished).is_some() {
                let read = visible.len();
                return Ok(Scan::Broken { reason: RejectReason::UnclosedQuote, read });
            } else if bound < self.record_limit {
                bound = self.record_limit;
            } else {
                return Ok(Scan::Incomplete);
            }
        }
    }

    fn record(&mut self, extent: Extent) -> Result<Option<Found>, CsvError> {
        let text = self.source.text().get(..extent.text).unwrap_or_default();
        let breaks = if extent.quoted { self.scanner.count_lines(text) } else { 0 };
        let lent = Lent { bytes: extent.whole, lines: breaks + 1, rest_of_line: false };
        if self.width == 0 {
            self.width = self.spans.len();
        }
        if self.header_left > 0 || self.counts.rows == 0 {
            self.check_width()?;
        }
        if self.header_left > 0 {
            self.header_left -= 1;
            self.lent = lent;
            return Ok(Some(Found::Skipped { text: extent.text, why: SkipReason::Header }));
        }
        let width = self.width;
        if self.spans.get(width..).is_some_and(|more| more.iter().all(Span::is_empty)) {
            self.spans.truncate(width);
        }
        if self.spans.len() != width {
            let reason = RejectReason::FieldCount { expected: width, found: self.spans.len() };
            if breaks > 0 {
                self.patience = self.patience.saturating_sub(extent.whole);
                return self.reject_line(reason);
            }
            if self.is_footer_line(extent.text) {
                self.hold(Some(reason))?;
                return Ok(None);
            }
            return self.lend(lent, Found::Rejected { text: extent.text, reason });
        }
        let text = self.source.text().get(..extent.text).unwrap_or_default();
        if std::str::from_utf8(text).is_err() {
            let reason = RejectReason::InvalidBytes;
            return self.lend(lent, Found::Rejected { text: extent.text, reason });
        }
        if !self.held.is_empty() {
            self.releasing = true;
            return Ok(None);
        }
        self.last_row = Some(Beginning::of(text));
        if extent.escaped {
            self.scanner.unescape(text, &mut self.spans, &mut self.values);
        }
        self.patience = (self.patience + extent.whole).min(self.record_limit);
        self.lend(lent, Found::Row { text: extent.text, escaped: extent.escaped })
    }

    /// Hands out what was found, after the lines that are held.
    fn lend(&mut self, lent: Lent, found: Found) -> Result<Option<Found>, CsvError> {
        if !self.held.is_empty() {
            self.releasing = true;
            return Ok(None);
        }
        self.after_empty = false;
        self.lent = lent;
        Ok(Some(found))
    }

    fn check_width(&self) -> Result<(), CsvError> {
        let columns = self.spans.len();
        if columns > self.column_limit {
            let (line, limit) = (self.line, self.column_limit);
            return Err(CsvError::TooManyColumns { line, columns, limit });
        }
        Ok(())
    }

    fn is_footer_line(&self, text: usize) -> bool {
        let text = self.source.text().get(..text).unwrap_or_default();
        let mut values = self.spans.iter().filter(|span| !span.is_empty());
        let (Some(value), None) = (values.next(), values.next()) else { return false };
        let value = text.get(value.start as usize..value.end as usize).unwrap_or_default();
        let Ok(value) = std::str::from_utf8(value) else { return false };
        let set_off = self.after_empty || !self.held.is_empty();
        self.spans.len() < self.width
            && self.counts.rows > 0
            && self.held.has_room(text.len())
            && may_be_footer(value, set_off, self.last_row)
    }

    /// Keeps the first line back and goes on after it.
    fn hold(&mut self, reason: Option<RejectReason>) -> Result<(), CsvError> {
        let extent = self.whole_line()?;
        let raw = self.source.text().get(..extent.text).unwrap_or_default();
        self.held.push(self.line, reason, raw);
        self.source.consume(extent.whole);
        self.line += 1;
        Ok(())
    }

    fn reject_line(&mut self, reason: RejectReason) -> Result<Option<Found>, CsvError> {
        let (text, lent) = self.line_to_lend()?;
        self.lend(lent, Found::Rejected { text, reason })
    }

    fn skip_line(&mut self, why: SkipReason) -> Result<Option<Found>, CsvError> {
        let (text, lent) = self.line_to_lend()?;
        self.lend(lent, Found::Skipped { text, why })
    }

    fn line_to_lend(&mut self) -> Result<(usize, Lent), CsvError> {
        let extent = self.whole_line()?;
        let rest_of_line = extent.whole == 0;
        let bytes = if rest_of_line { extent.text } else { extent.whole };
        Ok((extent.text, Lent { bytes, lines: 1, rest_of_line }))
    }

    /// The first line; its beginning alone (and a whole length of 0) when it is longer than a
    /// record may be.
    fn whole_line(&mut self) -> Result<Extent, CsvError> {
        loop {
            let text = self.source.text();
            let finished = self.source.is_finished();
            if let Some(extent) = self.scanner.line(text, finished) {
                return Ok(extent);
            }
            if text.len() >= self.record_limit {
                return Ok(Extent { text: self.record_limit, ..Extent::default() });
            }
            self.source.fill()?;
        }
    }

    /// The length of the first line when it is empty.
    fn empty_line(&mut self) -> Result<Option<usize>, CsvError> {
        if !matches!(self.source.text(), [b'\n' | b'\r' | b' ' | b'\t', ..]) {
            return Ok(None);
        }
        let extent = self.whole_line()?;
        let line = self.source.text().get(..extent.text).unwrap_or_default();
        let blank = |b: &u8| matches!(b, b' ' | b'\t') && Some(*b) != self.blank_separator;
        Ok((extent.whole > 0 && line.iter().all(blank)).then_some(extent.text))
    }

    fn starts_comment(&mut self) -> Result<bool, CsvError> {
        let Some(mark) = &self.comment else { return Ok(false) };
        while self.source.text().len() < mark.len() && !self.source.is_finished() {
            self.source.fill()?;
        }
        Ok(self.source.text().starts_with(mark))
    }

    /// Drops what the caller has seen.
    fn drop_lent(&mut self) -> Result<(), CsvError> {
        let lent = std::mem::take(&mut self.lent);
        self.source.consume(lent.bytes);
        self.line += lent.lines;
        while lent.rest_of_line {
            let (text, finished) = (self.source.text(), self.source.is_finished());
            if let Some(extent) = self.scanner.line(text, finished) {
                self.source.consume(extent.whole);
                break;
            }
            // The last byte may be the first half of a line ending.
            self.source.consume(text.len().saturating_sub(1));
            self.source.fill()?;
        }
        Ok(())
    }
}
