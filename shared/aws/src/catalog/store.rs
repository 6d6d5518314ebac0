use super::documents::{
    SourceDocument, all_sources, catalog_key, catalogs_of, name_in, numbers_of, objects_of,
    source_key, table_folder, unknown, version_in,
};
use super::glue::GlueTables;
use crate::AwsConfig;
use crate::glue_database::glue_database;
use async_trait::async_trait;
use contract::{Catalog, ErrorName, Fault, IngestReport, Source, SourceKind};
use futures::{StreamExt, TryStreamExt, stream};
use ports::{CatalogStore, ObjectStore, Publication, read_document, write_document};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Objects that are read or removed at a time.
const CALLS: usize = 8;

/// Catalogues by source, with the version they are of.
type Catalogs = HashMap<String, (u64, Arc<Catalog>)>;

/// Sources as documents of the object store, and the tables of uploads in Glue.
///
/// `sources/<name>.json` says which version serves; writing it is the swap. `catalogs/<name>/v<version>.json` is
/// written before anything of a version is in Glue and removed after the last of it is gone, so that what an
/// attempt left is found. The version before the one that serves stays for queries that run on it.
pub struct S3Catalog {
    glue: GlueTables,
    objects: Arc<dyn ObjectStore>,
    bucket: String,
    glue_prefix: String,
    catalogs: Mutex<Catalogs>,
}

impl S3Catalog {
    /// The sources whose documents and tables are in `objects`, which are those of `bucket`.
    pub fn new(
        config: &AwsConfig,
        objects: Arc<dyn ObjectStore>,
        bucket: impl Into<String>,
        glue_prefix: impl Into<String>,
    ) -> Self {
        Self {
            glue: GlueTables::new(aws_sdk_glue::Client::new(config.sdk())),
            objects,
            bucket: bucket.into(),
            glue_prefix: glue_prefix.into(),
            catalogs: Mutex::default(),
        }
    }

    /// The ARN of the secret that tells how the database of the source is reached.
    ///
    /// # Errors
    /// `Config.Missing` when its document names none, `Source.Unknown`, `Store.*`.
    pub async fn database_secret(&self, source: &Source) -> Result<String, Fault> {
        let document = self.known_document(&source.name).await?;
        document.secret_arn.ok_or_else(|| {
            let message = format!(
                "the document of the source {} names no secret_arn",
                source.name
            );
            Fault::new(ErrorName::ConfigMissing, message)
        })
    }

    async fn document(&self, name: &str) -> Result<Option<SourceDocument>, Fault> {
        match source_key(name) {
            Some(key) => read_document(&*self.objects, &key).await,
            None => Ok(None),
        }
    }

    async fn known_document(&self, name: &str) -> Result<SourceDocument, Fault> {
        match self.document(name).await? {
            Some(document) => Ok(document),
            None => Err(unknown(name, &self.names().await?)),
        }
    }

    async fn names(&self) -> Result<Vec<String>, Fault> {
        let keys = self.objects.list(all_sources()).await?;
        Ok(keys
            .iter()
            .filter_map(|key| name_in(key))
            .map(ToOwned::to_owned)
            .collect())
    }

    fn catalogs(&self) -> MutexGuard<'_, Catalogs> {
        self.catalogs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remembered(&self, source: &Source) -> Option<Arc<Catalog>> {
        let catalogs = self.catalogs();
        let (version, catalog) = catalogs.get(&source.name)?;
        (*version == source.version).then(|| Arc::clone(catalog))
    }

    /// Whether the version is still to be published; not when its upload serves already.
    async fn is_news(&self, publication: &Publication) -> Result<bool, Fault> {
        let source = &publication.source;
        let Some(serving) = self.document(&source.name).await? else {
            return Ok(true);
        };
        if serving.source.kind != SourceKind::S3 {
            return Err(is_database(&source.name));
        }
        if serving.upload_id.as_deref() == Some(&publication.upload_id) {
            return Ok(false);
        }
        if serving.source.version >= source.version {
            let message = format!(
                "version {} of {} is not published: version {}, of a later upload, serves already",
                source.version, source.name, serving.source.version
            );
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        Ok(true)
    }

    async fn register(&self, source: &Source, catalog: &Catalog) -> Result<(), Fault> {
        let database = glue_database(&self.glue_prefix, &source.name, source.version);
        let location = |table: &str| {
            let folder = table_folder(&source.name, source.version, table);
            format!("s3://{}/{folder}", self.bucket)
        };
        self.glue.register(&database, catalog, location).await
    }

    /// Versions of the source of which there is anything.
    async fn versions(&self, source: &str) -> Result<Vec<u64>, Fault> {
        if source_key(source).is_none() {
            return Ok(Vec::new());
        }
        let keys = self.objects.list(&catalogs_of(source)).await?;
        Ok(keys.iter().filter_map(|key| version_in(key)).collect())
    }

    /// Removes all of a version: its database, its objects, and last its catalogue.
    async fn remove_version(&self, source: &str, version: u64) -> Result<(), Fault> {
        let key = catalog_key(source, version);
        let catalog: Option<Catalog> = read_document(&*self.objects, &key).await?;
        let tables = catalog.map(|catalog| catalog.tables).unwrap_or_default();
        let database = glue_database(&self.glue_prefix, source, version);
        self.glue.remove(&database, &tables).await?;
        for prefix in objects_of(source, version) {
            let keys = self.objects.list(&prefix).await?;
            let removals: Vec<_> = keys.iter().map(|key| self.objects.delete(key)).collect();
            stream::iter(removals)
                .buffer_unordered(CALLS)
                .try_collect::<()>()
                .await?;
        }
        self.objects.delete(&key).await
    }

    /// Removes a version that will never serve.
    async fn forget(&self, source: &Source) {
        if let Err(fault) = self.remove_version(&source.name, source.version).await {
            warn_left(&source.name, &fault);
        }
    }

    /// Removes the versions that no query can be running on any more.
    async fn remove_old(&self, source: &Source, replaced: Option<u64>) {
        let removed = async {
            for version in self.versions(&source.name).await? {
                if version < source.version && Some(version) != replaced {
                    self.remove_version(&source.name, version).await?;
                }
            }
            Ok::<(), Fault>(())
        };
        if let Err(fault) = removed.await {
            warn_left(&source.name, &fault);
        }
    }
}

#[async_trait]
impl CatalogStore for S3Catalog {
    async fn sources(&self) -> Result<Vec<Source>, Fault> {
        let names = self.names().await?;
        let documents: Vec<_> = names.iter().map(|name| self.document(name)).collect();
        let documents: Vec<Option<SourceDocument>> = stream::iter(documents)
            .buffered(CALLS)
            .try_collect()
            .await?;
        // One may have been removed since its name was read.
        Ok(documents
            .into_iter()
            .flatten()
            .map(|document| document.source)
            .collect())
    }

