//! A table's rows, typed, into its file.

use crate::IngestProgress;
use crate::batches::Batches;
use crate::fault;
use crate::file_load::{FileEnd, FileLoad};
use crate::rejects::{Rejected, Rejects};
use crate::tables::{self, TablePlan};
use crate::upload::Upload;
use contract::{ErrorName, Fault, FileReport};
use csv_schema::ColumnFormat;
use ports::ObjectStore;
use std::thread;
use table_files::{ColumnSpec, TableFile, TableProfile, TableProfiler, WriterSettings, key_sets};

/// Where a table goes, and who watches.
pub(crate) struct Target<'a> {
    pub(crate) objects: &'a dyn ObjectStore,
    pub(crate) progress: &'a dyn IngestProgress,
    /// The object of its rows.
    pub(crate) table_key: &'a str,
    /// The object of what does not fit.
    pub(crate) rejects_key: String,
}

/// A table whose file is written.
pub(crate) struct LoadedTable {
    pub(crate) plan: TablePlan,
    pub(crate) profile: TableProfile,
    pub(crate) files: Vec<FileReport>,
    /// What did not fit.
    pub(crate) rejected: Option<Rejected>,
}

/// How loading a table ended.
pub(crate) enum Loading {
    /// With its file.
    Done(Box<LoadedTable>),
    /// The rows after those that were surveyed gave its columns other types. Nothing is written;
    /// the plan has the types now, from all rows.
    Refuted(TablePlan),
    /// A file can be read as delimited text only at its beginning. Nothing is written.
    Unreadable,
}

/// Loads all files of the table.
///
/// Files that were not read to their end go on teaching the types while they are loaded. The
/// outcome is therefore that of a survey of all rows before the load, or the load is refuted.
pub(crate) fn load(
    upload: &Upload<'_>,
    mut plan: TablePlan,
    target: Target<'_>,
) -> Result<Loading, Fault> {
    let columns = specs(&plan);
    let headers: Vec<&str> = plan
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect();
    let name = plan.name.clone();
    let of_table = |error| fault::of_table(error, &name);
    let settings = WriterSettings::default();
    let sink = target.objects.create(target.table_key)?;
    let mut writer = TableFile::new(sink, &columns, &settings).map_err(of_table)?;
    let mut profiler = TableProfiler::new(&columns, &key_sets(&headers), &settings);
    let mut rejects = Rejects::new(target.objects, target.rejects_key);
    let mut batches = Batches::new(&columns).map_err(of_table)?;
    let (to_write, to_profile) = (batches.receiver(), batches.receiver());

    let (written, profiled, loaded) = thread::scope(|scope| {
        let writing = scope.spawn(|| to_write.into_iter().try_for_each(|b| writer.write(&b)));
        let profiling = scope.spawn(|| {
            to_profile
                .into_iter()
                .try_for_each(|b| profiler.observe(&b))
        });
        let progress = target.progress;
        let loaded = load_files(upload, progress, &mut plan, batches, &mut rejects);
        (writing.join(), profiling.join(), loaded)
    });
    // When one of these failed, the reader only failed to hand over its rows.
    for ended in [written, profiled] {
        let ended = ended.map_err(|_| {
            let message = format!("Writing the table '{name}' stopped unexpectedly.");
            Fault::new(ErrorName::Internal, message)
        });
        ended?.map_err(of_table)?;
    }
    let mut files = match loaded? {
        FilesEnd::Loaded(files) => files,
        FilesEnd::Refuted => return Ok(Loading::Refuted(plan)),
        FilesEnd::Unreadable => return Ok(Loading::Unreadable),
    };
    let sink = writer.finish().map_err(of_table)?;
    sink.commit()?;
    let rejected = rejects.finish()?;
    if let Some(rejected) = &rejected {
        for file in files.iter_mut().filter(|file| file.rows_rejected > 0) {
            file.rejects_key = Some(rejected.key.clone());
        }
    }
    Ok(Loading::Done(Box::new(LoadedTable {
        plan,
        profile: profiler.finish(),
        files,
        rejected,
    })))
}

fn specs(plan: &TablePlan) -> Vec<ColumnSpec> {
    let columns = plan.columns.iter();
    columns
        .map(|column| ColumnSpec {
            name: column.name.clone(),
            data_type: column.data_type.clone(),
        })
        .collect()
}

enum FilesEnd {
    Loaded(Vec<FileReport>),
    Refuted,
    Unreadable,
}

fn load_files(
    upload: &Upload<'_>,
    progress: &dyn IngestProgress,
    plan: &mut TablePlan,
    batches: Batches,
    rejects: &mut Rejects<'_>,
) -> Result<FilesEnd, Fault> {
    let formats: Vec<ColumnFormat> = plan.columns.iter().map(|column| column.format).collect();
    // No batches are made any more when the types are refuted: the rest is only observed.
    let mut batches = Some(batches);
    let mut reports = Vec::with_capacity(plan.files.len());
    for index in 0..plan.files.len() {
        let Some(file) = plan.files.get(index) else {
            break;
        };
        if batches.is_none() && file.complete {
            progress.bytes(file.file.size);
            continue;
        }
        progress.table(&plan.name, batches.as_ref().map_or(0, Batches::rows));
        let mut load = FileLoad::new(plan, index, &formats, &mut batches, rejects)?;
        let end = upload.with_content(&file.file, |content| load.run(content))??;
        let learnt = load.learnt();
        let FileEnd::Loaded(counts) = end else {
            return Ok(FilesEnd::Unreadable);
        };
        reports.push(FileReport {
            path: file.file.path.clone(),
            table: plan.name.clone(),
            rows_loaded: counts.rows,
            rows_rejected: counts.rejected,
            lines_skipped: counts.skipped,
            rejects_key: None,
            dialect: file.dialect.describe(),
        });
        if let (Some(types), Some(file)) = (learnt, plan.files.get_mut(index)) {
            (file.types, file.complete) = (types, true);
        }
    }
    let found = tables::types(&plan.files).finish();
    let holds = batches.is_some() && plan.agrees_with(&found);
    plan.retype(found);
    let Some(batches) = batches.filter(|_| holds) else {
        return Ok(FilesEnd::Refuted);
    };
    batches
        .finish()
        .map_err(|error| fault::of_table(error, &plan.name))?;
    let rows = reports.iter().map(|report| report.rows_loaded).sum();
    progress.table(&plan.name, rows);
    Ok(FilesEnd::Loaded(reports))
}
