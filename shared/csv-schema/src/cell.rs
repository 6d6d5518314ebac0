use crate::value::{
    clock::{Clock, MICROS_PER_DAY},
    date, layout,
    number::{self, Affix, Form},
    trim, word,
};

/// A typed value. Borrowed from the text it was read from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// NULL.
    Null,
    /// Of a boolean column.
    Bool(bool),
    /// Of a bigint column.
    Int(i64),
    /// Of a decimal column: the number without its point, at the column's scale (`1.50` at scale 2
    /// is 150).
    Decimal(i128),
    /// Of a double column.
    Double(f64),
    /// Of a date column: days since 1970-01-01.
    Date(i32),
    /// Of a timestamp column: microseconds since 1970-01-01T00:00:00; in UTC when the column has
    /// a zone, by the local clock of the writer when it has none.
    Timestamp(i64),
    /// Of a varchar column.
    Text(&'a str),
}

/// A text that its column's format does not allow. Never so for a text that the inference
/// observed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a {expected}")]
pub struct CellError {
    /// The text, at most its first 80 characters.
    pub text: String,
    /// What was expected.
    pub expected: &'static str,
}

/// How the texts of a column become values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnFormat(pub(crate) Layout);

/// What a column settled on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Text,
    Boolean,
    Integer(Style),
    Decimal { style: Style, scale: u8 },
    Double(Style),
    Date(layout::Layout),
    Timestamp { layout: layout::Layout, zoned: bool },
}

/// How a column's numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) form: Form,
    pub(crate) affix: Affix,
}

impl Style {
    pub(crate) const PLAIN: Self = Self {
        form: Form::Point,
        affix: Affix::None,
    };
}

impl ColumnFormat {
    /// The format that takes every text as it is, but for NULL.
    pub const TEXT: Self = Self(Layout::Text);

    /// Reads one field. Allocates on errors only.
    ///
    /// # Errors
    /// When the text is not of this format; never for a text of the rows that the format was
    /// inferred from.
    #[inline]
    pub fn parse<'a>(&self, text: &'a str) -> Result<Cell<'a>, CellError> {
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return Ok(Cell::Null);
        }
        let fast = match self.0 {
            Layout::Text if word::is_clear_null(bytes) => return Ok(Cell::Null),
            Layout::Text => return Ok(Cell::Text(text)),
            Layout::Integer(Style::PLAIN) => {
                number::plain_integer(bytes).map(|(value, _)| Cell::Int(value))
            }
            Layout::Decimal {
                style: Style::PLAIN,
                scale,
            } => number::plain_decimal(bytes)
                .filter(|(_, _, own)| *own == u32::from(scale))
                .map(|(value, ..)| Cell::Decimal(value.into())),
            Layout::Double(Style::PLAIN) => plain_double(text),
            Layout::Date(layout::Layout::ISO) => date::iso_days(bytes).map(Cell::Date),
            _ => None,
        };
        fast.or_else(|| self.read(bytes)).ok_or_else(|| CellError {
            text: text.chars().take(80).collect(),
            expected: self.expected(),
        })
    }

    /// Every way to write a value of this format.
    fn read(&self, text: &[u8]) -> Option<Cell<'static>> {
        let text = trim(text);
        if text.is_empty() || word::is_null(text) {
            return Some(Cell::Null);
        }
        match self.0 {
            Layout::Text => None,
            Layout::Boolean => word::boolean(text).map(Cell::Bool),
            Layout::Integer(style) => integer(text, style).map(Cell::Int),
            Layout::Decimal { style, scale } => {
                decimal(text, style, scale.into()).map(Cell::Decimal)
            }
            Layout::Double(style) => double(text, style).map(Cell::Double),
            Layout::Date(layout) => match date::instant(text, layout)? {
                (days, _, Clock::None) => Some(Cell::Date(days)),
                _ => None,
            },
            Layout::Timestamp { layout, zoned } => {
                let (days, micros, clock) = date::instant(text, layout)?;
                let same_zone = zoned == (clock == Clock::Zoned);
                same_zone.then(|| Cell::Timestamp(i64::from(days) * MICROS_PER_DAY + micros))
            }
        }
    }

    fn expected(&self) -> &'static str {
        match self.0 {
            Layout::Text => "text",
            Layout::Boolean => "boolean",
            Layout::Integer(_) => "64-bit integer in the column's format",
            Layout::Decimal { .. } => "decimal number in the column's format",
            Layout::Double(_) => "number in the column's format",
            Layout::Date(_) => "date in the column's format",
            Layout::Timestamp { .. } => "date and time in the column's format",
        }
    }
}

/// The double of a text of digits and at most one point, as most are.
#[inline]
fn plain_double(text: &str) -> Option<Cell<'static>> {
    let bytes = text.as_bytes();
    let plain = number::plain_decimal(bytes).is_some() || number::plain_integer(bytes).is_some();
    if plain {
        text.parse().ok().map(Cell::Double)
    } else {
        None
    }
}

fn integer(text: &[u8], style: Style) -> Option<i64> {
    i64::try_from(decimal(text, style, 0)?).ok()
}

fn decimal(text: &[u8], style: Style, scale: u32) -> Option<i128> {
    let number = number::unsigned(text).filter(|number| number.affix == style.affix)?;
    number.decimal(style.form, scale)
}

fn double(text: &[u8], style: Style) -> Option<f64> {
    if let Some(infinity) = number::infinity(text) {
        return (style.affix == Affix::None).then_some(infinity);
    }
    let number = number::unsigned(text).filter(|number| number.affix == style.affix)?;
    number.double(style.form)
}
