//! The rows of one file on their way into a table.

use crate::batches::Batches;
use crate::fault;
use crate::partition;
use crate::rejects::{Reject, Rejects};
use crate::survey::Surveyed;
use crate::tables::{self, TablePlan};
use contract::{ErrorName, Fault};
use csv_schema::{Cell, ColumnFormat, Counts, CsvError, Fields, Record, RowReader, TypeInference};
use std::io::Read;
use table_files::TableError;

/// After so many rows it is asked again whether the types still hold.
const ROWS_BETWEEN_CHECKS: u64 = 1 << 16;

/// How loading a file ended.
pub(crate) enum FileEnd {
    /// With all its records; those of a refuted table were only observed.
    Loaded(Counts),
    /// Beyond what the survey read of it, it is no delimited text.
    Unreadable,
}

/// Loads one file of a table.
pub(crate) struct FileLoad<'a, 'b> {
    plan: &'a TablePlan,
    file: &'a Surveyed,
    formats: &'a [ColumnFormat],
    /// The cells that the file's folders stand for.
    partitions: Vec<Cell<'a>>,
    /// Where rows go; `None` once the types are refuted.
    batches: &'a mut Option<Batches>,
    rejects: &'a mut Rejects<'b>,
    /// What the rows say about types; `None` where a survey of all of them has said it.
    learning: Option<TypeInference>,
    /// What all other files say.
    others: TypeInference,
}

/// What became of a row.
enum Pushed {
    Loaded,
    Rejected {
        column: String,
        reason: String,
    },
    /// It is not of the types that the table was planned with.
    Refuted,
}

impl<'a, 'b> FileLoad<'a, 'b> {
    pub(crate) fn new(
        plan: &'a TablePlan,
        index: usize,
        formats: &'a [ColumnFormat],
        batches: &'a mut Option<Batches>,
        rejects: &'a mut Rejects<'b>,
    ) -> Result<Self, Fault> {
        let file = plan.files.get(index).ok_or_else(|| {
            let message = format!("The table '{}' has no file {index}.", plan.name);
            Fault::new(ErrorName::Internal, message)
        })?;
        let others = plan.files.iter().enumerate().filter(|(at, _)| *at != index);
        let width = file.headers.len();
        Ok(Self {
            partitions: partition_cells(plan, file, formats.get(width..).unwrap_or_default())?,
            others: tables::types(others.map(|(_, file)| file)),
            learning: (!file.complete).then(|| TypeInference::new(width)),
            plan,
            file,
            formats,
            batches,
            rejects,
        })
    }

    /// What the file's rows say about types, when a survey has not said it already.
    pub(crate) fn learnt(self) -> Option<TypeInference> {
        self.learning
    }

    pub(crate) fn run(&mut self, content: &mut dyn Read) -> Result<FileEnd, Fault> {
        let mut rows = RowReader::new(content, &self.file.dialect);
        let mut counts = Counts::default();
        loop {
            let record = match rows.next() {
                Ok(Some(record)) => record,
                Ok(None) => return Ok(FileEnd::Loaded(counts)),
                Err(error) => return self.unreadable(error),
            };
            match record {
                Record::Row(fields) => {
                    counts.rows += 1;
                    match self.push(fields)? {
                        Pushed::Loaded => {}
                        Pushed::Rejected { column, reason } => {
                            counts.rows -= 1;
                            counts.rejected += 1;
                            let raw: Vec<&str> = fields.iter().collect();
                            let raw = raw.join(",");
                            self.reject(fields.line, &column, &reason, raw.as_bytes())?;
                        }
                        Pushed::Refuted => *self.batches = None,
                    }
                    if counts.rows % ROWS_BETWEEN_CHECKS == 0 && !self.still_holds() {
                        *self.batches = None;
                    }
                }
                Record::Rejected(rejected) => {
                    counts.rejected += 1;
                    let reason = rejected.reason.to_string();
                    self.reject(rejected.line, "", &reason, rejected.raw)?;
                }
                Record::Skipped(_) => counts.skipped += 1,
            }
        }
    }

    /// Adds the row, or observes it alone when the table is refuted already.
    #[inline]
    fn push(&mut self, fields: Fields<'_>) -> Result<Pushed, Fault> {
        let Some(batches) = &mut *self.batches else {
            if let Some(learning) = &mut self.learning {
                learning.observe(fields.iter());
            }
            return Ok(Pushed::Loaded);
        };
        let pushed = match &mut self.learning {
            Some(learning) => push_learning(fields, self.formats, learning, batches),
            None => push_known(fields, self.plan, batches),
        };
        let ended = pushed.and_then(|pushed| {
            if matches!(pushed, Pushed::Loaded) {
                for (cell, column) in self.partitions.iter().zip(fields.len()..) {
                    batches.push(column, *cell)?;
                }
                batches.end_row()?;
            }
            Ok(pushed)
        });
        ended.map_err(|error| fault::of_table(error, &self.plan.name))
    }

    fn reject(&mut self, line: u64, column: &str, reason: &str, raw: &[u8]) -> Result<(), Fault> {
        if self.batches.is_none() {
            return Ok(());
        }
        let file = &self.file.file.path;
        self.rejects.add(Reject {
            file,
            line,
            column,
            reason,
            raw,
        })
    }

    /// Whether the types found so far are those the table was planned with.
    fn still_holds(&self) -> bool {
        let Some(learning) = &self.learning else {
            return true;
        };
        let mut types = self.others.clone();
        types.merge(learning);
        self.plan.agrees_with(&types.finish())
    }

    fn unreadable(&self, error: CsvError) -> Result<FileEnd, Fault> {
        let reason = fault::of_csv(error)?;
        if self.learning.is_some() {
            return Ok(FileEnd::Unreadable);
        }
        let message = format!("'{}': {reason}.", self.file.file.path);
        Err(Fault::new(ErrorName::CsvUnreadable, message))
    }
}

/// Adds a row and lets it teach the types.
#[inline]
fn push_learning(
    fields: Fields<'_>,
    formats: &[ColumnFormat],
    learning: &mut TypeInference,
    batches: &mut Batches,
) -> Result<Pushed, TableError> {
    let reads =
        learning.observe_reading(fields, formats, |column, cell| batches.push(column, cell))?;
    Ok(if reads {
        Pushed::Loaded
    } else {
        Pushed::Refuted
    })
}

/// Adds a row of types that all rows have agreed on.
#[inline]
fn push_known(
    fields: Fields<'_>,
    plan: &TablePlan,
    batches: &mut Batches,
) -> Result<Pushed, TableError> {
    for ((index, column), text) in plan.columns.iter().enumerate().zip(fields.iter()) {
        match column.format.parse(text) {
            Ok(cell) => batches.push(index, cell)?,
            Err(error) => {
                batches.cancel_row();
                return Ok(Pushed::Rejected {
                    column: column.name.clone(),
                    reason: error.to_string(),
                });
            }
        }
    }
    Ok(Pushed::Loaded)
}

fn partition_cells<'a>(
    plan: &'a TablePlan,
    file: &'a Surveyed,
    formats: &[ColumnFormat],
) -> Result<Vec<Cell<'a>>, Fault> {
    let columns = plan.partitions.iter().zip(formats);
    let cells = columns.map(|(column, format)| {
        let value = partition::value(file, column).unwrap_or_default();
        format.parse(value).map_err(|error| {
            let message = format!("The folder '{column}' of '{}': {error}.", file.file.path);
            Fault::new(ErrorName::Internal, message)
        })
    });
    cells.collect()
}
