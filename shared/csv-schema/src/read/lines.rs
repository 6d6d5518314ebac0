use super::{
    held::may_be_footer,
    reader::{Found, Lent, RowReader},
    record::{RejectReason, SkipReason},
    scan::Extent,
};
use crate::CsvError;
use std::io::Read;

/// What concerns whole lines: to recognise, hold back, hand out and drop them.
impl<R: Read> RowReader<R> {
    pub(super) fn is_footer_line(&self, text: usize) -> bool {
        let text = self.source.text().get(..text).unwrap_or_default();
        let mut values = self.spans.iter().filter(|span| !span.is_empty());
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        let value = text
            .get(value.start as usize..value.end as usize)
            .unwrap_or_default();
        let Ok(value) = std::str::from_utf8(value) else {
            return false;
        };
        let set_off = self.after_empty || !self.held.is_empty();
        self.spans.len() < self.width
            && self.counts.rows > 0
            && self.held.has_room(text.len())
            && may_be_footer(value, set_off, self.last_row)
    }

    /// Keeps the first line back and goes on after it.
    pub(super) fn hold(&mut self, reason: Option<RejectReason>) -> Result<(), CsvError> {
        let extent = self.whole_line()?;
        let raw = self.source.text().get(..extent.text).unwrap_or_default();
        self.held.push(self.line, reason, raw);
        self.source.consume(extent.whole);
        self.line += 1;
        Ok(())
    }

    pub(super) fn reject_line(&mut self, reason: RejectReason) -> Result<Option<Found>, CsvError> {
        let (text, lent) = self.line_to_lend()?;
        self.lend(lent, Found::Rejected { text, reason })
    }

    pub(super) fn skip_line(&mut self, why: SkipReason) -> Result<Option<Found>, CsvError> {
        let (text, lent) = self.line_to_lend()?;
        self.lend(lent, Found::Skipped { text, why })
    }

    pub(super) fn line_to_lend(&mut self) -> Result<(usize, Lent), CsvError> {
        let extent = self.whole_line()?;
        let rest_of_line = extent.whole == 0;
        let bytes = if rest_of_line {
            extent.text
        } else {
            extent.whole
        };
        Ok((
            extent.text,
            Lent {
                bytes,
                lines: 1,
                rest_of_line,
            },
        ))
    }

    /// The first line; its beginning alone (and a whole length of 0) when it is longer than a
    /// record may be.
    pub(super) fn whole_line(&mut self) -> Result<Extent, CsvError> {
        loop {
            let text = self.source.text();
            let finished = self.source.is_finished();
            if let Some(extent) = self.scanner.line(text, finished) {
                return Ok(extent);
            }
            if text.len() >= self.record_limit {
                return Ok(Extent {
                    text: self.record_limit,
                    ..Extent::default()
                });
            }
            self.source.fill()?;
        }
    }

    /// The length of the first line when it is empty.
    pub(super) fn empty_line(&mut self) -> Result<Option<usize>, CsvError> {
        if !matches!(self.source.text(), [b'\n' | b'\r' | b' ' | b'\t', ..]) {
            return Ok(None);
        }
        let extent = self.whole_line()?;
        let line = self.source.text().get(..extent.text).unwrap_or_default();
        let blank = |b: &u8| matches!(b, b' ' | b'\t') && Some(*b) != self.blank_separator;
        Ok((extent.whole > 0 && line.iter().all(blank)).then_some(extent.text))
    }

    pub(super) fn starts_comment(&mut self) -> Result<bool, CsvError> {
        let Some(mark) = &self.comment else {
            return Ok(false);
        };
        while self.source.text().len() < mark.len() && !self.source.is_finished() {
            self.source.fill()?;
        }
        Ok(self.source.text().starts_with(mark))
    }

    /// Drops what the caller has seen.
    pub(super) fn drop_lent(&mut self) -> Result<(), CsvError> {
        let lent = std::mem::take(&mut self.lent);
        self.source.consume(lent.bytes);
        self.line += lent.lines;
        if lent.rest_of_line {
            self.drop_line()?;
        }
        Ok(())
    }

    pub(super) fn drop_line(&mut self) -> Result<(), CsvError> {
        loop {
            let (text, finished) = (self.source.text(), self.source.is_finished());
            if let Some(extent) = self.scanner.line(text, finished) {
                self.source.consume(extent.whole);
                return Ok(());
            }
            // The last byte may be the first half of a line ending.
            self.source.consume(text.len().saturating_sub(1));
            self.source.fill()?;
        }
    }
}
