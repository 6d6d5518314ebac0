use super::estimate::expected;
use super::failure::failed;
use super::interrupt::Interrupt;
use super::parquet_table::ParquetTable;
use super::result_rows::{Outgoing, Part};
use super::{functions, trino};
use contract::{Catalog, Estimate, Source};
use datafusion::common::config::Dialect;
use datafusion::common::{DataFusionError, exec_err};
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::SessionConfig;
use datafusion::sql::parser::Statement;
use futures::StreamExt;
use ports::{EngineError, OverBudget, Query, Streamed};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;

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
        for function in functions::all() {
            context.register_udf(function);
        }
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

    /// Runs the query until it ends or has more rows than `row_cap`; its rows go out as they come.
    pub(super) async fn run(
        &self,
        query: &Query,
        interrupt: &Interrupt,
        parts: Sender<Part>,
    ) -> Result<Streamed, EngineError> {
        // A copy of its own, in which `now()` stands still.
        let state = self.context.state();
        let plan = physical_plan(&state, &query.sql).await.map_err(failed)?;
        OverBudget::check(&expected(plan.as_ref()).map_err(failed)?, &query.source)?;
        let plan = interrupt.guard(plan).map_err(failed)?;
        let mut batches = execute_stream(plan, state.task_ctx()).map_err(failed)?;
        let row_cap = query.source.limits.row_cap;
        let mut outgoing = Outgoing::begin(&batches.schema(), row_cap, parts).await?;
        while !outgoing.is_full()
            && let Some(batch) = batches.next().await
        {
            outgoing.add(&batch.map_err(failed)?).await?;
        }
        Ok(outgoing.end())
    }

    /// What the statement would bring and read.
    pub(super) async fn estimate(&self, sql: &str) -> Result<Estimate, EngineError> {
        let plan = physical_plan(&self.context.state(), sql).await;
        plan.and_then(|plan| expected(plan.as_ref()))
            .map_err(failed)
    }
}

async fn physical_plan(
    state: &SessionState,
    sql: &str,
) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let plan = logical_plan(state, sql).await?;
    check_is_query(&plan)?;
    state.create_physical_plan(&plan).await
}

/// The plan of the statement, with Trino's functions in the engine's words.
async fn logical_plan(state: &SessionState, sql: &str) -> Result<LogicalPlan, DataFusionError> {
    let mut statement = state.sql_to_statement(sql, &Dialect::Generic)?;
    if let Statement::Statement(standard) = &mut statement {
        trino::translate(standard)?;
    }
    state.statement_to_plan(statement).await
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
