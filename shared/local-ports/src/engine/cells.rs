//! Arrow columns as the JSON values of a result; the rules are at `contract::Row`.

use super::interval::iso_8601;
use contract::DataType;
use datafusion::arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType as Arrow, Float64Type, Int64Type, IntervalDayTimeType, IntervalMonthDayNanoType,
    IntervalUnit, IntervalYearMonthType, TimeUnit, UInt64Type,
};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use ports::EngineError;
use serde_json::{Map, Number, Value};
use std::fmt::Write;
use std::sync::Arc;

/// Integers up to here are the same in a double.
const MAX_SAFE_INTEGER: u64 = 1 << 53;
/// Decimal digits any double holds.
const SAFE_DIGITS: usize = 15;

const FORMAT: FormatOptions<'static> = FormatOptions::new()
    .with_display_error(false)
    .with_date_format(Some("%Y-%m-%d"))
    .with_time_format(Some("%H:%M:%S%.f"))
    .with_timestamp_format(Some("%Y-%m-%dT%H:%M:%S%.f"))
    .with_timestamp_tz_format(Some("%Y-%m-%dT%H:%M:%S%.fZ"));

/// The type a column has for the one who asked.
pub(super) fn data_type(arrow: &Arrow) -> DataType {
    match arrow {
        Arrow::Boolean => DataType::Boolean,
        kind if kind.is_integer() => DataType::Bigint,
        Arrow::Float16 | Arrow::Float32 | Arrow::Float64 => DataType::Double,
        Arrow::Decimal32(precision, scale)
        | Arrow::Decimal64(precision, scale)
        | Arrow::Decimal128(precision, scale)
        | Arrow::Decimal256(precision, scale) => DataType::Decimal(*precision, *scale),
        Arrow::Date32 | Arrow::Date64 => DataType::Date,
        Arrow::Time32(_) | Arrow::Time64(_) => DataType::Time,
        Arrow::Timestamp(_, None) => DataType::Timestamp,
        Arrow::Timestamp(_, Some(_)) => DataType::TimestampTz,
        Arrow::Interval(_) | Arrow::Duration(_) => DataType::Interval,
        Arrow::Binary | Arrow::LargeBinary | Arrow::BinaryView | Arrow::FixedSizeBinary(_) => {
            DataType::Bytes
        }
        Arrow::Dictionary(_, values) => data_type(values),
        Arrow::RunEndEncoded(_, values) => data_type(values.data_type()),
        // A column of nothing but NULL has no type of its own; text takes part everywhere.
        Arrow::Null | Arrow::Utf8 | Arrow::LargeUtf8 | Arrow::Utf8View => DataType::Varchar,
        _ => DataType::Json,
    }
}

/// The values of the column, one a row.
pub(super) fn column_values(column: &ArrayRef) -> Result<Vec<Value>, EngineError> {
    values(column).map_err(|error| {
        EngineError::Statement(format!("a value of the result cannot be shown: {error}"))
    })
}

fn values(column: &ArrayRef) -> Result<Vec<Value>, ArrowError> {
    Ok(match column.data_type() {
        Arrow::Null => vec![Value::Null; column.len()],
        Arrow::Boolean => column
            .as_boolean()
            .iter()
            .map(|value| value.map_or(Value::Null, Value::Bool))
            .collect(),
        Arrow::UInt64 => primitives::<UInt64Type>(column, unsigned),
        kind if kind.is_integer() => primitives::<Int64Type>(&cast(column, &Arrow::Int64)?, signed),
        Arrow::Float64 => primitives::<Float64Type>(column, double),
        // Through text, so that 0.1 stays 0.1 and does not become 0.10000000149011612.
        Arrow::Float16 | Arrow::Float32 => texts(column, |text| {
            text.parse().map_or_else(|_| Value::String(text), double)
        })?,
        Arrow::Decimal32(..)
        | Arrow::Decimal64(..)
        | Arrow::Decimal128(..)
        | Arrow::Decimal256(..) => texts(column, decimal)?,
        Arrow::Timestamp(unit, Some(_)) => {
            // What is stored counts in UTC whatever the zone's name.
            let utc = Arrow::Timestamp(*unit, Some("+00:00".into()));
            texts(&cast(column, &utc)?, Value::String)?
        }
        Arrow::Interval(unit) => intervals(column, *unit),
        Arrow::Duration(unit) => durations(column, *unit)?,
        Arrow::Binary | Arrow::LargeBinary | Arrow::FixedSizeBinary(_) => {
            bytes(&cast(column, &Arrow::BinaryView)?)
        }
        Arrow::BinaryView => bytes(column),
        Arrow::Dictionary(_, kind) => values(&cast(column, kind)?)?,
        Arrow::RunEndEncoded(_, field) => values(&cast(column, field.data_type())?)?,
        Arrow::List(_) => lists(column, |row| column.as_list::<i32>().value(row))?,
        Arrow::LargeList(_) => lists(column, |row| column.as_list::<i64>().value(row))?,
        Arrow::FixedSizeList(..) => lists(column, |row| column.as_fixed_size_list().value(row))?,
        Arrow::ListView(field) | Arrow::LargeListView(field) => {
            values(&cast(column, &Arrow::List(Arc::clone(field)))?)?
        }
        Arrow::Map(..) => lists(column, |row| Arc::new(column.as_map().value(row)))?,
        Arrow::Struct(_) => objects(column)?,
        _ => texts(column, Value::String)?,
    })
}

