#![doc = include_str!("../README.md")]

mod batches;
mod build;
mod catalog;
mod content_id;
#[cfg(test)]
mod equivalence;
mod event;
mod fault;
mod file_load;
mod identifier;
mod layout;
mod load;
mod parquet_load;
mod parquet_source;
mod partition;
mod progress;
mod read_ahead;
mod rejects;
mod survey;
mod tables;
mod upload;

pub use content_id::ContentId;
pub use event::{IngestEvents, ingest_object};
pub use progress::{IngestProgress, NoProgress};
pub use upload::unpacked;

use build::{Build, Built};
use contract::{
    Dialect, ErrorName, Fault, IngestReport, IngestRequest, Source, SourceKind, StepName,
};
use ports::{CatalogStore, ObjectStore, Ports, Publication};
use std::collections::BTreeSet;
use std::sync::Arc;
use step::{Step, StepError};

/// The step.
#[derive(Debug, Clone, Copy)]
pub struct Ingest;

/// What the step needs.
#[derive(Clone)]
pub struct IngestDeps {
    /// Uploads, and where tables go.
    pub objects: Arc<dyn ObjectStore>,
    /// Where the new version is published.
    pub catalog: Arc<dyn CatalogStore>,
    /// The dialect of the engine that will read the tables.
    pub dialect: Dialect,
    /// Bounds on the archive.
    pub limits: archive::Limits,
}

impl From<&Ports> for IngestDeps {
    fn from(ports: &Ports) -> Self {
        Self {
            objects: Arc::clone(&ports.objects),
            catalog: Arc::clone(&ports.catalog),
            dialect: ports.settings.upload_dialect,
            limits: archive::Limits::default(),
        }
    }
}

impl Step for Ingest {
    const NAME: StepName = StepName::Ingest;
    type Input = IngestRequest;
    type Output = IngestReport;
    type Deps = IngestDeps;

    async fn run(input: IngestRequest, deps: &IngestDeps) -> Result<IngestReport, StepError> {
        ingest(input, deps, Arc::new(NoProgress)).await
    }
}

/// Turns the upload into the next version of its source and publishes it, telling `progress` how
/// far it is.
///
/// # Errors
/// `Contract.InvalidInput` for a name that cannot be a source's, `Archive.*` for what is wrong with
/// the archive, `Store.*` for where it is read from and written to. The old version goes on serving
/// and what was written of the new one is removed.
pub async fn ingest(
    request: IngestRequest,
    deps: &IngestDeps,
    progress: Arc<dyn IngestProgress>,
) -> Result<IngestReport, Fault> {
    check_source_name(&request.source)?;
    if let Some(report) = deps
        .catalog
        .published(&request.source, &request.upload_id)
        .await?
    {
        return Ok(IngestReport {
            unchanged: true,
            ..report
        });
    }
    let source = next_source(&request, deps).await?;
    let build = Arc::new(Build::new(&request, &source, deps, progress));
    let work = Arc::clone(&build);
    let built = tokio::task::spawn_blocking(move || work.run())
        .await
        .unwrap_or_else(|error| Err(fault::of_task(error)));
    let (kept, ended) = match built {
        Ok(built) => publish(built, source, request.upload_id, deps).await,
        Err(fault) => (Kept::default(), Err(fault)),
    };
    for key in build.begun().difference(&kept) {
        // An object left over is never read; a failure that led here is the one to tell.
        let _ = deps.objects.delete(key).await;
    }
    ended
}

/// Keys of objects that are, or may be, of the version that serves.
type Kept = BTreeSet<String>;

/// Publishes the version. The report is that of the version that serves afterwards: another run of
/// the same event may have been first.
async fn publish(
    built: Built,
    source: Source,
    upload_id: String,
    deps: &IngestDeps,
) -> (Kept, Result<IngestReport, Fault>) {
    let Built {
        report,
        catalog,
        keys,
    } = built;
    let publication = Publication {
        source,
        catalog,
        report: report.clone(),
        upload_id: upload_id.clone(),
    };
    let ended = deps.catalog.publish(publication).await;
    // A store that fails may have done what it was asked for all the same, so it is asked again.
    match (
        ended,
        deps.catalog.published(&report.source, &upload_id).await,
    ) {
        (_, Ok(Some(serving))) if serving.version == report.version => (keys, Ok(report)),
        (Ok(()), Ok(Some(serving))) => {
            let unchanged = true;
            let report = IngestReport {
                unchanged,
                ..serving
            };
            (Kept::default(), Ok(report))
        }
        (Ok(()), Ok(None) | Err(_)) => (keys, Ok(report)),
        (Err(fault), Ok(_)) => (Kept::default(), Err(fault)),
        (Err(fault), Err(_)) => (keys, Err(fault)),
    }
}

/// The source as it will be: what an operator set up for it stays.
async fn next_source(request: &IngestRequest, deps: &IngestDeps) -> Result<Source, Fault> {
    let earlier = match deps.catalog.source(&request.source).await {
        Ok(source) if source.kind != SourceKind::S3 => {
            let message = format!(
                "'{}' is a database; give the upload another name",
                source.name
            );
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        Ok(source) => Some(source),
        Err(fault) if fault.name == ErrorName::SourceUnknown => None,
        Err(fault) => return Err(fault),
    };
    let version = deps.catalog.next_version(&request.source).await?;
    let new = || Source {
        name: request.source.clone(),
        kind: SourceKind::S3,
        dialect: deps.dialect,
        version,
        description: None,
        limits: contract::Limits::default(),
        value_sharing: contract::ValueSharing::default(),
        policies: std::collections::BTreeMap::default(),
    };
    Ok(Source {
        version,
        ..earlier.unwrap_or_else(new)
    })
}

fn check_source_name(name: &str) -> Result<(), Fault> {
    const MOST_BYTES: usize = 64;
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if !name.is_empty() && name.len() <= MOST_BYTES && name.chars().all(allowed) {
        return Ok(());
    }
    let message = format!(
        "'{}' is no name for a source: use up to {MOST_BYTES} lower-case letters, digits, '_', '-'",
        name.escape_debug()
    );
    Err(Fault::new(ErrorName::InvalidInput, message))
}
