//! The blocking part: from the upload to a version that is complete and not yet published.

use crate::identifier::identifier;
use crate::layout::{SourceFile, lay_out};
use crate::load::{LoadedTable, Loading, Target, load};
use crate::parquet_load::ParquetLoad;
use crate::parquet_source::ObjectChunks;
use crate::survey::survey;
use crate::tables::TablePlan;
use crate::upload::{Upload, UploadKind};
use crate::{IngestDeps, IngestProgress, catalog, tables};
use contract::{
    Catalog, ErrorName, Fault, FileReport, IngestReport, IngestRequest, SkippedEntry, Source,
};
use ports::ObjectStore;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of each file that its table's first types are found from. Enough for the types to hold
/// nearly always, and little beside a file for which a second reading would take long.
const SURVEYED_BYTES: u64 = 2 << 20;
/// Entries that a message names.
const NAMED_ENTRIES: usize = 3;

/// One version in the making.
pub(crate) struct Build {
    key: String,
    file_name: String,
    source: Source,
    objects: Arc<dyn ObjectStore>,
    limits: archive::Limits,
    progress: Arc<dyn IngestProgress>,
    written: Mutex<BTreeSet<String>>,
    total_bytes: AtomicU64,
    surveyed_bytes: u64,
}

/// A complete version.
pub(crate) struct Built {
    pub(crate) catalog: Catalog,
    pub(crate) report: IngestReport,
    /// The keys its objects have, where there is one.
    pub(crate) keys: BTreeSet<String>,
}

impl Build {
    pub(crate) fn new(
        request: &IngestRequest,
        source: &Source,
        deps: &IngestDeps,
        progress: Arc<dyn IngestProgress>,
    ) -> Self {
        Self {
            key: request.key.clone(),
            file_name: request.file_name.clone(),
            source: source.clone(),
            objects: Arc::clone(&deps.objects),
            limits: deps.limits.clone(),
            progress,
            written: Mutex::default(),
            total_bytes: AtomicU64::new(0),
            surveyed_bytes: SURVEYED_BYTES,
        }
    }

    /// Plans tables from that many bytes of each file.
    #[cfg(test)]
    pub(crate) fn surveying(mut self, bytes: u64) -> Self {
        self.surveyed_bytes = bytes;
        self
    }

    /// The keys of all objects that were begun.
    pub(crate) fn begun(&self) -> BTreeSet<String> {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.clone()
    }

    pub(crate) fn run(&self) -> Result<Built, Fault> {
        if UploadKind::is_parquet(&mut self.objects.open(&self.key)?)? {
            return self.run_parquet();
        }
        let upload = Upload::open(
            &*self.objects,
            &self.key,
            &self.file_name,
            &self.limits,
            &*self.progress,
        )?;
        let (files, skipped) = lay_out(&upload.files());
        if files.is_empty() {
            return Err(self.nothing_to_load(&skipped));
        }
        let attempt = self.attempt(&upload, files.clone(), skipped.clone(), self.surveyed_bytes)?;
        match attempt {
            Some(built) => Ok(built),
            None => self
                .attempt(&upload, files, skipped, u64::MAX)?
                .ok_or_else(|| {
                    let message = "A file changed while it was read.";
                    Fault::new(ErrorName::StoreUnavailable, message)
                }),
        }
    }

    /// Loads the one table of a Parquet file.
    fn run_parquet(&self) -> Result<Built, Fault> {
        let source = ObjectChunks::open(&self.objects, &self.key)?;
        let stem = self
            .file_name
            .rsplit_once('.')
            .map_or(&*self.file_name, |(stem, _)| stem);
        let table = identifier(stem).unwrap_or_else(|| "data".to_owned());
        let mut opened = ParquetLoad::open(source, &self.file_name, table.clone())?;
        let warnings = std::mem::take(&mut opened.warnings);
        self.progress.total_bytes(opened.bytes);
        let [table_key, rejects_key] = self.begin(&table);
        let target = Target {
            objects: &*self.objects,
            progress: &*self.progress,
            table_key: &table_key,
            rejects_key,
        };
        let loaded = opened.load(&target)?;
        Ok(self.complete(&[loaded], Vec::new(), warnings))
    }