    async fn source(&self, name: &str) -> Result<Source, Fault> {
        Ok(self.known_document(name).await?.source)
    }

    async fn catalog(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        if let Some(catalog) = self.remembered(source) {
            return Ok(catalog);
        }
        let (name, version) = (&source.name, source.version);
        let catalog: Option<Catalog> =
            read_document(&*self.objects, &catalog_key(name, version)).await?;
        let catalog = Arc::new(catalog.ok_or_else(|| {
            let message = format!("there is no catalogue of version {version} of {name}");
            Fault::new(ErrorName::StoreNotFound, message)
        })?);
        let remembered = (version, Arc::clone(&catalog));
        self.catalogs().insert(name.clone(), remembered);
        Ok(catalog)
    }

    async fn published(
        &self,
        source: &str,
        upload_id: &str,
    ) -> Result<Option<IngestReport>, Fault> {
        let document = self.document(source).await?;
        let serving = document.filter(|document| document.upload_id.as_deref() == Some(upload_id));
        Ok(serving.and_then(|document| document.report))
    }

    /// Each number is an object that exists once, whoever wants to have it.
    async fn next_version(&self, source: &str) -> Result<u64, Fault> {
        let prefix = numbers_of(source);
        let keys = self.objects.list(&prefix).await?;
        let numbers = keys
            .iter()
            .filter_map(|key| key.strip_prefix(&prefix)?.parse::<u64>().ok());
        let mut number = numbers.max().unwrap_or_default() + 1;
        while !self
            .objects
            .put_new(&format!("{prefix}{number}"), b"{}")
            .await?
        {
            number += 1;
        }
        Ok(number)
    }

    async fn publish(&self, publication: Publication) -> Result<(), Fault> {
        let source = &publication.source;
        let Some(key) = source_key(&source.name) else {
            let message = format!("'{}' is no name for a source", source.name.escape_debug());
            return Err(Fault::new(ErrorName::InvalidInput, message));
        };
        if !self.is_news(&publication).await? {
            return Ok(());
        }
        let catalog = &publication.catalog;
        write_document(
            &*self.objects,
            &catalog_key(&source.name, source.version),
            catalog,
        )
        .await?;
        self.register(source, catalog).await?;
        // Again, because the registration took a while, in which another upload may have been published.
        match self.is_news(&publication).await {
            Ok(true) => {}
            overtaken => {
                self.forget(source).await;
                return overtaken.map(|_| ());
            }
        }
        let replaced = self.document(&source.name).await?;
        let document = SourceDocument {
            source: source.clone(),
            upload_id: Some(publication.upload_id),
            report: Some(publication.report),
            secret_arn: None,
        };
        write_document(&*self.objects, &key, &document).await?;
        let replaced = replaced.map(|document| document.source.version);
        self.remove_old(source, replaced).await;
        Ok(())
    }

    /// What a removal that failed halfway left is removed by the next one.
    async fn remove(&self, source: &str) -> Result<(), Fault> {
        let document = self.document(source).await?;
        let versions = match &document {
            Some(document) if document.source.kind != SourceKind::S3 => {
                return Err(is_database(source));
            }
            _ => self.versions(source).await?,
        };
        let Some(key) = source_key(source).filter(|_| document.is_some() || !versions.is_empty())
        else {
            return Err(unknown(source, &self.names().await?));
        };
        self.objects.delete(&key).await?;
        self.catalogs().remove(source);
        for version in versions {
            self.remove_version(source, version).await?;
        }
        Ok(())
    }
}

/// What stays is found again by the next publication.
fn warn_left(source: &str, fault: &Fault) {
    let (error, message) = (fault.name, &fault.message);
    tracing::warn!(source, %error, message, "a version that does not serve could not be removed");
}

fn is_database(name: &str) -> Fault {
    let message = format!("'{name}' is a database, which an operator set up");
    Fault::new(ErrorName::InvalidInput, message)
}
