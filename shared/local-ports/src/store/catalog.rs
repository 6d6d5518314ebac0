use super::database::{Database, Survives};
use super::now;
use super::store_error::StoreError;
use async_trait::async_trait;
use contract::{Catalog, ErrorName, Fault, IngestReport, Source};
use ports::{CatalogStore, Publication};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A source of this version.
pub(super) type Versioned = (String, u64);

/// Sources names an error message lists.
const LISTED_NAMES: usize = 20;

/// The sources and their catalogues, in SQLite, with the catalogues that serve kept in memory.
#[derive(Debug, Clone)]
pub struct SqliteCatalog {
    pub(super) database: Database,
    memory: Arc<Mutex<Memory>>,
}

#[derive(Debug, Default)]
struct Memory {
    /// By source, the catalogue that was asked for last.
    catalogs: HashMap<String, (u64, Arc<Catalog>)>,
    /// Versions given by this process and not published yet: someone may be writing their objects.
    writing: HashSet<Versioned>,
}

impl SqliteCatalog {
    /// The catalogue of the data directory.
    ///
    /// # Errors
    /// None now; opening a store may fail.
    pub fn open(database: &Database) -> Result<Self, Fault> {
        Ok(Self {
            database: database.clone(),
            memory: Arc::default(),
        })
    }

    /// The versions that serve or are being written: their objects are wanted.
    pub(super) async fn wanted_versions(&self) -> Result<HashSet<Versioned>, Fault> {
        let writing = self.memory().writing.clone();
        let sources = self.sources().await?;
        Ok(sources
            .into_iter()
            .map(|s| (s.name, s.version))
            .chain(writing)
            .collect())
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remembered(&self, source: &Source) -> Option<Arc<Catalog>> {
        let memory = self.memory();
        let (version, catalog) = memory.catalogs.get(&source.name)?;
        (*version == source.version).then(|| Arc::clone(catalog))
    }
}

#[async_trait]
impl CatalogStore for SqliteCatalog {
    async fn sources(&self) -> Result<Vec<Source>, Fault> {
        self.database
            .blocking(|database| database.read(all_sources))
            .await
    }

    async fn source(&self, name: &str) -> Result<Source, Fault> {
        let name = name.to_owned();
        self.database
            .blocking(move |database| {
                database.read(|connection| match one_source(connection, &name)? {
                    Some(source) => Ok(source),
                    None => Err(unknown(&name, &all_sources(connection)?).into()),
                })
            })
            .await
    }

    async fn catalog(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        if let Some(catalog) = self.remembered(source) {
            return Ok(catalog);
        }
        let wanted = source.clone();
        let catalog = self
            .database
            .blocking(move |database| {
                database.read(|connection| stored_catalog(connection, &wanted))
            })
            .await?;
        let catalog = Arc::new(catalog);
        self.memory()
            .catalogs
            .insert(source.name.clone(), (source.version, Arc::clone(&catalog)));
        Ok(catalog)
    }

    /// Answers for the version that serves now: an archive that is given again after another one
    /// of its name was published in between is a new wish, not a repeated event.
    async fn published(
        &self,
        source: &str,
        upload_id: &str,
    ) -> Result<Option<IngestReport>, Fault> {
        let (source, upload_id) = (source.to_owned(), upload_id.to_owned());
        self.database
            .blocking(move |database| {
                database.read(|connection| {
                    Ok(match serving(connection, &source)? {
                        Some(serving) if serving.upload_id == upload_id => Some(serving.report),
                        _ => None,
                    })
                })
            })
            .await
    }

    async fn next_version(&self, source: &str) -> Result<u64, Fault> {
        let name = source.to_owned();
        let version = self
            .database
            .blocking(move |database| {
                database.write(Survives::PowerLoss, |transaction| {
                    next_number(transaction, &name)
                })
            })
            .await?;
        self.memory().writing.insert((source.to_owned(), version));
        Ok(version)
    }

    async fn publish(&self, publication: Publication) -> Result<(), Fault> {
        let written = (publication.source.name.clone(), publication.source.version);
        self.database
            .blocking(move |database| {
                database.write(Survives::PowerLoss, |transaction| {
                    swap(transaction, &publication)
                })
            })
            .await?;
        self.memory().writing.remove(&written);
        Ok(())
    }

