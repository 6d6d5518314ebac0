//! The second pass: a table's rows, typed, into its file.

use crate::IngestProgress;
use crate::batches::Batches;
use crate::fault;
use crate::partition;
use crate::rejects::Rejects;
use crate::survey::Surveyed;
use crate::tables::TablePlan;
use crate::upload::Upload;
use contract::{ErrorName, Fault, FileReport};
use csv_schema::{Cell, Counts, Fields, Record, RowReader};
use ports::ObjectStore;
use std::io::Read;
use std::thread;
use table_files::{ColumnSpec, TableProfile, TableWriter, WriterSettings, key_sets};

/// A table whose file is written.
pub(crate) struct LoadedTable {
    pub(crate) plan: TablePlan,
    pub(crate) profile: TableProfile,
    pub(crate) files: Vec<FileReport>,
}

/// Where a table goes, and who watches.
pub(crate) struct Target<'a> {
    pub(crate) objects: &'a dyn ObjectStore,
    pub(crate) progress: &'a dyn IngestProgress,
    /// The object of its rows.
    pub(crate) table_key: &'a str,
    /// The object of what does not fit.
    pub(crate) rejects_key: String,
}

/// Loads all files of the table.
pub(crate) fn load(
    upload: &Upload<'_>,
    plan: TablePlan,
    target: Target<'_>,
) -> Result<LoadedTable, Fault> {
    let columns: Vec<ColumnSpec> = plan
        .columns
        .iter()
        .map(|column| ColumnSpec {
            name: column.name.clone(),
            data_type: column.data_type.clone(),
        })
        .collect();
    let headers: Vec<&str> = plan
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect();
    let of_table = |error| fault::of_table(error, &plan.name);
    let sink = target.objects.create(target.table_key)?;
    let settings = WriterSettings::default();
    let mut writer =
        TableWriter::new(sink, &columns, &key_sets(&headers), &settings).map_err(of_table)?;
    let mut rejects = Rejects::new(target.objects, target.rejects_key);

    let (written, files) = thread::scope(|scope| {
        let (batches, received) = Batches::new(&columns).map_err(of_table)?;
        let encoder = scope.spawn(move || {
            for batch in received {
                writer.write(&batch)?;
            }
            writer.finish()
        });
        let files = load_files(upload, target.progress, &plan, batches, &mut rejects);
        let written = encoder.join().map_err(|_| {
            Fault::new(
                ErrorName::Internal,
                "The writer of a table stopped unexpectedly.",
            )
        })?;
        Ok::<_, Fault>((written, files))
    })?;
    // When the writer failed, the reader only failed to hand over its rows.
    let (sink, profile) = written.map_err(of_table)?;
    let mut files = files?;
    sink.commit()?;
    if let Some(key) = rejects.finish()? {
        for file in files.iter_mut().filter(|file| file.rows_rejected > 0) {
            file.rejects_key = Some(key.clone());
        }
    }
    Ok(LoadedTable {
        plan,
        profile,
        files,
    })
}

fn load_files(
    upload: &Upload<'_>,
    progress: &dyn IngestProgress,
    plan: &TablePlan,
    mut batches: Batches,
    rejects: &mut Rejects<'_>,
) -> Result<Vec<FileReport>, Fault> {
    let mut reports = Vec::with_capacity(plan.files.len());
    for file in &plan.files {
        progress.table(&plan.name, batches.rows());
        let counts = upload.with_content(&file.file, |content| {
            let mut loading = FileLoading {
                plan,
                file,
                batches: &mut batches,
                rejects,
            };
            loading.run(content)
        })??;
        reports.push(FileReport {
            path: file.file.path.clone(),
            table: plan.name.clone(),
            rows_loaded: counts.rows,
            rows_rejected: counts.rejected,
            lines_skipped: counts.skipped,
            rejects_key: None,
            dialect: file.dialect.describe(),
        });
    }
    batches
        .finish()
        .map_err(|error| fault::of_table(error, &plan.name))?;
    progress.table(
        &plan.name,
        reports.iter().map(|report| report.rows_loaded).sum(),
    );
    Ok(reports)
}

/// One file on its way into the table.
struct FileLoading<'a, 'b> {
    plan: &'a TablePlan,
    file: &'a Surveyed,
    batches: &'a mut Batches,
    rejects: &'a mut Rejects<'b>,
}

impl FileLoading<'_, '_> {
    fn run(&mut self, content: &mut dyn Read) -> Result<Counts, Fault> {
        let partitions = self.partition_values();
        let path = self.file.file.path.as_str();
        let mut rows = RowReader::new(content, &self.file.dialect);
        let mut counts = Counts::default();
        loop {
            let record = rows.next().map_err(|error| match fault::of_csv(error) {
                Ok(reason) => Fault::new(ErrorName::CsvUnreadable, format!("'{path}': {reason}.")),
                Err(fault) => fault,
            })?;
            match record {
                None => return Ok(counts),
                Some(Record::Row(fields)) => match self.push(fields, &partitions)? {
                    None => counts.rows += 1,
                    Some(reason) => {
                        counts.rejected += 1;
                        let raw: Vec<&str> = fields.iter().collect();
                        let raw = raw.join(",");
                        self.rejects
                            .add(path, fields.line, &reason, raw.as_bytes())?;
                    }
                },
                Some(Record::Rejected(rejected)) => {
                    counts.rejected += 1;
                    let reason = rejected.reason.to_string();
                    self.rejects
                        .add(path, rejected.line, &reason, rejected.raw)?;
                }
                Some(Record::Skipped(_)) => counts.skipped += 1,
            }
        }
    }

    fn partition_values(&self) -> Vec<String> {
        let columns = self.plan.partitions.iter();
        columns
            .map(|column| {
                partition::value(self.file, column)
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    }

    /// Adds the row; a reason when a value does not fit its column after all.
    #[inline]
    fn push(&mut self, fields: Fields<'_>, partitions: &[String]) -> Result<Option<String>, Fault> {
        let partitions = partitions.iter().map(String::as_str);
        let texts = fields.iter().chain(partitions);
        for ((index, column), text) in self.plan.columns.iter().enumerate().zip(texts) {
            let cell = match column.format.parse(text) {
                Ok(cell) => cell,
                Err(error) => {
                    self.batches.cancel_row();
                    return Ok(Some(format!("column {}: {error}", column.name)));
                }
            };
            self.push_cell(index, cell)?;
        }
        let ended = self.batches.end_row();
        ended.map_err(|error| fault::of_table(error, &self.plan.name))?;
        Ok(None)
    }

    #[inline]
    fn push_cell(&mut self, column: usize, cell: Cell<'_>) -> Result<(), Fault> {
        let pushed = self.batches.push(column, cell);
        pushed.map_err(|error| fault::of_table(error, &self.plan.name))
    }
}
