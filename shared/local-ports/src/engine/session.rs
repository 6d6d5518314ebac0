use super::failure::failed;
use super::interrupt::Interrupt;
use super::parquet_table::ParquetTable;
use super::result_rows::Collected;
use contract::{Catalog, ResultSet, Source};
use datafusion::common::config::Dialect;
use datafusion::common::{DataFusionError, exec_err};
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionConfig;
use futures::StreamExt;
use ports::EngineError;
use std::path::Path;
use std::sync::Arc;

/// Rows from which on a second thread gains more than it costs.
const LARGE_ROWS: u64 = 200_000;
/// Threads a query on large tables may use.
const LARGE_PARTITIONS: usize = 4;

/// The tables of one source version, ready for queries.
pub(super) struct Session {
    source: String,
    version: u64,
    context: SessionContext,
}

impl Session {
    /// Reads the footers of the tables' files; the rows are read by the queries.
    pub(super) async fn open(
        objects: &Path,
        source: &Source,
        catalog: &Catalog,
        runtime: Arc<RuntimeEnv>,
    ) -> Result<Self, DataFusionError> {
        let state = SessionStateBuilder::new()
            .with_config(config(catalog))
            .with_runtime_env(runtime)
            .with_default_features()
            .build();
        let context = SessionContext::new_with_state(state);
        let folder = objects.join(format!("tables/{}/v{}", source.name, source.version));
        for table in &catalog.tables {
            let file = folder.join(&table.name).join("rows.parquet");
            let provider = ParquetTable::open(&context.state(), &file).await?;
            let name = datafusion::common::TableReference::bare(table.name.as_str());
            context.register_table(name, Arc::new(provider))?;
        }
        Ok(Self {
            source: source.name.clone(),
            version: source.version,
            context,
        })
    }

    pub(super) fn serves(&self, source: &Source) -> bool {
        self.source == source.name && self.version == source.version
    }

    /// Runs the query until it ends or has more rows than `row_cap`.
    pub(super) async fn run(
        &self,
        sql: &str,
        row_cap: u64,
        interrupt: &Interrupt,
    ) -> Result<ResultSet, EngineError> {
        // A copy of its own, in which `now()` stands still.
        let state = self.context.state();
        let plan = state.create_logical_plan(sql).await.map_err(failed)?;
        check_is_query(&plan).map_err(failed)?;
        let plan = state.create_physical_plan(&plan).await.map_err(failed)?;
        let plan = interrupt.guard(plan).map_err(failed)?;
        let mut batches = execute_stream(plan, state.task_ctx()).map_err(failed)?;
        let mut collected = Collected::new(&batches.schema(), row_cap);
        while !collected.is_full()
            && let Some(batch) = batches.next().await
        {
            collected.add(&batch.map_err(failed)?)?;
        }
        Ok(collected.into_result())
    }
}

fn config(catalog: &Catalog) -> SessionConfig {
    let largest = catalog
        .tables
        .iter()
        .filter_map(|table| table.row_count)
        .max();
    let partitions = if largest.is_some_and(|rows| rows < LARGE_ROWS) {
        1
    } else {
        std::thread::available_parallelism().map_or(1, |n| n.get().min(LARGE_PARTITIONS))
    };
    let mut config = SessionConfig::new()
        .with_target_partitions(partitions)
        .with_information_schema(false)
        .with_create_default_catalog_and_schema(true);
    let options = config.options_mut();
    // What the guard proves is written in this dialect.
    options.sql_parser.dialect = Dialect::Generic;
    options.execution.time_zone = Some("+00:00".to_owned());
    config
}

/// The engine's own defence, besides the guard: one query, which writes nothing and sets nothing.
fn check_is_query(plan: &LogicalPlan) -> Result<(), DataFusionError> {
    SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false)
        .verify_plan(plan)?;
    match plan {
        LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) | LogicalPlan::DescribeTable(_) => {
            exec_err!("only queries run here")
        }
        _ => Ok(()),
    }
}
