use super::kind::Kind;
use crate::read::{Scan, Scanner, Span};
use crate::{Delimiter, Dialect};

/// Rows that a dialect is judged by.
const MOST_ROWS: usize = 400;

/// The weight of a usual delimiter that cuts every line, the first included, into as many fields: a
/// file where something else cuts all but a few lines has a list within a field.
const PERFECT: f64 = 1.7;

/// From which prior on a delimiter is a usual one.
const USUAL_PRIOR: f64 = 0.9;

/// Rows that an unusual delimiter has to cut alike to be taken for a usual one.
const TELLING_ROWS: usize = 3;

/// The part of all rows that it has to cut alike.
const TELLING_SHARE: f64 = 0.9;

/// The weight of a table whose fields are all in quotation marks: nothing but a delimiter stands between
/// two of those.
const QUOTED: f64 = 1.5;

/// What a space after every delimiter costs: that is also how commas stand in sentences.
const PADDED: f64 = 0.05;

/// The weight of a delimiter of sentences in a file of one line.
const SINGLE_LINE: f64 = 0.3;

/// How much a line before or after the table counts against it: as a part of a row.
const OUTSIDE: f64 = 0.7;

/// A record of the sample as a dialect cuts it.
#[derive(Debug, Clone)]
pub(super) struct SampleRow<'a> {
    /// The line it starts on, from 0.
    pub(super) line: u64,
    /// Without the line ending.
    pub(super) text: &'a str,
    /// Its fields, with their escapes; none when its quoting is broken.
    pub(super) fields: Vec<Field<'a>>,
}

/// A field of the sample.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) text: &'a str,
    pub(super) quoted: bool,
}

impl SampleRow<'_> {
    /// Whether the row has so many fields, or more of which the last are empty.
    pub(super) fn has_width(&self, width: usize) -> bool {
        let more = self.fields.get(width..).unwrap_or_default();
        self.fields.len() >= width
            && more
                .iter()
                .all(|field| field.text.is_empty() && !field.quoted)
    }

    /// Whether the line says nothing about the table's width.
    fn is_neutral(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Cuts the sample into records, at most so many.
pub(super) fn rows<'a>(text: &'a str, dialect: &Dialect, most: usize) -> Vec<SampleRow<'a>> {
    let scanner = Scanner::new(dialect);
    let (mut rows, mut spans) = (Vec::new(), Vec::new());
    let (mut at, mut line) = (0, 0);
    // Broken quoting is followed up only so far, that no sample takes quadratic time.
    let mut patience = text.len();
    while rows.len() < most
        && let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty())
    {
        let visible = rest.as_bytes();
        let visible = visible.get(..patience.max(1024)).unwrap_or(visible);
        let finished = visible.len() == rest.len();
        let scan = scanner.record(visible, finished, &mut spans);
        let whole_line = scanner.line(rest.as_bytes(), true).unwrap_or_default();
        let extent = match scan {
            Scan::Record(extent) => extent,
            Scan::Broken { read, .. } => {
                patience = patience.saturating_sub(read);
                spans.clear();
                whole_line
            }
            Scan::Incomplete => {
                spans.clear();
                whole_line
            }
        };
        let record = rest.get(..extent.text).unwrap_or_default();
        let fields = spans
            .iter()
            .map(|span| field(rest, *span, dialect))
            .collect();
        rows.push(SampleRow {
            line,
            text: record,
            fields,
        });
        line += 1 + if extent.quoted {
            scanner.count_lines(record.as_bytes())
        } else {
            0
        };
        at += extent.whole.max(1);
    }
    rows
}

fn field<'a>(text: &'a str, span: Span, dialect: &Dialect) -> Field<'a> {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = start
        .checked_sub(1)
        .and_then(|at| text.as_bytes().get(at).copied());
    Field {
        text: text.get(start..end).unwrap_or_default(),
        quoted: dialect.quote.is_some() && before == dialect.quote,
    }
}

/// How well a dialect fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    /// 0 for no table at all, above 1 for a perfect one.
    pub(super) total: f64,
    /// The number of fields that most rows have.
    pub(super) width: usize,
    /// Rows of that width.
    pub(super) regular: usize,
    /// Rows in all.
    pub(super) rows: usize,
    /// Fields in quotation marks.
    pub(super) quoted: usize,
    /// The share of fields after the first that start with a space.
    pub(super) padded: f64,
}

impl Score {
    /// Scores a dialect that has a delimiter.
    pub(super) fn of(text: &str, dialect: &Dialect) -> Option<Self> {
        let ignores_hash = dialect.delimiter != Delimiter::Byte(b'#');
        let rows: Vec<_> = rows(text, dialect, MOST_ROWS)
            .into_iter()
            .filter(|row| !(row.is_neutral() || ignores_hash && row.text.starts_with('#')))
            .collect();
        let shape = Shape::of(&rows)?;
        let fields = || shape.table.iter().flat_map(|row| &row.fields);
        let inner = || shape.table.iter().flat_map(|row| row.fields.iter().skip(1));
        let likeness = fields().map(Field::weight).sum::<f64>() / count(fields().count());
        let quoted = fields().filter(|field| field.quoted).count();
        let quoting = 1.0 + (QUOTED - 1.0) * count(quoted) / count(fields().count());
        let padded = inner().filter(|field| field.text.starts_with(' ')).count();
        let padded = count(padded) / count(inner().count().max(1));
        let width_weight = count(shape.width) / count(shape.width + 1);
        let total = shape.regularity()
            * shape.likelihood(&dialect.delimiter)
            * likeness
            * quoting
            * width_weight
            * (1.0 - PADDED * padded);
        Some(Self {
            total,
            width: shape.width,
            regular: shape.regular,
            rows: shape.rows,
            quoted,
            padded,
        })
    }

