use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The type of a column, the same words for every engine: `bigint`, `decimal(10,2)`,
/// `timestamp with time zone`... In JSON it is that text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DataType {
    /// True or false.
    Boolean,
    /// A 64-bit signed integer.
    Bigint,
    /// An exact number: digits in all, digits after the point.
    Decimal(u8, i8),
    /// A 64-bit float.
    Double,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A date and time of day without a zone, microseconds.
    Timestamp,
    /// An instant, microseconds, shown in UTC.
    TimestampTz,
    /// Text.
    Varchar,
    /// A span of time.
    Interval,
    /// A JSON document.
    Json,
    /// Bytes.
    Bytes,
    /// A type that only its engine knows, by the engine's own name.
    Other(String),
}

impl DataType {
    /// Whether sums and averages make sense by type alone.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Bigint | Self::Decimal(..) | Self::Double)
    }

    /// Whether it is a date, with or without a time of day.
    pub fn is_temporal(&self) -> bool {
        matches!(self, Self::Date | Self::Timestamp | Self::TimestampTz)
    }

    /// Whether it is text.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Varchar)
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::Bigint => f.write_str("bigint"),
            Self::Decimal(precision, scale) => write!(f, "decimal({precision},{scale})"),
            Self::Double => f.write_str("double"),
            Self::Date => f.write_str("date"),
            Self::Time => f.write_str("time"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::TimestampTz => f.write_str("timestamp with time zone"),
            Self::Varchar => f.write_str("varchar"),
            Self::Interval => f.write_str("interval"),
            Self::Json => f.write_str("json"),
            Self::Bytes => f.write_str("bytes"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// The text is no type: it is empty, or a decimal without sound precision and scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseDataTypeError(String);

impl fmt::Display for ParseDataTypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is not a column type", self.0)
    }
}

impl std::error::Error for ParseDataTypeError {}

impl FromStr for DataType {
    type Err = ParseDataTypeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseDataTypeError(text.to_owned());
        if let Some(inner) = text
            .strip_prefix("decimal(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            let (precision, scale) = inner.split_once(',').ok_or_else(error)?;
            let precision = precision.trim().parse().map_err(|_| error())?;
            let scale = scale.trim().parse().map_err(|_| error())?;
            return Ok(Self::Decimal(precision, scale));
        }
        Ok(match text {
            "" => return Err(error()),
            "boolean" => Self::Boolean,
            "bigint" => Self::Bigint,
            "double" => Self::Double,
            "date" => Self::Date,
            "time" => Self::Time,
            "timestamp" => Self::Timestamp,
            "timestamp with time zone" => Self::TimestampTz,
            "varchar" => Self::Varchar,
            "interval" => Self::Interval,
            "json" => Self::Json,
            "bytes" => Self::Bytes,
            other => Self::Other(other.to_owned()),
        })
    }
}

impl Serialize for DataType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DataType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for DataType {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DataType".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "boolean, bigint, decimal(p,s), double, date, time, timestamp, timestamp with time zone, varchar, interval, json, bytes, or an engine's own name"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for text in [
            "bigint",
            "decimal(38,-2)",
            "timestamp with time zone",
            "tsvector",
        ] {
            let parsed: DataType = text.parse().unwrap();
            assert_eq!(parsed.to_string(), text);
        }
        assert_eq!("decimal(10, 2)".parse(), Ok(DataType::Decimal(10, 2)));
        assert!("decimal(x,2)".parse::<DataType>().is_err());
        assert!("".parse::<DataType>().is_err());
    }
}
