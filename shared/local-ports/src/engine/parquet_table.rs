use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{Result, Statistics};
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::datasource::physical_plan::FileScanConfigBuilder;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::object_store::path::Path as ObjectPath;
use datafusion::object_store::{ObjectMeta, ObjectStoreExt};
use datafusion::physical_plan::ExecutionPlan;
use std::path::Path;
use std::sync::Arc;

/// A table in one Parquet file that never changes: its schema and statistics are read once, so a
/// query neither lists a folder nor asks for the file's size.
#[derive(Debug)]
pub(super) struct ParquetTable {
    format: ParquetFormat,
    file: ObjectMeta,
    schema: SchemaRef,
    statistics: Arc<Statistics>,
}

impl ParquetTable {
    /// Reads the file's footer.
    pub(super) async fn open(session: &dyn Session, path: &Path) -> Result<Self> {
        let store = session
            .runtime_env()
            .object_store(ObjectStoreUrl::local_filesystem())?;
        let location =
            ObjectPath::from_absolute_path(path).map_err(datafusion::object_store::Error::from)?;
        let file = store.head(&location).await?;
        let format = ParquetFormat::default().with_options(session.table_options().parquet.clone());
        let schema = format
            .infer_schema(session, &store, std::slice::from_ref(&file))
            .await?;
        let statistics = format
            .infer_stats(session, &store, Arc::clone(&schema), &file)
            .await?;
        Ok(Self {
            format,
            file,
            schema,
            statistics: Arc::new(statistics),
        })
    }
}

#[async_trait]
impl TableProvider for ParquetTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn statistics(&self) -> Option<Statistics> {
        Some((*self.statistics).clone())
    }

    /// Filters skip row groups and pages; what passes is filtered again above the scan.
    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let source = self.format.file_source(TableSchema::from(self.schema()));
        let file = PartitionedFile::new_from_meta(self.file.clone())
            .with_statistics(Arc::clone(&self.statistics));
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_file(file)
            .with_statistics((*self.statistics).clone())
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        self.format.create_physical_plan(session, config).await
    }
}
