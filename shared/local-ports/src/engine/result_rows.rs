use super::cells::{column_values, data_type};
use contract::{ResultColumn, ResultSet, Row};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use ports::EngineError;

/// The rows of a result as they come in, up to the cap.
pub(super) struct Collected {
    columns: Vec<ResultColumn>,
    rows: Vec<Row>,
    cap: usize,
    truncated: bool,
}

impl Collected {
    pub(super) fn new(schema: &SchemaRef, row_cap: u64) -> Self {
        let columns = schema
            .fields()
            .iter()
            .map(|field| ResultColumn {
                name: field.name().clone(),
                data_type: data_type(field.data_type()),
            })
            .collect();
        let cap = usize::try_from(row_cap).unwrap_or(usize::MAX);
        Self {
            columns,
            rows: Vec::new(),
            cap,
            truncated: false,
        }
    }

    /// Whether it is known that there are more rows than wanted.
    pub(super) fn is_full(&self) -> bool {
        self.truncated
    }

    pub(super) fn add(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        let wanted = batch.num_rows().min(self.cap - self.rows.len());
        self.truncated = wanted < batch.num_rows();
        let batch = batch.slice(0, wanted);
        let first = self.rows.len();
        self.rows
            .resize_with(first + wanted, || Vec::with_capacity(batch.num_columns()));
        for column in batch.columns() {
            let values = column_values(column)?;
            for (row, value) in self.rows.iter_mut().skip(first).zip(values) {
                row.push(value);
            }
        }
        Ok(())
    }

    pub(super) fn into_result(self) -> ResultSet {
        ResultSet {
            columns: self.columns,
            row_count: self.rows.len() as u64,
            rows: self.rows,
            truncated: self.truncated,
        }
    }
}
