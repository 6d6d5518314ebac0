use super::{
    held::Beginning,
    reader::{Found, Lent, RowReader},
    record::{RejectReason, SkipReason, Span},
    scan::{Extent, Scan},
};
use crate::CsvError;
use std::io::Read;

/// How far a record of several lines may be followed after earlier ones turned out broken, in
/// bytes; more only when as much was read in good order since. It keeps the time linear.
const LEAST_PATIENCE: usize = 4 * 1024;

impl<R: Read> RowReader<R> {
    pub(super) fn find(&mut self) -> Result<Option<Found>, CsvError> {
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
        Some(Found::Held {
            line: held.line,
            reason: held.reason,
            footer,
        })
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
                self.lent = Lent {
                    bytes: text,
                    lines: 1,
                    rest_of_line: true,
                };
                Ok(Some(Found::Rejected {
                    text,
                    reason: RejectReason::TooLong { limit },
                }))
            }
        }
    }

    /// Scans a record, reading on as far as the limits allow. `Incomplete` means that the first
    /// line is too long.
    fn scan(&mut self) -> Result<Scan, CsvError> {
        let mut bound = self
            .patience
            .clamp(LEAST_PATIENCE.min(self.record_limit), self.record_limit);
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
                return Ok(Scan::Broken {
                    reason: RejectReason::UnclosedQuote,
                    read,
                });
            } else if bound < self.record_limit {
                bound = self.record_limit;
            } else {
                return Ok(Scan::Incomplete);
            }
        }
    }

    fn record(&mut self, extent: Extent) -> Result<Option<Found>, CsvError> {
        let text = self.source.text().get(..extent.text).unwrap_or_default();
        let breaks = if extent.quoted {
            self.scanner.count_lines(text)
        } else {
            0
        };
        let lent = Lent {
            bytes: extent.whole,
            lines: breaks + 1,
            rest_of_line: false,
        };
        if self.width == 0 {
            self.width = self.spans.len();
        }
        if self.header_left > 0 || self.counts.rows == 0 {
            self.check_width()?;
        }
        if self.header_left > 0 {
            self.header_left -= 1;
            self.lent = lent;
            return Ok(Some(Found::Skipped {
                text: extent.text,
                why: SkipReason::Header,
            }));
        }
        let width = self.width;
        if self
            .spans
            .get(width..)
            .is_some_and(|more| more.iter().all(Span::is_empty))
        {
            self.spans.truncate(width);
        }
        if self.spans.len() != width {
            let reason = RejectReason::FieldCount {
                expected: width,
                found: self.spans.len(),
            };
            if breaks > 0 {
                self.patience = self.patience.saturating_sub(extent.whole);
                return self.reject_line(reason);
            }
            if self.is_footer_line(extent.text) {
                self.hold(Some(reason))?;
                return Ok(None);
            }
            return self.lend(
                lent,
                Found::Rejected {
                    text: extent.text,
                    reason,
                },
            );
        }
        let text = self.source.text().get(..extent.text).unwrap_or_default();
        if std::str::from_utf8(text).is_err() {
            let reason = RejectReason::InvalidBytes;
            return self.lend(
                lent,
                Found::Rejected {
                    text: extent.text,
                    reason,
                },
            );
        }
        if !self.held.is_empty() {
            self.releasing = true;
            return Ok(None);
        }
        self.last_row = Some(Beginning::of(text));
        if extent.escaped {
            self.scanner
                .unescape(text, &mut self.spans, &mut self.values);
        }
        self.patience = (self.patience + extent.whole).min(self.record_limit);
        self.lend(
            lent,
            Found::Row {
                text: extent.text,
                escaped: extent.escaped,
            },
        )
    }

    /// Hands out what was found, after the lines that are held.
    pub(super) fn lend(&mut self, lent: Lent, found: Found) -> Result<Option<Found>, CsvError> {
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
            return Err(CsvError::TooManyColumns {
                line,
                columns,
                limit,
            });
        }
        Ok(())
    }
}
