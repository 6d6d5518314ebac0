use super::{
    plain::PlainScanner,
    record::{RejectReason, Span},
    stops::Stops,
};
use crate::{Delimiter, Dialect, LineEnding};

/// A dialect made ready for scanning. It has no state: a scan starts at the start of a line.
#[derive(Debug, Clone)]
pub(crate) struct Scanner {
    /// For plain records, when the dialect has any.
    plain: Option<PlainScanner>,
    pub(super) separator: Separator,
    pub(super) quote: Option<u8>,
    pub(super) escape: Option<u8>,
    trim: bool,
    /// Whether a bare carriage return ends a line.
    bare_cr: bool,
    /// What ends an unquoted field, or may.
    field_stops: Stops,
    /// What ends a quoted field, or may.
    quote_stops: Stops,
    /// What ends a line, or may.
    line_stops: Stops,
}

#[derive(Debug, Clone)]
pub(super) enum Separator {
    None,
    Byte(u8),
    Text(Box<[u8]>),
    Blanks,
}

/// What stands at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scan {
    /// The record does not end here: more text is needed.
    Incomplete,
    /// A whole record.
    Record(Extent),
    /// The quoting of the record is broken.
    Broken {
        /// In which way.
        reason: RejectReason,
        /// How far it was read to find out, in bytes.
        read: usize,
    },
}

/// Where a record ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Bytes without the line ending.
    pub(crate) text: usize,
    /// Bytes with it.
    pub(crate) whole: usize,
    /// Whether a field is quoted: the record may have several lines.
    pub(crate) quoted: bool,
    /// Whether a field holds escapes: the spans are not yet values.
    pub(crate) escaped: bool,
}

/// A field, and where the mark after it stands.
struct Field {
    span: Span,
    end: usize,
}

#[derive(Clone, Copy)]
enum Mark {
    /// A separator of so many bytes.
    Separator(usize),
    /// So many bytes that end a line; 0 at the end of the file.
    LineEnd(usize),
    /// Neither.
    Other,
    /// Cannot be told before there is more text.
    Unknown,
}

impl Scanner {
    pub(crate) fn new(dialect: &Dialect) -> Self {
        let separator = Separator::new(&dialect.delimiter);
        let bare_cr = matches!(dialect.line_ending, LineEnding::Cr | LineEnding::Mixed);
        let line_ends = [Some(b'\n'), bare_cr.then_some(b'\r')];
        let field_ends = match &separator {
            Separator::None => [None, None],
            Separator::Byte(byte) => [Some(*byte), None],
            Separator::Text(text) => [text.first().copied(), None],
            Separator::Blanks => [Some(b' '), Some(b'\t')],
        };
        let escape = dialect
            .escape
            .filter(|escape| dialect.quote != Some(*escape));
        let plain = match separator {
            Separator::Byte(byte) if escape.is_none() && !dialect.trim && !bare_cr => {
                Some(PlainScanner::new(byte, dialect.quote))
            }
            _ => None,
        };
        Self {
            plain,
            separator,
            quote: dialect.quote,
            escape,
            trim: dialect.trim,
            bare_cr,
            field_stops: Stops::new(line_ends.into_iter().chain(field_ends).chain([escape])),
            quote_stops: Stops::new([dialect.quote, escape]),
            line_stops: Stops::new(line_ends),
        }
    }

    /// The first line, whatever it holds. `None` when it does not end here.
    pub(crate) fn line(&self, text: &[u8], finished: bool) -> Option<Extent> {
        let at = self.line_stops.find(text, 0);
        match self.line_end(text, at, finished) {
            Mark::LineEnd(length) => Some(Extent {
                text: without_cr(text, 0, at),
                whole: at + length,
                ..Extent::default()
            }),
            _ => None,
        }
    }

    /// How many line endings the text holds.
    pub(crate) fn count_lines(&self, text: &[u8]) -> u64 {
        let (mut lines, mut at) = (0, 0);
        while let Some(line) = text.get(at..).and_then(|rest| self.line(rest, true))
            && line.whole > line.text
        {
            (lines, at) = (lines + 1, at + line.whole);
        }
        lines
    }

    /// Scans one record. The spans of its fields replace those of the last one.
    pub(crate) fn record(&self, text: &[u8], finished: bool, spans: &mut Vec<Span>) -> Scan {
        spans.clear();
        if let Some(extent) = self.plain.and_then(|plain| plain.record(text, spans)) {
            return Scan::Record(extent);
        }
        match self.fields(text, finished, spans) {
            Ok(extent) => Scan::Record(extent),
            Err(scan) => scan,
        }
    }

