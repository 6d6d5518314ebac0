//! The blocking part: from the upload to a version that is complete and not yet published.

use crate::layout::lay_out;
use crate::load::{LoadedTable, Target, load};
use crate::survey::survey;
use crate::upload::Upload;
use crate::{IngestDeps, IngestProgress, catalog, tables};
use contract::{
    Catalog, ErrorName, Fault, FileReport, IngestReport, IngestRequest, SkippedEntry, Source,
};
use ports::ObjectStore;
use std::sync::{Arc, Mutex, PoisonError};

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
    written: Mutex<Vec<String>>,
}

/// A complete version.
pub(crate) struct Built {
    pub(crate) catalog: Catalog,
    pub(crate) report: IngestReport,
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
        }
    }

    /// The keys of all objects that were begun.
    pub(crate) fn written(&self) -> Vec<String> {
        self.written
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn run(&self) -> Result<Built, Fault> {
        let objects = &*self.objects;
        let upload = Upload::open(objects, &self.key, &self.limits, &*self.progress)?;
        let (files, mut skipped) = lay_out(&upload.files());
        if files.is_empty() {
            return Err(self.nothing_to_load(&skipped));
        }
        let total: u64 = files.iter().map(|file| file.size).sum();
        self.progress.total_bytes(total.saturating_mul(2));
        let surveyed = survey(&upload, files, &mut skipped)?;
        if surveyed.is_empty() {
            return Err(self.nothing_to_load(&skipped));
        }
        let (plans, warnings) = tables::plan(surveyed);
        let mut loaded = Vec::with_capacity(plans.len());
        for plan in plans {
            let table_key = self.begin("tables", &plan.name, "parquet");
            let rejects_key = self.begin("rejects", &plan.name, "csv");
            let target = Target {
                objects,
                progress: &*self.progress,
                table_key: &table_key,
                rejects_key,
            };
            loaded.push(load(&upload, plan, target)?);
        }
        Ok(self.complete(&loaded, skipped, warnings))
    }

    /// The key of an object of this version; remembered, so that it can be removed again.
    fn begin(&self, kind: &str, table: &str, ending: &str) -> String {
        let Source { name, version, .. } = &self.source;
        let key = format!("{kind}/{name}/v{version}/{table}.{ending}");
        self.written
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(key.clone());
        key
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
        warnings.extend(
            files
                .iter()
                .filter(|file| file.rows_rejected > 0)
                .map(|file| {
                    let FileReport {
                        path,
                        rows_rejected,
                        ..
                    } = file;
                    let key = file.rejects_key.as_deref().unwrap_or_default();
                    let rows = if *rows_rejected == 1 {
                        "row does"
                    } else {
                        "rows do"
                    };
                    format!("{rows_rejected} {rows} not fit in '{path}'; see {key}.")
                }),
        );
        let report = IngestReport {
            source: self.source.name.clone(),
            version: self.source.version,
            tables: loaded.iter().map(catalog::table_report).collect(),
            files,
            skipped,
            warnings,
            unchanged: false,
        };
        Built {
            catalog: catalog::catalog(&self.source, loaded),
            report,
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