fn primitives<T: ArrowPrimitiveType>(
    column: &ArrayRef,
    show: impl Fn(T::Native) -> Value,
) -> Vec<Value> {
    column
        .as_primitive::<T>()
        .iter()
        .map(|value| value.map_or(Value::Null, &show))
        .collect()
}

fn signed(value: i64) -> Value {
    if value.unsigned_abs() <= MAX_SAFE_INTEGER {
        value.into()
    } else {
        Value::String(value.to_string())
    }
}

fn unsigned(value: u64) -> Value {
    if value <= MAX_SAFE_INTEGER {
        value.into()
    } else {
        Value::String(value.to_string())
    }
}

fn double(value: f64) -> Value {
    let special = if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    };
    Number::from_f64(value).map_or_else(|| Value::String(special.to_owned()), Value::Number)
}

/// A number when a double gives back the same digits, else the digits.
fn decimal(text: String) -> Value {
    let digits = text
        .trim_start_matches(['-', '0', '.'])
        .trim_end_matches('0');
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    let number = if count > SAFE_DIGITS {
        None
    } else if text.contains('.') {
        text.parse().ok().and_then(Number::from_f64)
    } else {
        text.parse::<i64>()
            .ok()
            .filter(|n| n.unsigned_abs() <= MAX_SAFE_INTEGER)
            .map(Number::from)
    };
    number.map_or(Value::String(text), Value::Number)
}

fn texts(column: &ArrayRef, show: impl Fn(String) -> Value) -> Result<Vec<Value>, ArrowError> {
    let formatter = ArrayFormatter::try_new(column, &FORMAT)?;
    (0..column.len())
        .map(|row| {
            if column.is_null(row) {
                Ok(Value::Null)
            } else {
                formatter.value(row).try_to_string().map(&show)
            }
        })
        .collect()
}

fn intervals(column: &ArrayRef, unit: IntervalUnit) -> Vec<Value> {
    match unit {
        IntervalUnit::YearMonth => primitives::<IntervalYearMonthType>(column, |months| {
            Value::String(iso_8601(months.into(), 0, 0))
        }),
        IntervalUnit::DayTime => primitives::<IntervalDayTimeType>(column, |value| {
            let nanoseconds = i128::from(value.milliseconds) * 1_000_000;
            Value::String(iso_8601(0, value.days.into(), nanoseconds))
        }),
        IntervalUnit::MonthDayNano => primitives::<IntervalMonthDayNanoType>(column, |value| {
            let (months, days) = (value.months.into(), value.days.into());
            Value::String(iso_8601(months, days, value.nanoseconds.into()))
        }),
    }
}

fn durations(column: &ArrayRef, unit: TimeUnit) -> Result<Vec<Value>, ArrowError> {
    let nanoseconds: i128 = match unit {
        TimeUnit::Second => 1_000_000_000,
        TimeUnit::Millisecond => 1_000_000,
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1,
    };
    let counts = cast(column, &Arrow::Int64)?;
    Ok(primitives::<Int64Type>(&counts, |count| {
        Value::String(iso_8601(0, 0, i128::from(count) * nanoseconds))
    }))
}

/// As PostgreSQL writes them: `\x` and hexadecimal digits.
fn bytes(column: &ArrayRef) -> Vec<Value> {
    let show = |bytes: &[u8]| {
        let mut text = String::with_capacity(2 + 2 * bytes.len());
        text.push_str("\\x");
        for byte in bytes {
            let _ = write!(text, "{byte:02x}");
        }
        Value::String(text)
    };
    column
        .as_binary_view()
        .iter()
        .map(|value| value.map_or(Value::Null, show))
        .collect()
}

fn lists(column: &ArrayRef, items: impl Fn(usize) -> ArrayRef) -> Result<Vec<Value>, ArrowError> {
    (0..column.len())
        .map(|row| {
            if column.is_null(row) {
                Ok(Value::Null)
            } else {
                values(&items(row)).map(Value::Array)
            }
        })
        .collect()
}

fn objects(column: &ArrayRef) -> Result<Vec<Value>, ArrowError> {
    let fields = column.as_struct();
    let mut rows = vec![Map::new(); column.len()];
    for (name, field) in fields.column_names().into_iter().zip(fields.columns()) {
        for (row, value) in rows.iter_mut().zip(values(field)?) {
            row.insert(name.to_owned(), value);
        }
    }
    Ok(rows
        .into_iter()
        .enumerate()
        .map(|(row, object)| {
            if column.is_null(row) {
                Value::Null
            } else {
                Value::Object(object)
            }
        })
        .collect())
}