    fn fields(&self, text: &[u8], finished: bool, spans: &mut Vec<Span>) -> Result<Extent, Scan> {
        spans.clear();
        let mut extent = Extent::default();
        let mut at = 0;
        if matches!(self.separator, Separator::Blanks) {
            at = skip_blanks(text, 0);
        }
        loop {
            let field = match self.opening_quote(text, at) {
                Some(opening) => {
                    extent.quoted = true;
                    self.quoted(text, opening + 1, finished, &mut extent.escaped)?
                }
                None => self.unquoted(text, at, finished, &mut extent.escaped)?,
            };
            spans.push(field.span);
            match self.mark(text, field.end, finished) {
                Mark::Separator(length) => at = field.end + length,
                Mark::LineEnd(length) => {
                    extent.text = without_cr(text, 0, field.end);
                    extent.whole = field.end + length;
                    return Ok(extent);
                }
                Mark::Other | Mark::Unknown => return Err(Scan::Incomplete),
            }
        }
    }

    /// Where the quotation mark that opens the field stands, if one does.
    #[inline]
    fn opening_quote(&self, text: &[u8], at: usize) -> Option<usize> {
        let quote = self.quote?;
        let at = if self.trim { skip_blanks(text, at) } else { at };
        (text.get(at) == Some(&quote)).then_some(at)
    }

    #[inline]
    fn unquoted(
        &self,
        text: &[u8],
        start: usize,
        finished: bool,
        escaped: &mut bool,
    ) -> Result<Field, Scan> {
        let mut at = start;
        loop {
            at = self.field_stops.find(text, at);
            match self.mark(text, at, finished) {
                Mark::Unknown => return Err(Scan::Incomplete),
                Mark::Other => {
                    let is_escape = self.escape.is_some() && text.get(at).copied() == self.escape;
                    // An escape reaches the next character, but never over the end of the line.
                    let over = is_escape && !matches!(text.get(at + 1), Some(b'\n' | b'\r') | None);
                    *escaped |= over;
                    at += if over { 2 } else { 1 };
                }
                Mark::Separator(_) | Mark::LineEnd(_) => break,
            }
        }
        let (mut from, mut to) = (start, without_cr(text, start, at));
        if self.trim {
            from = skip_blanks(text, from).min(to);
            to = without_blanks(text, from, to);
        }
        Ok(Field {
            span: Span::new(from, to),
            end: at,
        })
    }

    fn quoted(
        &self,
        text: &[u8],
        start: usize,
        finished: bool,
        escaped: &mut bool,
    ) -> Result<Field, Scan> {
        let unclosed = || match finished {
            true => Scan::Broken {
                reason: RejectReason::UnclosedQuote,
                read: text.len(),
            },
            false => Scan::Incomplete,
        };
        let mut at = start;
        // Where the line ends that a loose quotation mark stands on.
        let mut line_end = usize::MAX;
        loop {
            at = self.quote_stops.find(text, at);
            let loose = line_end < usize::MAX;
            if loose && at >= line_end {
                let (reason, read) = (RejectReason::TextAfterQuote, line_end);
                return Err(Scan::Broken { reason, read });
            }
            let byte = *text.get(at).ok_or_else(unclosed)?;
            let next = text.get(at + 1).copied();
            if Some(byte) == self.escape {
                next.ok_or_else(unclosed)?;
                *escaped = true;
                at += 2;
                continue;
            }
            if next.is_none() && !finished {
                return Err(Scan::Incomplete);
            }
            if next == self.quote {
                *escaped = true;
                at += 2;
                continue;
            }
            let mut end = at + 1;
            if matches!(self.mark(text, end, finished), Mark::Other) {
                end = skip_blanks(text, end);
            }
            match self.mark(text, end, finished) {
                Mark::Unknown => return Err(Scan::Incomplete),
                Mark::Separator(_) | Mark::LineEnd(_) => {
                    return Ok(Field {
                        span: Span::new(start, at),
                        end,
                    });
                }
                Mark::Other if loose => {}
                Mark::Other => line_end = self.end_of_single_line(text, start, at, finished)?,
            }
            at += 1;
        }
    }

