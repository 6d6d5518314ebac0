//! The values of one column until their row group is written.

use super::decimal;
use crate::moment;
use contract::DataType;
use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType,
    Int32Type, Int64Type,
};
use parquet::errors::Result;
use parquet::file::writer::SerializedColumnWriter;
use parquet::schema::types::Type;
use serde_json::Value;

/// Digits of a decimal that 64 bits hold.
const NARROW: u8 = 18;
/// Bytes of a wider one.
const WIDE_BYTES: i32 = 16;

pub(super) struct Buffer {
    pub(super) name: String,
    pub(super) data_type: DataType,
    values: Values,
    /// 1 for a value, 0 for NULL.
    levels: Vec<i16>,
}

/// The values that are not NULL, as they are stored.
enum Values {
    Flags(Vec<bool>),
    Integers(Vec<i64>),
    Doubles(Vec<f64>),
    Days(Vec<i32>),
    Micros(Vec<i64>),
    Decimals(i8, Vec<i64>),
    WideDecimals(i8, Vec<FixedLenByteArray>),
    Texts(Vec<ByteArray>),
}

impl Buffer {
    pub(super) fn of(name: String, data_type: &DataType) -> Self {
        Self {
            name,
            data_type: data_type.clone(),
            values: Values::of(data_type),
            levels: Vec::new(),
        }
    }

    pub(super) fn field(&self) -> Result<Type> {
        let (physical, logical) = self.values.stored_as(&self.data_type);
        let length = if physical == Physical::FIXED_LEN_BYTE_ARRAY {
            WIDE_BYTES
        } else {
            -1
        };
        let (precision, scale) = match &self.data_type {
            DataType::Decimal(precision, scale) if logical_is_decimal(logical.as_ref()) => {
                (i32::from(*precision), i32::from(*scale))
            }
            _ => (-1, -1),
        };
        Type::primitive_type_builder(&self.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .with_length(length)
            .with_precision(precision)
            .with_scale(scale)
            .build()
    }

    /// Adds the value and gives about how many bytes it takes; `None` when the type cannot hold it.
    pub(super) fn push(&mut self, value: &Value) -> Option<usize> {
        if value.is_null() {
            self.levels.push(0);
            return Some(2);
        }
        let bytes = self.values.push(value)?;
        self.levels.push(1);
        Some(bytes)
    }

    /// Writes all values and forgets them.
    pub(super) fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let levels = Some(self.levels.as_slice());
        macro_rules! written {
            ($kind:ty, $values:expr) => {{
                writer.typed::<$kind>().write_batch($values, levels, None)?;
                $values.clear();
            }};
        }
        match &mut self.values {
            Values::Flags(values) => written!(BoolType, values),
            Values::Integers(values) | Values::Micros(values) | Values::Decimals(_, values) => {
                written!(Int64Type, values);
            }
            Values::Doubles(values) => written!(DoubleType, values),
            Values::Days(values) => written!(Int32Type, values),
            Values::WideDecimals(_, values) => written!(FixedLenByteArrayType, values),
            Values::Texts(values) => written!(ByteArrayType, values),
        }
        self.levels.clear();
        Ok(())
    }
}

fn logical_is_decimal(logical: Option<&LogicalType>) -> bool {
    matches!(logical, Some(LogicalType::Decimal(_)))
}

impl Values {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean => Self::Flags(Vec::new()),
            DataType::Bigint => Self::Integers(Vec::new()),
            DataType::Double => Self::Doubles(Vec::new()),
            DataType::Date => Self::Days(Vec::new()),
            DataType::Timestamp | DataType::TimestampTz => Self::Micros(Vec::new()),
            DataType::Decimal(precision, scale) => match u8::try_from(*scale) {
                // Parquet knows no digits beyond the precision, and none before the point left out.
                Ok(digits) if *precision > 0 && digits <= *precision => {
                    if *precision <= NARROW {
                        Self::Decimals(*scale, Vec::new())
                    } else if *precision <= 38 {
                        Self::WideDecimals(*scale, Vec::new())
                    } else {
                        Self::Texts(Vec::new())
                    }
                }
                _ => Self::Texts(Vec::new()),
            },
            DataType::Time
            | DataType::Varchar
            | DataType::Interval
            | DataType::Json
            | DataType::Bytes
            | DataType::Other(_) => Self::Texts(Vec::new()),
        }
    }

    fn stored_as(&self, data_type: &DataType) -> (Physical, Option<LogicalType>) {
        let decimal = || match data_type {
            DataType::Decimal(precision, scale) => Some(LogicalType::decimal(
                i32::from(*scale),
                i32::from(*precision),
            )),
            _ => None,
        };
        match self {
            Self::Flags(_) => (Physical::BOOLEAN, None),
            Self::Integers(_) => (Physical::INT64, None),
            Self::Doubles(_) => (Physical::DOUBLE, None),
            Self::Days(_) => (Physical::INT32, Some(LogicalType::Date)),
            Self::Micros(_) => {
                let in_utc = *data_type == DataType::TimestampTz;
                let logical = LogicalType::timestamp(in_utc, TimeUnit::MICROS);
                (Physical::INT64, Some(logical))
            }
            Self::Decimals(..) => (Physical::INT64, decimal()),
            Self::WideDecimals(..) => (Physical::FIXED_LEN_BYTE_ARRAY, decimal()),
            Self::Texts(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        }
    }

    /// Adds the value; `None` when it is none of the type.
    fn push(&mut self, value: &Value) -> Option<usize> {
        match self {
            Self::Flags(values) => values.push(value.as_bool()?),
            Self::Integers(values) => values.push(integer(value)?),
            Self::Doubles(values) => values.push(double(value)?),
            Self::Days(values) => values.push(moment::days(value.as_str()?)?),
            Self::Micros(values) => values.push(moment::micros(value.as_str()?)?),
            Self::Decimals(scale, values) => {
                let digits = decimal::unscaled(&text(value), *scale)?;
                values.push(i64::try_from(digits).ok()?);
            }
            Self::WideDecimals(scale, values) => {
                let digits = decimal::unscaled(&text(value), *scale)?;
                values.push(digits.to_be_bytes().to_vec().into());
            }
            Self::Texts(values) => {
                let bytes = text(value).into_bytes();
                let length = bytes.len();
                values.push(ByteArray::from(bytes));
                return Some(length + 32);
            }
        }
        Some(18)
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    }
}

fn double(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
