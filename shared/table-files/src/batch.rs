use crate::schema::{arrow_schema, arrow_type};
use crate::{ColumnSpec, TableError};
use arrow::array::{
    ArrayBuilder, ArrayRef, BooleanArray, BooleanBuilder, Date32Builder, Decimal128Builder,
    Float64Builder, Int64Builder, RecordBatch, RecordBatchOptions, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType as ArrowType, SchemaRef};
use csv_schema::Cell;
use std::sync::Arc;

/// Gathers cells, row by row, into batches of columns.
#[derive(Debug)]
pub struct BatchBuilder {
    schema: SchemaRef,
    columns: Vec<ColumnBuilder>,
    rows: usize,
    cancelled: Vec<usize>,
    text_bytes: usize,
}

impl BatchBuilder {
    /// Columns with room for that many rows a batch.
    ///
    /// # Errors
    /// [`TableError::UnsupportedType`] for a type files do not hold.
    pub fn new(specs: &[ColumnSpec], rows: usize) -> Result<Self, TableError> {
        let columns: Result<_, _> = specs
            .iter()
            .map(|spec| ColumnBuilder::new(spec, rows))
            .collect();
        Ok(Self {
            schema: arrow_schema(specs)?,
            columns: columns?,
            rows: 0,
            cancelled: Vec::new(),
            text_bytes: 0,
        })
    }

    /// Appends a cell to the column at that position.
    ///
    /// # Errors
    /// [`TableError::WrongCell`] when there is no such column or it has another type.
    #[inline]
    pub fn push(&mut self, column: usize, cell: Cell<'_>) -> Result<(), TableError> {
        if let Cell::Text(text) = cell {
            self.text_bytes += text.len();
        }
        if self
            .columns
            .get_mut(column)
            .is_some_and(|builder| builder.push(cell))
        {
            Ok(())
        } else {
            Err(self.wrong_cell(column))
        }
    }

    #[cold]
    fn wrong_cell(&self, column: usize) -> TableError {
        let name = self
            .schema
            .fields()
            .get(column)
            .map(|field| field.name().clone());
        TableError::WrongCell {
            column: name.unwrap_or_else(|| format!("#{column}")),
        }
    }

    /// Ends a row: every column has been given its cell.
    #[inline]
    pub fn end_row(&mut self) {
        self.rows += 1;
    }

    /// Takes back the cells of the row that was begun.
    pub fn cancel_row(&mut self) {
        for column in &mut self.columns {
            if column.len() == self.rows {
                column.push_null();
            }
        }
        self.cancelled.push(self.rows);
        self.rows += 1;
    }

    /// Rows gathered, with those that were taken back.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes of text gathered.
    pub fn text_bytes(&self) -> usize {
        self.text_bytes
    }

    /// The rows gathered so far, as a batch; the builder is empty afterwards.
    ///
    /// # Errors
    /// [`TableError::Arrow`] when a row was ended without a cell in every column.
    pub fn finish(&mut self) -> Result<RecordBatch, TableError> {
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        self.rows = 0;
        self.text_bytes = 0;
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        let schema = Arc::clone(&self.schema);
        let batch = RecordBatch::try_new_with_options(schema, columns, &options)?;
        if self.cancelled.is_empty() {
            return Ok(batch);
        }
        let mut kept = vec![true; batch.num_rows()];
        for row in self.cancelled.drain(..) {
            kept[row] = false;
        }
        Ok(filter_record_batch(&batch, &BooleanArray::from(kept))?)
    }
}

#[derive(Debug)]
enum ColumnBuilder {
    Boolean(BooleanBuilder),
    Bigint(Int64Builder),
    Decimal(Decimal128Builder),
    Double(Float64Builder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
    Text(StringBuilder),
}

impl ColumnBuilder {
    fn new(spec: &ColumnSpec, rows: usize) -> Result<Self, TableError> {
        let arrow_type = arrow_type(spec)?;
        Ok(match &arrow_type {
            ArrowType::Boolean => Self::Boolean(BooleanBuilder::with_capacity(rows)),
            ArrowType::Int64 => Self::Bigint(Int64Builder::with_capacity(rows)),
            ArrowType::Float64 => Self::Double(Float64Builder::with_capacity(rows)),
            ArrowType::Date32 => Self::Date(Date32Builder::with_capacity(rows)),
            ArrowType::Decimal128(..) => Self::Decimal(
                Decimal128Builder::with_capacity(rows).with_data_type(arrow_type.clone()),
            ),
            ArrowType::Timestamp(..) => Self::Timestamp(
                TimestampMicrosecondBuilder::with_capacity(rows).with_data_type(arrow_type.clone()),
            ),
            _ => Self::Text(StringBuilder::with_capacity(rows, rows.saturating_mul(8))),
        })
    }

    /// Whether the cell had the column's type and was taken.
    #[inline]
    fn push(&mut self, cell: Cell<'_>) -> bool {
        match (self, cell) {
            (Self::Bigint(builder), Cell::Int(value)) => builder.append_value(value),
            (Self::Decimal(builder), Cell::Decimal(value)) => builder.append_value(value),
            (Self::Text(builder), Cell::Text(value)) => builder.append_value(value),
            (Self::Double(builder), Cell::Double(value)) => builder.append_value(value),
            (Self::Date(builder), Cell::Date(value)) => builder.append_value(value),
            (Self::Timestamp(builder), Cell::Timestamp(value)) => builder.append_value(value),
            (Self::Boolean(builder), Cell::Bool(value)) => builder.append_value(value),
            (builder, Cell::Null) => builder.push_null(),
            _ => return false,
        }
        true
    }

    fn len(&self) -> usize {
        match self {
            Self::Boolean(builder) => builder.len(),
            Self::Bigint(builder) => builder.len(),
            Self::Decimal(builder) => builder.len(),
            Self::Double(builder) => builder.len(),
            Self::Date(builder) => builder.len(),
            Self::Timestamp(builder) => builder.len(),
            Self::Text(builder) => builder.len(),
        }
    }

    fn push_null(&mut self) {
        match self {
            Self::Boolean(builder) => builder.append_null(),
            Self::Bigint(builder) => builder.append_null(),
            Self::Decimal(builder) => builder.append_null(),
            Self::Double(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Timestamp(builder) => builder.append_null(),
            Self::Text(builder) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Boolean(builder) => Arc::new(builder.finish()),
            Self::Bigint(builder) => Arc::new(builder.finish()),
            Self::Decimal(builder) => Arc::new(builder.finish()),
            Self::Double(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Timestamp(builder) => Arc::new(builder.finish()),
            Self::Text(builder) => Arc::new(builder.finish()),
        }
    }
}
