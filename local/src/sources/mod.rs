//! Uploads and databases, as one: every source has its engine and its catalogue.

mod catalog;
mod engine;
mod workbooks;

pub(crate) use catalog::SourceCatalog;
pub(crate) use engine::SourceEngine;
pub(crate) use workbooks::{Workbooks, given};

use crate::config::{DatabaseKind, SourceConfig};
use contract::{Dialect, ErrorName, Fault, Limits, Source, SourceKind};
use metadata_workbook::Metadata;
use postgres::{Address, Database};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A database that an operator made a source.
#[derive(Debug, Clone)]
pub(crate) struct DatabaseSource {
    pub(crate) source: Source,
    pub(crate) database: Database,
    /// What an operator wrote about it, and where.
    pub(crate) metadata: Metadata,
    pub(crate) workbook: PathBuf,
}

/// The databases of the configuration, by the name of their source. Nothing is connected yet.
///
/// # Errors
/// `Config.Missing` when the variable that should hold a connection URL is not set,
/// `Config.Invalid` when it holds none, or when a workbook cannot be read. The URL itself is never
/// repeated.
pub(crate) fn databases(
    configured: &BTreeMap<String, SourceConfig>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, DatabaseSource>, Fault> {
    let mut databases = BTreeMap::new();
    for (name, config) in configured {
        let database = Database::new(address(name, config, &variable)?);
        let metadata = metadata(name, config)?;
        let mut source = source(name, config);
        metadata.restrict(&mut source);
        let found = DatabaseSource {
            source,
            database,
            metadata,
            workbook: config.workbook.clone().unwrap_or_default(),
        };
        databases.insert(name.clone(), found);
    }
    Ok(databases)
}

fn address(
    name: &str,
    config: &SourceConfig,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Address, Fault> {
    let url = variable(&config.url_env).ok_or_else(|| {
        let message = format!(
            "the source {name} takes its connection URL from {}, which is not set",
            config.url_env
        );
        Fault::new(ErrorName::ConfigMissing, message)
    })?;
    Address::parse(&url).map_err(|error| {
        let message = format!(
            "{}, for the source {name}, cannot be used: {error}",
            config.url_env
        );
        Fault::new(ErrorName::ConfigInvalid, message).with_source(error)
    })
}

/// What the source's workbook says.
fn metadata(name: &str, config: &SourceConfig) -> Result<Metadata, Fault> {
    let Some(path) = &config.workbook else {
        return Ok(Metadata::default());
    };
    let file = File::open(path).map_err(|error| unusable(name, path, &error))?;
    Metadata::read(file).map_err(|error| unusable(name, path, &error))
}

/// A workbook that cannot be read, or that does not fit its source.
fn unusable(name: &str, workbook: &Path, problem: &dyn Error) -> Fault {
    let path = workbook.display();
    let message = format!("the workbook {path}, for the source {name}, cannot be used: {problem}");
    Fault::new(ErrorName::ConfigInvalid, message)
}

fn source(name: &str, config: &SourceConfig) -> Source {
    let (kind, dialect) = match config.kind {
        DatabaseKind::Postgresql => (SourceKind::Postgresql, Dialect::Postgresql),
        DatabaseKind::Redshift => (SourceKind::Redshift, Dialect::Redshift),
    };
    let default = Limits::default();
    Source {
        name: name.to_owned(),
        kind,
        dialect,
        version: 0,
        description: config.description.clone(),
        limits: Limits {
            row_cap: config.row_cap.unwrap_or(default.row_cap),
            timeout_ms: config.timeout_ms.unwrap_or(default.timeout_ms),
            scan_cap_bytes: config.scan_cap_bytes,
        },
        value_sharing: config.value_sharing,
        policies: config.policies.clone(),
    }
}

#[cfg(test)]
mod tests;
