//! A sheet of a workbook as delimited text: commas, texts in quotation marks, numbers with a decimal
//! point, dates as ISO 8601, errors as Excel shows them.

use super::workbook::{guarded, of_workbook};
use calamine::{Cell, DataRef, ExcelDateTime, XlsxCellReader, XlsxError};
use std::io::{self, Read, Seek};

/// What the cells of a sheet take.
pub(super) struct Extent {
    /// The first and the last column, from 0.
    pub(super) columns: (u32, u32),
    /// Bytes of their text, about.
    pub(super) bytes: u64,
}

/// The columns that hold something; `None` when the sheet is empty.
pub(super) fn extent<RS: Read + Seek>(
    mut cells: XlsxCellReader<'_, RS>,
) -> Result<Option<Extent>, XlsxError> {
    let mut extent: Option<Extent> = None;
    let mut text = Vec::new();
    while let Some(cell) = cells.next_cell()? {
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        let (_, column) = cell.get_position();
        text.clear();
        write_value(&mut text, cell.get_value());
        let bytes = u64::try_from(text.len() + 1).unwrap_or(u64::MAX);
        let found = extent.get_or_insert(Extent {
            columns: (column, column),
            bytes: 0,
        });
        let (first, last) = found.columns;
        found.columns = (first.min(column), last.max(column));
        found.bytes = found.bytes.saturating_add(bytes);
    }
    Ok(extent)
}

/// The text of a sheet, made row by row as it is read. A row without cells is an empty line.
pub(super) struct SheetText<'a, RS: Read + Seek> {
    cells: XlsxCellReader<'a, RS>,
    columns: (u32, u32),
    /// The cell that comes next, when it has been looked at.
    next: Option<Cell<DataRef<'a>>>,
    /// The row to write, from 0.
    row: u32,
    ended: bool,
    text: Vec<u8>,
    given: usize,
}

impl<'a, RS: Read + Seek> SheetText<'a, RS> {
    pub(super) fn new(cells: XlsxCellReader<'a, RS>, columns: (u32, u32)) -> Self {
        Self {
            cells,
            columns,
            next: None,
            row: 0,
            ended: false,
            text: Vec::new(),
            given: 0,
        }
    }

    /// Writes the next row.
    fn write_row(&mut self) -> Result<(), XlsxError> {
        self.text.clear();
        self.given = 0;
        let (first, last) = self.columns;
        let mut column = first;
        let mut is_empty = true;
        loop {
            if self.next.is_none() {
                self.next = self.cells.next_cell()?;
            }
            let Some(cell) = &self.next else {
                self.ended = true;
                break;
            };
            let (row, at) = cell.get_position();
            if row > self.row {
                break;
            }
            // A cell out of order, or beyond the columns found at first, would shift the others.
            if row == self.row
                && (column..=last).contains(&at)
                && !matches!(cell.get_value(), DataRef::Empty)
            {
                let gap = usize::try_from(at - column).unwrap_or(0);
                self.text.extend(std::iter::repeat_n(b',', gap));
                write_value(&mut self.text, cell.get_value());
                is_empty = false;
                if at < last {
                    self.text.push(b',');
                }
                column = at + 1;
            }
            self.next = None;
        }
        if !is_empty && column < last {
            let gap = usize::try_from(last - column).unwrap_or(0);
            self.text.extend(std::iter::repeat_n(b',', gap));
        }
        if !(self.ended && is_empty) {
            self.text.push(b'\n');
        }
        self.row += 1;
        Ok(())
    }
}

impl<RS: Read + Seek> Read for SheetText<'_, RS> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            guarded(|| self.write_row().map_err(of_workbook)).map_err(io::Error::other)?;
        }
        let rest = self.text.get(self.given..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

fn write_value(text: &mut Vec<u8>, value: &DataRef<'_>) {
    match value {
        DataRef::Empty => {}
        DataRef::Int(number) => text.extend(number.to_string().bytes()),
        DataRef::Float(number) => text.extend(number_text(*number).bytes()),
        DataRef::Bool(truth) => text.extend(truth.to_string().bytes()),
        DataRef::DateTime(moment) => text.extend(moment_text(moment).bytes()),
        DataRef::DateTimeIso(moment) | DataRef::DurationIso(moment) => quote(text, moment),
        DataRef::Error(error) => text.extend(error.to_string().bytes()),
        DataRef::String(value) => quote(text, value),
        DataRef::SharedString(value) => quote(text, value),
    }
}

fn quote(text: &mut Vec<u8>, value: &str) {
    if value.is_empty() {
        return;
    }
    text.push(b'"');
    for byte in value.bytes() {
        if byte == b'"' {
            text.push(b'"');
        }
        text.push(byte);
    }
    text.push(b'"');
}

/// The shortest text that reads as the same number; whole numbers without a point. Excel keeps 15 digits.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else if number.abs() < 1e-7 || number.abs() >= 1e15 {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}

/// A date, a date with a time, or a time alone.
fn moment_text(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let fraction = if milli > 0 {
        format!(".{milli:03}")
    } else {
        String::new()
    };
    let time = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    if moment.is_duration() {
        return number_text(moment.as_f64());
    }
    match moment.as_f64() {
        days if (0.0..1.0).contains(&days) => time,
        days if days.fract() == 0.0 => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::DateTime;

    #[test]
    fn numbers_keep_their_value() {
        for (number, text) in [
            (1.0, "1"),
            (-12.5, "-12.5"),
            (0.1, "0.1"),
            (1e15, "1e15"),
            (2.5e-9, "2.5e-9"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn moments_are_dates_times_or_both() {
        let text = |days| moment_text(&ExcelDateTime::new(days, DateTime, false));
        assert_eq!(text(45_292.0), "2024-01-01");
        assert_eq!(text(45_292.5), "2024-01-01 12:00:00");
        assert_eq!(text(0.25), "06:00:00");
    }
}