    /// The end of the line on which a field opened and a loose quotation mark stands. Over several
    /// lines such a mark is no text: the opening one was a stray.
    fn end_of_single_line(
        &self,
        text: &[u8],
        start: usize,
        mark: usize,
        finished: bool,
    ) -> Result<usize, Scan> {
        let end = self.line_stops.find(text, start);
        if end < mark {
            return Err(Scan::Broken {
                reason: RejectReason::TextAfterQuote,
                read: mark,
            });
        }
        if end == text.len() && !finished {
            Err(Scan::Incomplete)
        } else {
            Ok(end)
        }
    }

    /// What stands between two fields, or after the last.
    #[inline]
    fn mark(&self, text: &[u8], at: usize, finished: bool) -> Mark {
        let rest = text.get(at..).unwrap_or_default();
        let separates = match (&self.separator, rest) {
            (Separator::None, _) | (_, []) => 0,
            (Separator::Byte(byte), [first, ..]) => usize::from(byte == first),
            (Separator::Text(separator), _) if rest.starts_with(separator) => separator.len(),
            (Separator::Text(separator), _) if !finished && separator.starts_with(rest) => {
                return Mark::Unknown;
            }
            (Separator::Text(_), _) => 0,
            (Separator::Blanks, _) => skip_blanks(rest, 0),
        };
        if separates == 0 {
            return self.line_end(text, at, finished);
        }
        if !matches!(self.separator, Separator::Blanks) {
            return Mark::Separator(separates);
        }
        // Blanks before the end of the line separate nothing.
        match self.line_end(text, at + separates, finished) {
            Mark::LineEnd(length) => Mark::LineEnd(separates + length),
            Mark::Unknown => Mark::Unknown,
            _ => Mark::Separator(separates),
        }
    }

    #[inline]
    fn line_end(&self, text: &[u8], at: usize, finished: bool) -> Mark {
        match text.get(at..).unwrap_or_default() {
            [] if finished => Mark::LineEnd(0),
            [] => Mark::Unknown,
            [b'\r', b'\n', ..] => Mark::LineEnd(2),
            [b'\r'] if !finished => Mark::Unknown,
            [b'\n', ..] | [b'\r'] => Mark::LineEnd(1),
            [b'\r', ..] if self.bare_cr => Mark::LineEnd(1),
            _ => Mark::Other,
        }
    }
}

impl Separator {
    fn new(delimiter: &Delimiter) -> Self {
        match delimiter {
            Delimiter::None => Self::None,
            Delimiter::Byte(byte) => Self::Byte(*byte),
            Delimiter::Text(text) => match text.as_bytes() {
                [] => Self::None,
                [byte] => Self::Byte(*byte),
                bytes => Self::Text(bytes.into()),
            },
            Delimiter::Blanks => Self::Blanks,
        }
    }
}

#[inline]
fn skip_blanks(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}

fn without_blanks(text: &[u8], from: usize, mut to: usize) -> usize {
    while to > from && matches!(text.get(to - 1), Some(b' ' | b'\t')) {
        to -= 1;
    }
    to
}

/// The end of a line's text when its ending stands at `at`: a carriage return before a line feed
/// belongs to the ending.
#[inline]
fn without_cr(text: &[u8], start: usize, at: usize) -> usize {
    let before = at.checked_sub(1).filter(|before| *before >= start);
    let ends_in_cr = before.and_then(|before| text.get(before)) == Some(&b'\r');
    if ends_in_cr && matches!(text.get(at), Some(b'\n') | None) {
        at - 1
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_plain_scanner_agrees_with_the_full_one(
            text in "([a-z0-9]{0,9}|\"[a-z, ]{0,9}\"|[,\"\r\n ]){0,12}\r?\n",
        ) {
            let dialect = Dialect::default();
            let full = Scanner { plain: None, ..Scanner::new(&dialect) };
            let (mut plain_spans, mut full_spans) = (Vec::new(), Vec::new());
            let plain = PlainScanner::new(b',', Some(b'"'));
            if let Some(extent) = plain.record(text.as_bytes(), &mut plain_spans) {
                let Scan::Record(expected) = full.record(text.as_bytes(), true, &mut full_spans)
                else {
                    return Err(TestCaseError::fail("the full scanner found no record"));
                };
                prop_assert_eq!((extent.text, extent.whole), (expected.text, expected.whole));
                prop_assert_eq!(&plain_spans, &full_spans);
            }
        }
    }
}
