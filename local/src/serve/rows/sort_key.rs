//! What rows are sorted by.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt;

/// Reads one cell of a row and passes over the others.
pub(super) struct Cell(pub(super) usize);

impl<'de> DeserializeSeed<'de> for Cell {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, row: D) -> Result<Value, D::Error> {
        row.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Cell {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Value, A::Error> {
        for _ in 0..self.0 {
            row.next_element::<IgnoredAny>()?;
        }
        let value = row.next_element()?.unwrap_or(Value::Null);
        while row.next_element::<IgnoredAny>()?.is_some() {}
        Ok(value)
    }
}

/// A value as it is compared: decimals and large integers travel as texts and are numbers.
#[derive(Debug, Clone)]
pub(super) enum SortKey {
    Whole(i64),
    Number(f64),
    /// An integer beyond 64 bits, and about how large it is.
    Huge(f64, Box<i128>),
    Text(Box<str>),
    Flag(bool),
    Null,
}

impl SortKey {
    pub(super) fn of(value: Value) -> Self {
        match value {
            Value::Null | Value::Array(_) | Value::Object(_) => Self::Null,
            Value::Bool(flag) => Self::Flag(flag),
            Value::Number(number) => number.as_i64().map_or_else(
                || Self::Number(number.as_f64().unwrap_or(f64::NAN)),
                Self::Whole,
            ),
            Value::String(text) => Self::of_text(text),
        }
    }

    fn of_text(text: String) -> Self {
        let Ok(number) = text.parse::<f64>() else {
            return Self::Text(text.into());
        };
        match (text.parse::<i64>(), text.parse::<i128>()) {
            (Ok(whole), _) => Self::Whole(whole),
            (_, Ok(huge)) => Self::Huge(number, Box::new(huge)),
            _ => Self::Number(number),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Whole(_) | Self::Number(_) | Self::Huge(..) => 0,
            Self::Text(_) => 1,
            Self::Flag(_) => 2,
            Self::Null => 3,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "what is lost, `integer` has")]
    fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(whole) => Some(*whole as f64),
            Self::Number(number) | Self::Huge(number, _) => Some(*number),
            Self::Text(_) | Self::Flag(_) | Self::Null => None,
        }
    }

    /// The number without a loss, where it is whole: tells integers apart that are one float.
    fn integer(&self) -> Option<i128> {
        match self {
            Self::Whole(whole) => Some((*whole).into()),
            Self::Huge(_, huge) => Some(**huge),
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^126")]
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 8e37 => {
                Some(*number as i128)
            }
            Self::Number(_) | Self::Text(_) | Self::Flag(_) | Self::Null => None,
        }
    }

    /// NULL comes last, also when the largest comes first.
    pub(super) fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let ordering = match (self, other) {
            (Self::Null, _) | (_, Self::Null) => return self.rank().cmp(&other.rank()),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Flag(a), Self::Flag(b)) => a.cmp(b),
            _ => match self.number().zip(other.number()) {
                Some((a, b)) => a
                    .total_cmp(&b)
                    .then_with(|| self.integer().cmp(&other.integer())),
                None => self.rank().cmp(&other.rank()),
            },
        };
        if descending {
            ordering.reverse()
        } else {
            ordering
        }
    }
}
