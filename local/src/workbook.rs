//! Workbooks that people give for an upload: read, held against the source and kept.

use crate::draft::{Drafted, draft};
use crate::product::Product;
use crate::sources::given;
use contract::{ErrorName, Fault, SourceKind};
use serde::Serialize;
use std::path::Path;

/// What a workbook that was taken says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Tables that are described.
    pub tables: usize,
    /// Columns that are described.
    pub columns: usize,
    /// Metrics.
    pub metrics: usize,
    /// Tables that nobody may read.
    pub denied_tables: usize,
    /// Rows that are still drafts, and say nothing.
    pub drafts: usize,
}

impl Product {
    /// Takes a metadata workbook (xlsx) for an upload, in the place of an earlier one.
    ///
    /// # Errors
    /// `Contract.InvalidInput`, naming each cell that is wrong or does not fit the source; the
    /// earlier workbook then stays. Also for a database, whose workbook `config.toml` names.
    pub async fn take_workbook(&self, source: &str, path: &Path) -> Result<Taken, Fault> {
        let source = self.ports().catalog.source(source).await?;
        if source.kind != SourceKind::S3 {
            let name = &source.name;
            let message = format!(
                "{name} is a database; name the workbook in config.toml: [sources.{name}] workbook = \"FILE.xlsx\""
            );
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        let (bytes, metadata) = given(path)?;
        let mut plain = self.sources().undescribed(&source).await?.as_ref().clone();
        metadata.apply(&mut plain).map_err(|error| {
            let message = format!("{} cannot be used: {error}", path.display());
            Fault::new(ErrorName::InvalidInput, message)
        })?;
        self.sources().workbooks().keep(&source.name, &bytes)?;
        self.sources().forget(&source.name).await;
        Ok(Taken {
            tables: metadata.tables.len(),
            columns: metadata.columns.len(),
            metrics: metadata.metrics.len(),
            denied_tables: metadata.denied_tables.len(),
            drafts: metadata.drafts,
        })
    }

    /// Has the model draft descriptions of what the command line may see of a source.
    ///
    /// # Errors
    /// `Source.Unknown`, `Model.*`; `Model.NotConfigured` without a model.
    pub async fn draft_workbook(
        &self,
        source: &str,
        begins: &(dyn Fn(&str) + Sync),
    ) -> Result<Drafted, Fault> {
        let source = self.ports().catalog.source(source).await?;
        let catalog = self.ports().catalog.catalog(&source).await?;
        let permitted = catalog.permitted(&source.policy("analyst"));
        let model = self.ports().model.as_ref();
        draft(model, &permitted, source.value_sharing, begins).await
    }

    /// Removes the workbook of an upload; tells whether it had one.
    ///
    /// # Errors
    /// `Source.Unknown`, `Store.*`.
    pub async fn remove_workbook(&self, source: &str) -> Result<bool, Fault> {
        let source = self.ports().catalog.source(source).await?;
        let removed = self.sources().workbooks().remove(&source.name)?;
        self.sources().forget(&source.name).await;
        Ok(removed)
    }
}
