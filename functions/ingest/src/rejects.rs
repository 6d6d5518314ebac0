use crate::fault;
use contract::Fault;
use ports::{ObjectStore, ObjectWriter};
use std::collections::BTreeMap;
use std::io;

/// The columns of a rejects file.
///
/// `line` is where the row starts, from 1, and `column` names the column whose value does not fit: empty
/// when the row as a whole does not. `raw` is the row as it stands in the file, or its fields with commas
/// between them when the reason is a value; bytes that are no text are replaced.
const HEADER: [&str; 5] = ["file", "line", "column", "reason", "raw"];

/// Rejects of a file that the report tells.
const TOLD: usize = 3;

/// Rows that do not fit, as a CSV file; there is none without a reject.
pub(crate) struct Rejects<'a> {
    objects: &'a dyn ObjectStore,
    key: String,
    sink: Option<csv::Writer<Box<dyn ObjectWriter>>>,
    first: BTreeMap<String, Vec<String>>,
}

/// One row that does not fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reject<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: u64,
    /// Empty when no single value is to blame.
    pub(crate) column: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) raw: &'a [u8],
}

/// A rejects file that is written.
pub(crate) struct Rejected {
    pub(crate) key: String,
    /// The first reasons, each with its line, by file.
    pub(crate) first: BTreeMap<String, Vec<String>>,
}

impl<'a> Rejects<'a> {
    pub(crate) fn new(objects: &'a dyn ObjectStore, key: String) -> Self {
        Self {
            objects,
            key,
            sink: None,
            first: BTreeMap::new(),
        }
    }

    pub(crate) fn add(&mut self, reject: Reject<'_>) -> Result<(), Fault> {
        let Reject {
            file,
            line,
            column,
            reason,
            raw,
        } = reject;
        let sink = match &mut self.sink {
            Some(sink) => sink,
            None => {
                let mut sink = csv::Writer::from_writer(self.objects.create(&self.key)?);
                sink.write_record(HEADER).map_err(of_csv)?;
                self.sink.insert(sink)
            }
        };
        let raw = String::from_utf8_lossy(raw);
        let line = line.to_string();
        sink.write_record([file, &line, column, reason, &raw])
            .map_err(of_csv)?;
        self.remember(reject);
        Ok(())
    }

    fn remember(&mut self, reject: Reject<'_>) {
        let first = match self.first.get_mut(reject.file) {
            Some(first) => first,
            None => self.first.entry(reject.file.to_owned()).or_default(),
        };
        if first.len() < TOLD {
            let of_column = match reject.column {
                "" => String::new(),
                column => format!("column {column}: "),
            };
            first.push(format!(
                "line {}: {of_column}{}",
                reject.line, reject.reason
            ));
        }
    }

    /// Makes the file visible, when there are rejects.
    pub(crate) fn finish(self) -> Result<Option<Rejected>, Fault> {
        let Some(sink) = self.sink else {
            return Ok(None);
        };
        let sink = sink.into_inner();
        sink.map_err(|error| of_io(error.into_error()))?.commit()?;
        Ok(Some(Rejected {
            key: self.key,
            first: self.first,
        }))
    }
}

fn of_csv(error: csv::Error) -> Fault {
    of_io(error.into())
}

fn of_io(error: io::Error) -> Fault {
    fault::of_io(error, "the rejects file cannot be written")
}
