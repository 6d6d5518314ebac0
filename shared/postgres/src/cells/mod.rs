//! Values in PostgreSQL's text format as the JSON values of a result; the rules are at
//! [`contract::Row`]. The session's settings (`session.rs`) make that format unambiguous.

mod array;
mod calendar;
mod json;
mod number;

pub(crate) use number::DecimalSize;

use serde_json::Value;
use tokio_postgres::types::{Kind, Type};

/// How the text of a column is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    Boolean,
    Integer,
    Float,
    Decimal,
    Date,
    Timestamp,
    Instant,
    Json,
    /// The elements, and what stands between them.
    Array(Box<Reading>, char),
    /// `infinity` is possible, everything else is taken as it is.
    Interval,
    /// As it is.
    Text,
}

impl Reading {
    pub(crate) fn of(kind: &Type) -> Self {
        match kind.kind() {
            Kind::Array(element) => {
                let delimiter = if *element == Type::BOX { ';' } else { ',' };
                return Self::Array(Box::new(Self::of(element)), delimiter);
            }
            Kind::Domain(base) => return Self::of(base),
            _ => {}
        }
        match *kind {
            Type::BOOL => Self::Boolean,
            Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => Self::Integer,
            Type::FLOAT4 | Type::FLOAT8 => Self::Float,
            Type::NUMERIC => Self::Decimal,
            Type::DATE => Self::Date,
            Type::TIMESTAMP => Self::Timestamp,
            Type::TIMESTAMPTZ => Self::Instant,
            Type::INTERVAL => Self::Interval,
            Type::JSON | Type::JSONB => Self::Json,
            _ => Self::Text,
        }
    }

    /// The JSON value of a text that is not NULL. A text that is not of the type's form, which
    /// takes a server that we do not know, stays text: nothing is lost.
    pub(crate) fn value(&self, text: &str) -> Value {
        let read = match self {
            Self::Boolean => match text {
                "t" | "true" => Some(Value::Bool(true)),
                "f" | "false" => Some(Value::Bool(false)),
                _ => None,
            },
            Self::Integer => number::integer(text),
            Self::Float => number::float(text),
            Self::Decimal => Some(number::decimal(text)),
            Self::Date => Some(Value::String(calendar::date(text))),
            Self::Timestamp => Some(Value::String(calendar::timestamp(text))),
            Self::Instant => Some(Value::String(calendar::instant(text))),
            Self::Interval => Some(Value::String(calendar::interval(text))),
            Self::Json => json::value(text),
            Self::Array(element, delimiter) => array::value(text, element, *delimiter),
            Self::Text => None,
        };
        read.unwrap_or_else(|| Value::String(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_of_the_form_stays_text() {
        for reading in [Reading::Boolean, Reading::Integer, Reading::Json] {
            assert_eq!(reading.value("?"), json!("?"), "{reading:?}");
        }
    }

    #[test]
    fn readings_follow_the_type() {
        assert_eq!(
            Reading::of(&Type::INT8_ARRAY),
            Reading::Array(Box::new(Reading::Integer), ',')
        );
        assert_eq!(
            Reading::of(&Type::BOX_ARRAY),
            Reading::Array(Box::new(Reading::Text), ';')
        );
        assert_eq!(Reading::of(&Type::INET), Reading::Text);
    }
}
