use crate::TableError;
use arrow::datatypes::{DataType as ArrowType, Field, Schema, SchemaRef, TimeUnit};
use contract::DataType;
use std::sync::Arc;

/// A column to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpec {
    /// The name in the file.
    pub name: String,
    /// The type: boolean, bigint, decimal, double, date, timestamp (with zone or not) or varchar.
    pub data_type: DataType,
}

/// The schema of the file. Every column may hold NULL: whether it does is known only afterwards.
pub(crate) fn arrow_schema(columns: &[ColumnSpec]) -> Result<SchemaRef, TableError> {
    let fields: Result<Vec<_>, TableError> = columns
        .iter()
        .map(|column| Ok(Field::new(&column.name, arrow_type(column)?, true)))
        .collect();
    Ok(Arc::new(Schema::new(fields?)))
}

pub(crate) fn arrow_type(column: &ColumnSpec) -> Result<ArrowType, TableError> {
    Ok(match column.data_type {
        DataType::Boolean => ArrowType::Boolean,
        DataType::Bigint => ArrowType::Int64,
        DataType::Decimal(precision, scale) => ArrowType::Decimal128(precision, scale),
        DataType::Double => ArrowType::Float64,
        DataType::Date => ArrowType::Date32,
        DataType::Timestamp => ArrowType::Timestamp(TimeUnit::Microsecond, None),
        DataType::TimestampTz => ArrowType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        DataType::Varchar => ArrowType::Utf8,
        ref other => {
            let column = column.name.clone();
            return Err(TableError::UnsupportedType {
                column,
                data_type: other.clone(),
            });
        }
    })
}