    /// Its objects go with the next collection of garbage; a query that runs keeps its files.
    async fn remove(&self, source: &str) -> Result<(), Fault> {
        let name = self.source(source).await?.name;
        self.database
            .blocking(move |database| {
                database.write(Survives::PowerLoss, |transaction| {
                    transaction.execute("DELETE FROM sources WHERE name = ?1", [name])?;
                    Ok(())
                })
            })
            .await
    }
}

/// What serves of a source, as far as a repeated upload is concerned.
struct Serving {
    version: u64,
    upload_id: String,
    report: IngestReport,
}

fn serving(connection: &Connection, source: &str) -> Result<Option<Serving>, StoreError> {
    let row: Option<(i64, String, String)> = connection
        .prepare_cached(
            "SELECT versions.version, upload_id, report FROM versions
             JOIN sources ON sources.name = versions.source
                         AND sources.version = versions.version
             WHERE sources.name = ?1",
        )?
        .query_row([source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((version, upload_id, report)) = row else {
        return Ok(None);
    };
    let report = serde_json::from_str(&report)?;
    Ok(Some(Serving {
        version: version.unsigned_abs(),
        upload_id,
        report,
    }))
}

fn all_sources(connection: &Connection) -> Result<Vec<Source>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT document FROM sources ORDER BY name")?;
    let documents: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    documents
        .iter()
        .map(|document| Ok(serde_json::from_str(document)?))
        .collect()
}

fn one_source(connection: &Connection, name: &str) -> Result<Option<Source>, StoreError> {
    let document: Option<String> = connection
        .prepare_cached("SELECT document FROM sources WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(document.as_deref().map(serde_json::from_str).transpose()?)
}

fn stored_catalog(connection: &Connection, source: &Source) -> Result<Catalog, StoreError> {
    let document: Option<String> = connection
        .prepare_cached("SELECT catalog FROM versions WHERE source = ?1 AND version = ?2")?
        .query_row(params![source.name, signed(source.version)], |row| {
            row.get(0)
        })
        .optional()?;
    let document = document.ok_or_else(|| {
        let message = format!("there is no version {} of {}", source.version, source.name);
        Fault::new(ErrorName::StoreNotFound, message)
    })?;
    Ok(serde_json::from_str(&document)?)
}

fn next_number(transaction: &Transaction<'_>, source: &str) -> Result<u64, StoreError> {
    let number: i64 = transaction
        .prepare_cached(
            "INSERT INTO version_numbers (source, last) VALUES (?1, 1)
             ON CONFLICT (source) DO UPDATE SET last = last + 1 RETURNING last",
        )?
        .query_row([source], |row| row.get(0))?;
    Ok(number.unsigned_abs())
}

fn swap(transaction: &Transaction<'_>, publication: &Publication) -> Result<(), StoreError> {
    let source = &publication.source;
    if let Some(serving) = serving(transaction, &source.name)? {
        if serving.upload_id == publication.upload_id {
            return Ok(());
        }
        if serving.version >= source.version {
            return Err(overtaken(source, serving.version).into());
        }
    }
    transaction
        .prepare_cached(
            "INSERT INTO versions (source, version, upload_id, catalog, report, published_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            source.name,
            signed(source.version),
            publication.upload_id,
            serde_json::to_string(&publication.catalog)?,
            serde_json::to_string(&publication.report)?,
            now()
        ])?;
    transaction
        .prepare_cached(
            "INSERT INTO sources (name, version, document) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE
             SET version = excluded.version, document = excluded.document",
        )?
        .execute(params![
            source.name,
            signed(source.version),
            serde_json::to_string(source)?
        ])?;
    Ok(())
}

/// Version numbers come from [`next_number`], far below the sign bit.
fn signed(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}

fn overtaken(source: &Source, serving: u64) -> Fault {
    let message = format!(
        "version {} of {} is not published: version {serving}, of a later upload, serves already",
        source.version, source.name
    );
    Fault::new(ErrorName::InvalidInput, message)
}

fn unknown(name: &str, sources: &[Source]) -> Fault {
    let shown: String = name.chars().take(80).collect();
    let mut names: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
    let more = names.len().saturating_sub(LISTED_NAMES);
    names.truncate(LISTED_NAMES);
    let there_are = match (names.is_empty(), more) {
        (true, _) => "there is none yet".to_owned(),
        (false, 0) => format!("there are: {}", names.join(", ")),
        (false, more) => format!("there are: {} and {more} more", names.join(", ")),
    };
    Fault::new(
        ErrorName::SourceUnknown,
        format!("there is no source {shown}; {there_are}"),
    )
}
