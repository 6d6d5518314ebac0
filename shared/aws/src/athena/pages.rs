//! The pages of a result.

use super::{cells, failure};
use aws_sdk_athena::Client;
use aws_sdk_athena::types::{ColumnInfo, QueryExecution, Row as AthenaRow, StatementType};
use contract::{ResultColumn, ResultSet, Row};
use ports::EngineError;
use serde_json::Value;

/// Rows of a page: as many as Athena gives.
const PAGE_ROWS: i32 = 1000;
/// Bytes a result may have.
const RESULT_BYTES: usize = 256 << 20;

/// The rows of a query that succeeded, up to the cap.
pub(super) async fn fetch(
    client: &Client,
    id: &str,
    execution: &QueryExecution,
    row_cap: u64,
) -> Result<ResultSet, EngineError> {
    let mut collected: Option<Collected> = None;
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
        let is_first = collected.is_none();
        let collected = collected.get_or_insert_with(|| Collected::new(&infos, row_cap));
        let names_first = is_first && begins_with_names(execution, &rows, &infos);
        for row in rows.iter().skip(usize::from(names_first)) {
            collected.add(row)?;
        }
        if next.is_none() || collected.truncated {
            return Ok(std::mem::take(collected).into_result());
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

/// The rows so far.
#[derive(Debug, Default)]
struct Collected {
    columns: Vec<ResultColumn>,
    rows: Vec<Row>,
    cap: usize,
    bytes: usize,
    truncated: bool,
}

impl Collected {
    fn new(infos: &[ColumnInfo], row_cap: u64) -> Self {
        Self {
            columns: infos.iter().map(cells::column).collect(),
            cap: usize::try_from(row_cap).unwrap_or(usize::MAX),
            ..Self::default()
        }
    }

    fn add(&mut self, row: &AthenaRow) -> Result<(), EngineError> {
        if self.rows.len() == self.cap {
            self.truncated = true;
            return Ok(());
        }
        let mut cells = row.data().iter();
        let mut values = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            // NULL is a cell without a text; the empty text is a text.
            let text = cells.next().and_then(|datum| datum.var_char_value());
            self.bytes += text.map_or(0, str::len);
            values.push(text.map_or(Value::Null, |text| cells::value(text, &column.data_type)));
        }
        // A row has a size of its own, NULLs and short values too.
        self.bytes += 16 * (1 + values.len());
        if self.bytes > RESULT_BYTES {
            return Err(EngineError::Statement(format!(
                "the result is larger than {} MiB; select fewer or shorter columns",
                RESULT_BYTES >> 20
            )));
        }
        self.rows.push(values);
        Ok(())
    }

    fn into_result(self) -> ResultSet {
        ResultSet {
            columns: self.columns,
            row_count: self.rows.len() as u64,
            rows: self.rows,
            truncated: self.truncated,
        }
    }
}