    /// Plans the tables from that many bytes of each file and loads them. `None` when a file turned
    /// out, beyond these bytes, not to be delimited text: which files make a table was decided
    /// without knowing that.
    fn attempt(
        &self,
        upload: &Upload<'_>,
        files: Vec<SourceFile>,
        mut skipped: Vec<SkippedEntry>,
        surveyed_bytes: u64,
    ) -> Result<Option<Built>, Fault> {
        let surveyed = survey(upload, files, &mut skipped, surveyed_bytes)?;
        if surveyed.is_empty() {
            return Err(self.nothing_to_load(&skipped));
        }
        let (plans, warnings) = tables::plan(surveyed);
        plans.iter().for_each(|plan| self.will_read(plan));
        let mut loaded = Vec::with_capacity(plans.len());
        for plan in plans {
            match self.load(upload, plan)? {
                Some(table) => loaded.push(table),
                None => return Ok(None),
            }
        }
        Ok(Some(self.complete(&loaded, skipped, warnings)))
    }

    /// Loads a table, a second time when its types were refuted.
    fn load(&self, upload: &Upload<'_>, mut plan: TablePlan) -> Result<Option<LoadedTable>, Fault> {
        let [table_key, rejects_key] = self.begin(&plan.name);
        loop {
            let target = Target {
                objects: &*self.objects,
                progress: &*self.progress,
                table_key: &table_key,
                rejects_key: rejects_key.clone(),
            };
            match load(upload, plan, target)? {
                Loading::Done(table) => return Ok(Some(*table)),
                Loading::Unreadable => return Ok(None),
                Loading::Refuted(retyped) => {
                    self.will_read(&retyped);
                    plan = retyped;
                }
            }
        }
    }

    /// Tells the progress that the files of the table will be read.
    fn will_read(&self, plan: &TablePlan) {
        let bytes: u64 = plan.files.iter().map(|file| file.file.size).sum();
        let before = self.total_bytes.fetch_add(bytes, Ordering::Relaxed);
        self.progress.total_bytes(before.saturating_add(bytes));
    }

    /// The keys of a table's rows and of its rejects. The rows have a folder of their own: a table
    /// of Athena is whatever lies in its folder.
    fn keys(&self, table: &str) -> [String; 2] {
        let Source { name, version, .. } = &self.source;
        [
            format!("tables/{name}/v{version}/{table}/rows.parquet"),
            format!("rejects/{name}/v{version}/{table}.csv"),
        ]
    }

    /// The same; remembered, so that the objects can be removed again.
    fn begin(&self, table: &str) -> [String; 2] {
        let keys = self.keys(table);
        self.written
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(keys.iter().cloned());
        keys
    }

    fn complete(
        &self,
        loaded: &[LoadedTable],
        skipped: Vec<SkippedEntry>,
        mut warnings: Vec<String>,
    ) -> Built {
        let mut files: Vec<FileReport> = loaded
            .iter()
            .flat_map(|table| table.files.iter().cloned())
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        warnings.extend(loaded.iter().flat_map(|table| table.plan.type_warnings()));
        warnings.extend(files.iter().filter_map(|file| reject_warning(file, loaded)));
        let report = IngestReport {
            source: self.source.name.clone(),
            version: self.source.version,
            tables: loaded.iter().map(catalog::table_report).collect(),
            files,
            skipped,
            warnings,
            unchanged: false,
        };
        let keys = loaded.iter().flat_map(|table| self.keys(&table.plan.name));
        Built {
            catalog: catalog::catalog(&self.source, loaded),
            report,
            keys: keys.collect(),
        }
    }

    fn nothing_to_load(&self, skipped: &[SkippedEntry]) -> Fault {
        let named: Vec<String> = skipped
            .iter()
            .take(NAMED_ENTRIES)
            .map(|entry| format!("{} ({})", entry.path, entry.reason))
            .collect();
        let more = if skipped.len() > NAMED_ENTRIES {
            ", ..."
        } else {
            ""
        };
        let found = if named.is_empty() {
            "it is empty".to_owned()
        } else {
            format!("it holds only {}{more}", named.join(", "))
        };
        let message = format!("{} has no CSV file to load: {found}.", self.file_name);
        Fault::new(ErrorName::ArchiveEmpty, message)
    }
}

/// How many rows of the file do not fit, where they are, and what is wrong with the first.
fn reject_warning(file: &FileReport, loaded: &[LoadedTable]) -> Option<String> {
    let FileReport {
        path,
        rows_rejected,
        ..
    } = file;
    let key = file.rejects_key.as_deref()?;
    let rows = if *rows_rejected == 1 {
        "row does"
    } else {
        "rows do"
    };
    let tables = loaded.iter().filter_map(|table| table.rejected.as_ref());
    let first: Vec<&str> = tables
        .filter_map(|rejected| rejected.first.get(path))
        .flatten()
        .map(String::as_str)
        .collect();
    let told = u64::try_from(first.len()).unwrap_or(u64::MAX);
    let more = if told < *rows_rejected { "; ..." } else { "" };
    Some(format!(
        "{rows_rejected} {rows} not fit in '{path}'; see {key} ({}{more}).",
        first.join("; ")
    ))
}
