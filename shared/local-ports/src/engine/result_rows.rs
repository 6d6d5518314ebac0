use super::cells::{column_values, data_type};
use contract::{ResultColumn, Row};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use ports::{EngineError, Streamed};
use tokio::sync::mpsc::Sender;

/// Rows that travel together.
const ROWS: usize = 1_024;

/// What the threads of a query hand to whoever waits for it.
pub(super) enum Part {
    Columns(Vec<ResultColumn>),
    Rows(Vec<Row>),
}

/// The rows of a result on their way out, up to the cap. Waits where the one who takes them is
/// slower than the query.
pub(super) struct Outgoing {
    columns: Vec<ResultColumn>,
    rows: u64,
    cap: u64,
    truncated: bool,
    parts: Sender<Part>,
}

impl Outgoing {
    pub(super) async fn begin(
        schema: &SchemaRef,
        cap: u64,
        parts: Sender<Part>,
    ) -> Result<Self, EngineError> {
        let columns: Vec<ResultColumn> = schema
            .fields()
            .iter()
            .map(|field| ResultColumn {
                name: field.name().clone(),
                data_type: data_type(field.data_type()),
            })
            .collect();
        let outgoing = Self {
            columns: columns.clone(),
            rows: 0,
            cap,
            truncated: false,
            parts,
        };
        outgoing.send(Part::Columns(columns)).await?;
        Ok(outgoing)
    }

    /// Whether it is known that there are more rows than wanted.
    pub(super) fn is_full(&self) -> bool {
        self.truncated
    }

    pub(super) async fn add(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        let room = usize::try_from(self.cap - self.rows).unwrap_or(usize::MAX);
        let wanted = batch.num_rows().min(room);
        self.truncated = wanted < batch.num_rows();
        for first in (0..wanted).step_by(ROWS) {
            let rows = rows_of(&batch.slice(first, ROWS.min(wanted - first)))?;
            self.rows += rows.len() as u64;
            self.send(Part::Rows(rows)).await?;
        }
        Ok(())
    }

    async fn send(&self, part: Part) -> Result<(), EngineError> {
        // Nobody waits any more: whatever ends the query now is told to nobody.
        let gone = |_| EngineError::Statement("the query was stopped".to_owned());
        self.parts.send(part).await.map_err(gone)
    }

    pub(super) fn end(self) -> Streamed {
        Streamed {
            columns: self.columns,
            row_count: self.rows,
            truncated: self.truncated,
            bytes_scanned: 0,
        }
    }
}

fn rows_of(batch: &RecordBatch) -> Result<Vec<Row>, EngineError> {
    let mut rows = Vec::new();
    rows.resize_with(batch.num_rows(), || Vec::with_capacity(batch.num_columns()));
    for column in batch.columns() {
        for (row, value) in rows.iter_mut().zip(column_values(column)?) {
            row.push(value);
        }
    }
    Ok(rows)
}