    /// Scores the reading as a single column, from its lines.
    pub(super) fn of_one_column(text: &str) -> Self {
        let lines = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(MOST_ROWS);
        let (mut rows, mut weights) = (0, 0.0);
        for line in lines {
            rows += 1;
            weights += line_weight(line);
        }
        Self {
            total: weights / count(rows.max(1)),
            width: 1,
            regular: rows,
            rows,
            quoted: 0,
            padded: 0.0,
        }
    }
}

/// The table that a dialect cuts out of the rows.
struct Shape<'a> {
    /// From the first row of the usual width to the last.
    table: &'a [SampleRow<'a>],
    width: usize,
    /// Rows of that width.
    regular: usize,
    /// All rows, with those around the table.
    rows: usize,
    /// The part of the table that is regular; rows of another width count half.
    share: f64,
    /// The part of all rows that is the table.
    coverage: f64,
}

impl<'a> Shape<'a> {
    fn of(rows: &'a [SampleRow<'a>]) -> Option<Self> {
        let width = usual_width(rows)?;
        let is_regular = |row: &SampleRow<'_>| row.has_width(width);
        let first = rows.iter().position(is_regular)?;
        let last = rows.iter().rposition(is_regular)?;
        let table = rows.get(first..=last)?;
        let regular = table.iter().filter(|row| is_regular(row)).count();
        let ragged = table.iter().filter(|row| row.fields.len() > 1).count() - regular;
        // Rows cut short at either end count half: they are not the preamble.
        let outside = rows.iter().take(first).chain(rows.get(last + 1..)?);
        let short = outside.filter(|row| row.fields.len() > 1).count();
        let inside = count(table.len()) + count(short) / 2.0;
        Some(Self {
            table,
            width,
            regular,
            rows: rows.len(),
            share: (count(regular) + count(ragged) / 2.0) / count(table.len()),
            coverage: inside / (inside + OUTSIDE * (count(rows.len()) - inside)),
        })
    }

    fn regularity(&self) -> f64 {
        self.share * self.share * self.coverage
    }

    /// How likely the delimiter is, given that it cuts the rows like this.
    fn likelihood(&self, delimiter: &Delimiter) -> f64 {
        let mut likelihood = prior(delimiter);
        if self.rows == 1 && matches!(delimiter, Delimiter::Byte(b' ' | b':')) {
            likelihood *= SINGLE_LINE;
        }
        let is_telling =
            self.share >= TELLING_SHARE && self.table.len() >= TELLING_ROWS && self.coverage > 0.5;
        if is_telling && is_rare(delimiter) {
            likelihood = likelihood.max(USUAL_PRIOR);
        }
        let is_perfect = self.regularity() == 1.0 && self.rows > 1 && likelihood >= USUAL_PRIOR;
        if is_perfect {
            likelihood * PERFECT
        } else {
            likelihood
        }
    }
}

/// How much a whole line looks like a single value.
fn line_weight(line: &str) -> f64 {
    let has_delimiter = line.contains([',', ';', '\t', '|']);
    let is_quoted = || {
        let inner = line
            .strip_prefix('"')
            .and_then(|line| line.strip_suffix('"'));
        inner.is_some_and(|inner| !inner.replace("\"\"", "").contains('"'))
    };
    if !has_delimiter && Kind::of(line).is_typed() || is_quoted() {
        0.7
    } else if !line.contains([' ', ',', ';', '\t', '|']) && line.contains("://") {
        0.6
    } else if has_delimiter {
        0.2
    } else {
        0.3
    }
}

impl Field<'_> {
    fn weight(&self) -> f64 {
        match Kind::of(self.text) {
            Kind::Odd | Kind::List if self.quoted => Kind::Words.weight(),
            Kind::Token if self.text.starts_with("//") => Kind::Odd.weight(),
            kind => kind.weight(),
        }
    }
}

/// The width of two or more that most rows have; the larger one of equals.
pub(super) fn usual_width(rows: &[SampleRow<'_>]) -> Option<usize> {
    let mut widths: Vec<usize> = rows.iter().map(|row| row.fields.len()).collect();
    widths.sort_unstable();
    let groups = widths.chunk_by(|a, b| a == b).filter(|group| group[0] > 1);
    groups.max_by_key(|group| group.len()).map(|group| group[0])
}

/// How likely a delimiter is before the file is seen.
fn prior(delimiter: &Delimiter) -> f64 {
    match delimiter {
        Delimiter::Byte(b',' | b';' | b'\t') => 1.0,
        Delimiter::Byte(b'|' | 0..0x20) => 0.95,
        Delimiter::Text(text) if text.is_ascii() => 0.9,
        Delimiter::Byte(b'~' | b'^' | b'#' | b'&') | Delimiter::Text(_) | Delimiter::Blanks => 0.7,
        Delimiter::Byte(b':') => 0.6,
        Delimiter::Byte(b' ') => 0.5,
        Delimiter::Byte(b'-' | b'_' | b'.' | b'/') => 0.1,
        Delimiter::Byte(_) => 0.4,
        Delimiter::None => 0.3,
    }
}

/// Whether the delimiter is hardly ever part of a value, so that as many on every line are no chance.
fn is_rare(delimiter: &Delimiter) -> bool {
    match delimiter {
        Delimiter::Byte(byte) => matches!(byte, b'|' | b'~' | b'^' | b'#' | b'*' | 0..0x20),
        Delimiter::Text(_) => true,
        Delimiter::None | Delimiter::Blanks => false,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of a sample are far below 2^53"
)]
fn count(value: usize) -> f64 {
    value as f64
}
