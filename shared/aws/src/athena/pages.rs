//! The pages of a result.

use super::{cells, failure};
use aws_sdk_athena::Client;
use aws_sdk_athena::types::{ColumnInfo, QueryExecution, Row as AthenaRow, StatementType};
use contract::{ResultColumn, Row};
use ports::{EngineError, RowSink, Streamed};
use serde_json::Value;

/// Rows of a page: as many as Athena gives.
const PAGE_ROWS: i32 = 1000;
/// Bytes that a result may have which is held as a whole.
const HELD_BYTES: usize = 256 << 20;
/// Bytes that a streamed result may have.
const STREAMED_BYTES: usize = 8 << 30;

/// Gives the rows of a query that succeeded to the sink, up to the cap. What was scanned is not known here.
pub(super) async fn stream(
    client: &Client,
    id: &str,
    execution: &QueryExecution,
    mut budget: Budget,
    sink: &mut dyn RowSink,
) -> Result<Streamed, EngineError> {
    let mut streamed: Option<Streamed> = None;
    let mut next = None;
    loop {
        let page = client
            .get_query_results()
            .query_execution_id(id)
            .max_results(PAGE_ROWS)
            .set_next_token(next)
            .send()
            .await
            .map_err(failure::of_call)?;
        next = page.next_token.filter(|token| !token.is_empty());
        let (rows, infos) = page.result_set.map_or_else(Default::default, |result| {
            let infos = result.result_set_metadata.and_then(|it| it.column_info);
            (result.rows.unwrap_or_default(), infos.unwrap_or_default())
        });
        let is_first = streamed.is_none();
        let streamed = streamed.get_or_insert_with(|| Streamed {
            columns: infos.iter().map(cells::column).collect(),
            ..Streamed::default()
        });
        if is_first {
            sink.begin(&streamed.columns).await?;
        }
        let names_first = is_first && begins_with_names(execution, &rows, &infos);
        let rows = &rows[usize::from(names_first)..];
        let within_cap = &rows[..rows.len().min(budget.rows)];
        streamed.truncated = within_cap.len() < rows.len();
        let values = budget.take(within_cap, &streamed.columns)?;
        streamed.row_count += values.len() as u64;
        sink.take(values).await?;
        if next.is_none() || streamed.truncated {
            return Ok(std::mem::take(streamed));
        }
    }
}

/// Whether the first row is the columns' names. It is so for `SELECT`, and not for other statements that have a
/// result, such as `SHOW`.
fn begins_with_names(execution: &QueryExecution, rows: &[AthenaRow], infos: &[ColumnInfo]) -> bool {
    let is_query = match execution.statement_type() {
        Some(kind) => *kind == StatementType::Dml,
        None => true,
    };
    let named = |row: &AthenaRow| {
        let names = infos.iter().map(|info| Some(info.name()));
        names.eq(row.data().iter().map(|datum| datum.var_char_value()))
    };
    is_query && rows.first().is_some_and(named)
}

/// What a result may still have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    rows: usize,
    bytes: usize,
    most_bytes: usize,
}

impl Budget {
    /// Of a result that is held as a whole.
    pub(super) fn held(row_cap: u64) -> Self {
        Self::new(row_cap, HELD_BYTES)
    }

    /// Of a result that is written out as it comes.
    pub(super) fn streamed(row_cap: u64) -> Self {
        Self::new(row_cap, STREAMED_BYTES)
    }

    fn new(row_cap: u64, most_bytes: usize) -> Self {
        Self {
            rows: usize::try_from(row_cap).unwrap_or(usize::MAX),
            bytes: most_bytes,
            most_bytes,
        }
    }

    /// The values of rows that are within the cap, and counted here.
    fn take(
        &mut self,
        rows: &[AthenaRow],
        columns: &[ResultColumn],
    ) -> Result<Vec<Row>, EngineError> {
        self.rows -= rows.len();
        rows.iter().map(|row| self.values(row, columns)).collect()
    }

    fn values(&mut self, row: &AthenaRow, columns: &[ResultColumn]) -> Result<Row, EngineError> {
        // A row has a size of its own, NULLs and short values too.
        let mut bytes = 16 * (1 + columns.len());
        let mut cells = row.data().iter();
        let mut values = Vec::with_capacity(columns.len());
        for column in columns {
            // NULL is a cell without a text; the empty text is a text.
            let text = cells.next().and_then(|datum| datum.var_char_value());
            bytes += text.map_or(0, str::len);
            values.push(text.map_or(Value::Null, |text| cells::value(text, &column.data_type)));
        }
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(|| {
            EngineError::Statement(format!(
                "the result is larger than {} MiB; select fewer or shorter columns",
                self.most_bytes >> 20
            ))
        })?;
        Ok(values)
    }
}
