//! The rows of a query, through a cursor: however many there are, only those that are wanted are
//! computed and sent, and a few of them are held.

use crate::cells::{DecimalSize, Reading};
use crate::{column_type, failure};
use contract::{Fault, ResultColumn, Row};
use futures::StreamExt;
use ports::{EngineError, RowSink, Streamed};
use serde_json::Value;
use tokio_postgres::{Client, Column, SimpleQueryMessage, SimpleQueryRow};

/// Rows asked for first, when nothing is known about their size.
const FIRST_ROWS: u64 = 100;
/// The most rows asked for at once.
const MOST_ROWS: u64 = 5_000;
/// Bytes that one request should bring about, and that are held before the sink takes them.
const REQUEST_BYTES: usize = 1 << 20;

/// Runs the statement up to `row_cap` rows and up to so many bytes of text, and gives the rows to
/// the sink.
///
/// The statement is prepared and declared in the extended protocol, in which PostgreSQL takes
/// exactly one statement, and a cursor only for a query that writes nothing: whatever a guard let
/// through, several statements or an `INSERT` in `WITH` fail here. The rows are fetched in the
/// simple protocol, because it gives all types as text, those of extensions too.
pub(crate) async fn run(
    client: &Client,
    sql: &str,
    row_cap: u64,
    most_bytes: usize,
    sink: &mut dyn RowSink,
) -> Result<Streamed, EngineError> {
    let failed = |error| failure::of_statement(error, sql);
    let prepared = client.prepare(sql).await.map_err(failed)?;
    let declare = format!("DECLARE analyst_rows NO SCROLL CURSOR WITHOUT HOLD FOR {sql}");
    client.execute(&declare, &[]).await.map_err(failed)?;
    let mut arriving = Arriving::new(prepared.columns(), row_cap, most_bytes);
    sink.begin(&arriving.columns()).await?;
    let mut wanted = FIRST_ROWS;
    loop {
        // One more than the cap tells whether there are more.
        let asked = wanted.min(row_cap.saturating_add(1) - arriving.rows);
        let before = arriving.bytes;
        let got = fetch(client, asked, &mut arriving, sink)
            .await
            .map_err(|error| match error {
                FetchError::Database(error) => failed(error),
                FetchError::Sink(fault) => EngineError::Fault(fault),
                FetchError::TooLarge => EngineError::Statement(format!(
                    "the result is larger than {} MiB; select fewer or shorter columns",
                    most_bytes >> 20
                )),
            })?;
        if got < asked || arriving.truncated {
            return Ok(arriving.into_streamed());
        }
        let row_bytes = (arriving.bytes - before) / usize::try_from(got.max(1)).unwrap_or(1);
        wanted = ((REQUEST_BYTES / row_bytes.max(1)) as u64).clamp(1, MOST_ROWS);
    }
}

enum FetchError {
    Database(tokio_postgres::Error),
    Sink(Fault),
    TooLarge,
}

impl From<tokio_postgres::Error> for FetchError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Fault> for FetchError {
    fn from(fault: Fault) -> Self {
        Self::Sink(fault)
    }
}

/// Fetches so many rows for the sink; gives how many there were.
async fn fetch(
    client: &Client,
    count: u64,
    arriving: &mut Arriving,
    sink: &mut dyn RowSink,
) -> Result<u64, FetchError> {
    let sql = format!("FETCH FORWARD {count} FROM analyst_rows");
    let mut messages = std::pin::pin!(client.simple_query_raw(&sql).await?);
    let mut got = 0;
    while let Some(message) = messages.next().await {
        if let SimpleQueryMessage::Row(row) = message? {
            got += 1;
            arriving.add(&row)?;
            if arriving.bytes > arriving.most_bytes {
                return Err(FetchError::TooLarge);
            }
            if arriving.held_bytes >= REQUEST_BYTES {
                sink.take(arriving.give()).await?;
            }
        }
    }
    sink.take(arriving.give()).await?;
    Ok(got)
}

/// The rows that arrived and were not given on, and what is known of all so far.
struct Arriving {
    columns: Vec<ReadColumn>,
    held: Vec<Row>,
    held_bytes: usize,
    rows: u64,
    cap: u64,
    bytes: usize,
    most_bytes: usize,
    truncated: bool,
}

struct ReadColumn {
    column: ResultColumn,
    reading: Reading,
    /// For `numeric` without bounds: those of its values.
    size: Option<DecimalSize>,
}

impl Arriving {
    fn new(columns: &[Column], cap: u64, most_bytes: usize) -> Self {
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
            held: Vec::new(),
            held_bytes: 0,
            rows: 0,
            cap,
            bytes: 0,
            most_bytes,
            truncated: false,
        }
    }

    /// The columns as far as they are known.
    fn columns(&self) -> Vec<ResultColumn> {
        let known = self.columns.iter().map(|read| match &read.size {
            Some(size) if *size != DecimalSize::default() => ResultColumn {
                data_type: size.data_type(),
                ..read.column.clone()
            },
            _ => read.column.clone(),
        });
        known.collect()
    }

    fn add(&mut self, row: &SimpleQueryRow) -> Result<(), tokio_postgres::Error> {
        if self.rows == self.cap {
            self.truncated = true;
            return Ok(());
        }
        // A row has a size of its own, NULLs and short values too.
        let mut bytes = 16 * (1 + self.columns.len());
        let mut values = Vec::with_capacity(self.columns.len());
        for (at, column) in self.columns.iter_mut().enumerate() {
            values.push(match row.try_get(at)? {
                Some(text) => {
                    bytes += text.len();
                    if let Some(size) = &mut column.size {
                        size.add(text);
                    }
                    column.reading.value(text)
                }
                None => Value::Null,
            });
        }
        self.held.push(values);
        self.held_bytes += bytes;
        self.bytes += bytes;
        self.rows += 1;
        Ok(())
    }

    /// The rows that are held, which are not held any longer.
    fn give(&mut self) -> Vec<Row> {
        self.held_bytes = 0;
        std::mem::take(&mut self.held)
    }

    fn into_streamed(self) -> Streamed {
        Streamed {
            columns: self.columns(),
            row_count: self.rows,
            truncated: self.truncated,
            bytes_scanned: 0,
        }
    }
}
