//! The rows of a query, through a cursor: however many there are, only those that are wanted are
//! computed, sent and held.

use crate::cells::{DecimalSize, Reading};
use crate::{column_type, failure};
use contract::{ResultColumn, ResultSet, Row};
use futures::StreamExt;
use ports::EngineError;
use serde_json::Value;
use tokio_postgres::{Client, Column, SimpleQueryMessage, SimpleQueryRow};

/// Rows asked for first, when nothing is known about their size.
const FIRST_ROWS: usize = 100;
/// The most rows asked for at once.
const MOST_ROWS: usize = 5_000;
/// Bytes that one request should bring about.
const REQUEST_BYTES: usize = 1 << 20;
/// Bytes of text all rows of a result may have.
const RESULT_BYTES: usize = 256 << 20;

/// Runs the statement up to `row_cap` rows.
///
/// The statement is prepared and declared in the extended protocol, in which PostgreSQL takes
/// exactly one statement, and a cursor only for a query that writes nothing: whatever a guard let
/// through, several statements or an `INSERT` in `WITH` fail here. The rows are fetched in the
/// simple protocol, because it gives all types as text, those of extensions too.
pub(crate) async fn run(
    client: &Client,
    sql: &str,
    row_cap: u64,
) -> Result<ResultSet, EngineError> {
    let failed = |error| failure::of_statement(error, sql);
    let prepared = client.prepare(sql).await.map_err(failed)?;
    let declare = format!("DECLARE analyst_rows NO SCROLL CURSOR WITHOUT HOLD FOR {sql}");
    client.execute(&declare, &[]).await.map_err(failed)?;
    let cap = usize::try_from(row_cap).unwrap_or(usize::MAX - 1);
    let mut collected = Collected::new(prepared.columns(), cap);
    let mut wanted = FIRST_ROWS;
    loop {
        // One more than the cap tells whether there are more.
        let asked = wanted.min(cap + 1 - collected.rows.len());
        let before = collected.bytes;
        let got = fetch(client, asked, &mut collected)
            .await
            .map_err(|error| match error {
                FetchError::Database(error) => failed(error),
                FetchError::TooLarge => EngineError::Statement(format!(
                    "the result is larger than {} MiB; select fewer or shorter columns",
                    RESULT_BYTES >> 20
                )),
            })?;
        if got < asked || collected.truncated {
            return Ok(collected.into_result());
        }
        let row_bytes = (collected.bytes - before) / got.max(1);
        wanted = (REQUEST_BYTES / row_bytes.max(1)).clamp(1, MOST_ROWS);
    }
}

enum FetchError {
    Database(tokio_postgres::Error),
    TooLarge,
}

/// Fetches so many rows; gives how many there were.
async fn fetch(
    client: &Client,
    count: usize,
    collected: &mut Collected,
) -> Result<usize, FetchError> {
    let sql = format!("FETCH FORWARD {count} FROM analyst_rows");
    let messages = client.simple_query_raw(&sql).await;
    let mut messages = std::pin::pin!(messages.map_err(FetchError::Database)?);
    let mut got = 0;
    while let Some(message) = messages.next().await {
        if let SimpleQueryMessage::Row(row) = message.map_err(FetchError::Database)? {
            got += 1;
            collected.add(&row).map_err(FetchError::Database)?;
            if collected.bytes > RESULT_BYTES {
                return Err(FetchError::TooLarge);
            }
        }
    }
    Ok(got)
}

/// The rows so far.
struct Collected {
    columns: Vec<ReadColumn>,
    rows: Vec<Row>,
    cap: usize,
    bytes: usize,
    truncated: bool,
}

struct ReadColumn {
    column: ResultColumn,
    reading: Reading,
    /// For `numeric` without bounds: those of its values.
    size: Option<DecimalSize>,
}

impl Collected {
    fn new(columns: &[Column], cap: usize) -> Self {
        let columns = columns
            .iter()
            .map(|column| {
                let (kind, modifier) = (column.type_(), column.type_modifier());
                let unbounded = column_type::is_unbounded_numeric(kind, modifier);
                ReadColumn {
                    column: ResultColumn {
                        name: column.name().to_owned(),
                        data_type: column_type::of_result(kind, modifier),
                    },
                    reading: Reading::of(kind),
                    size: unbounded.then(DecimalSize::default),
                }
            })
            .collect();
        Self {
            columns,
            rows: Vec::new(),
            cap,
            bytes: 0,
            truncated: false,
        }
    }

    fn add(&mut self, row: &SimpleQueryRow) -> Result<(), tokio_postgres::Error> {
        if self.rows.len() == self.cap {
            self.truncated = true;
            return Ok(());
        }
        let mut values = Vec::with_capacity(self.columns.len());
        for (at, column) in self.columns.iter_mut().enumerate() {
            values.push(match row.try_get(at)? {
                Some(text) => {
                    self.bytes += text.len();
                    if let Some(size) = &mut column.size {
                        size.add(text);
                    }
                    column.reading.value(text)
                }
                None => Value::Null,
            });
        }
        // A row has a size of its own, NULLs and short values too.
        self.bytes += 16 * (1 + values.len());
        self.rows.push(values);
        Ok(())
    }

    fn into_result(self) -> ResultSet {
        let columns = self.columns.into_iter().map(|read| match read.size {
            Some(size) if size != DecimalSize::default() => ResultColumn {
                data_type: size.data_type(),
                ..read.column
            },
            _ => read.column,
        });
        ResultSet {
            columns: columns.collect(),
            row_count: self.rows.len() as u64,
            rows: self.rows,
            truncated: self.truncated,
        }
    }
}
