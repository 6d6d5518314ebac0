//! Uploads and databases, as one: every source has its engine and its catalogue.

mod catalog;
mod engine;

pub(crate) use catalog::SourceCatalog;
pub(crate) use engine::SourceEngine;

use crate::config::{DatabaseKind, SourceConfig};
use contract::{Dialect, ErrorName, Fault, Limits, Source, SourceKind};
use postgres::{Address, Database};
use std::collections::BTreeMap;

/// A database that an operator made a source.
#[derive(Debug, Clone)]
pub(crate) struct DatabaseSource {
    pub(crate) source: Source,
    pub(crate) database: Database,
}

/// The databases of the configuration, by the name of their source. Nothing is connected yet.
///
/// # Errors
/// `Config.Missing` when the variable that should hold a connection URL is not set,
/// `Config.Invalid` when it holds none. The URL itself is never repeated.
pub(crate) fn databases(
    configured: &BTreeMap<String, SourceConfig>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, DatabaseSource>, Fault> {
    let mut databases = BTreeMap::new();
    for (name, config) in configured {
        let database = Database::new(address(name, config, &variable)?);
        let source = source(name, config);
        databases.insert(name.clone(), DatabaseSource { source, database });
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
