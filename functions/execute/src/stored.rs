//! The objects of a result, written off the async threads while the rows come.

use contract::{ErrorName, Fault, ResultColumn, Row};
use ports::{ObjectStore, ObjectWriter};
use result_files::{CsvFile, JsonFile};
use std::io::{self, BufWriter};
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

/// Batches of rows that wait to be written.
const WAITING: usize = 2;
/// Rows from which on a result is written as CSV at once: of smaller ones it is made when somebody
/// wants it.
const CSV_ROWS: usize = 10_000;

/// What a result is made of.
pub(crate) enum Part {
    Columns(Vec<ResultColumn>),
    Rows(Vec<Row>),
    End {
        columns: Vec<ResultColumn>,
        truncated: bool,
    },
}

/// The object of a result: invisible until it is whole, and gone if it never is.
pub(crate) struct Stored {
    parts: Sender<Part>,
    writing: JoinHandle<Result<(), Fault>>,
}

impl Stored {
    pub(crate) fn begin(objects: Arc<dyn ObjectStore>, key: &str) -> Self {
        let (parts, received) = channel(WAITING);
        let key = key.to_owned();
        let writing = tokio::task::spawn_blocking(move || write(&*objects, &key, received));
        Self { parts, writing }
    }

    /// Waits until there is room for the part. Whatever the store refuses is told here or at the end.
    pub(crate) async fn send(&mut self, part: Part) -> Result<(), Fault> {
        if self.parts.send(part).await.is_ok() {
            return Ok(());
        }
        match (&mut self.writing).await {
            Ok(Err(fault)) => Err(fault),
            Ok(Ok(())) | Err(_) => Err(stopped()),
        }
    }

    pub(crate) async fn finish(
        mut self,
        columns: Vec<ResultColumn>,
        truncated: bool,
    ) -> Result<(), Fault> {
        self.send(Part::End { columns, truncated }).await?;
        self.writing.await.unwrap_or_else(|_| Err(stopped()))
    }
}

fn stopped() -> Fault {
    Fault::new(ErrorName::Internal, "the result was not written to its end")
}

type Object = BufWriter<Box<dyn ObjectWriter>>;

fn write(objects: &dyn ObjectStore, key: &str, mut parts: Receiver<Part>) -> Result<(), Fault> {
    let mut json = JsonFile::begin(object(objects, key)?).map_err(of_io)?;
    let mut csv = Csv::default();
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Columns(columns) => csv.columns = columns,
            Part::Rows(rows) => {
                rows.iter()
                    .try_for_each(|row| json.add(row))
                    .map_err(of_io)?;
                csv.add(rows, || {
                    let stem = key.strip_suffix(".json").unwrap_or(key);
                    object(objects, &format!("{stem}.csv"))
                })?;
            }
            Part::End { columns, truncated } => {
                csv.commit()?;
                return commit(json.end(&columns, truncated).map_err(of_io)?);
            }
        }
    }
    // Nobody waits for it any more.
    Ok(())
}

/// The same rows as CSV, once there are enough of them.
#[derive(Default)]
struct Csv {
    columns: Vec<ResultColumn>,
    waiting: Vec<Row>,
    file: Option<CsvFile<Object>>,
}

impl Csv {
    fn add(
        &mut self,
        rows: Vec<Row>,
        create: impl FnOnce() -> Result<Object, Fault>,
    ) -> Result<(), Fault> {
        self.waiting.extend(rows);
        if self.file.is_none() && self.waiting.len() <= CSV_ROWS {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let file = CsvFile::begin(create()?, &self.columns).map_err(of_io)?;
                self.file.insert(file)
            }
        };
        let waiting = std::mem::take(&mut self.waiting);
        waiting
            .iter()
            .try_for_each(|row| file.add(row))
            .map_err(of_io)
    }

    fn commit(self) -> Result<(), Fault> {
        match self.file {
            Some(file) => commit(file.end().map_err(of_io)?),
            None => Ok(()),
        }
    }
}

fn object(objects: &dyn ObjectStore, key: &str) -> Result<Object, Fault> {
    objects.create(key).map(BufWriter::new)
}

fn commit(object: Object) -> Result<(), Fault> {
    let writer = object.into_inner();
    writer.map_err(|error| of_io(error.into_error()))?.commit()
}

/// The store's own fault where there is one behind the error.
fn of_io(error: io::Error) -> Fault {
    let known = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Fault>());
    let name = match known {
        Some(fault) => fault.name,
        None if error.kind() == io::ErrorKind::StorageFull => ErrorName::StoreFull,
        None => ErrorName::StoreUnavailable,
    };
    Fault::new(name, "the result cannot be stored").with_source(error)
}
