//! The Execute step: runs the canonical statement, streams the whole result into an object, keeps
//! the first rows in the state, and looks for close values when a text filter found nothing.

mod closest;
mod kept;
mod stored;
mod values;

use contract::{
    AskRequest, ErrorName, Execution, ExecutionVerdict, ResultSet, Source, SqlOrigin, StepName,
    Usage, Validation, ValueHint,
};
use kept::Kept;
use ports::{
    CatalogStore, EngineError, ObjectStore, Ports, Query, QueryEngine, Settings, Streamed,
};
use serde::Deserialize;
use std::sync::Arc;
use step::{Step, StepError};
use values::Lookup;

/// Text filters of a statement that close values are looked for.
const FILTERS: usize = 3;

/// Runs the statement that Validate passed.
pub struct Execute;

/// What the step reads of the state.
#[derive(Debug, Deserialize)]
pub struct ExecuteInput {
    request: AskRequest,
    validation: Validation,
}

/// What the step needs.
pub struct ExecuteDeps {
    catalog: Arc<dyn CatalogStore>,
    engine: Arc<dyn QueryEngine>,
    objects: Arc<dyn ObjectStore>,
    settings: Settings,
}

impl From<&Ports> for ExecuteDeps {
    fn from(ports: &Ports) -> Self {
        Self {
            catalog: Arc::clone(&ports.catalog),
            engine: Arc::clone(&ports.engine),
            objects: Arc::clone(&ports.objects),
            settings: ports.settings.clone(),
        }
    }
}

impl Step for Execute {
    const NAME: StepName = StepName::Execute;
    type Input = ExecuteInput;
    type Output = Execution;
    type Deps = ExecuteDeps;

    async fn run(input: ExecuteInput, deps: &ExecuteDeps) -> Result<Execution, StepError> {
        let sql = input.validation.sql.clone().ok_or_else(|| {
            StepError::new(
                ErrorName::InvalidInput,
                "there is no validated statement to run",
            )
        })?;
        let source = deps.catalog.source(&input.request.source).await?;
        if let Some(execution) = deps.earlier(&input, &source, &sql).await {
            return Ok(execution);
        }
        let query = Query {
            job_id: input.request.job_id.clone(),
            source: source.clone(),
            sql,
        };
        let result_key = format!("results/{}.json", input.request.job_id);
        let mut kept = Kept::new(Arc::clone(&deps.objects), &result_key, &deps.settings);
        match deps.engine.stream(&query, &mut kept).await {
            Ok(streamed) => {
                let execution = deps
                    .keep(&input, &source, kept, streamed, result_key)
                    .await?;
                deps.keep_for_later(&input, &source, &query.sql, &execution)
                    .await;
                Ok(execution)
            }
            Err(EngineError::Statement(message)) => Ok(engine_error(message)),
            Err(EngineError::Fault(fault)) => Err(fault),
        }
    }
}

impl ExecuteDeps {
    /// The rows of an earlier run, for a statement that comes from the cache. Without them it runs
    /// again, so a store that fails is no failure here.
    async fn earlier(&self, input: &ExecuteInput, source: &Source, sql: &str) -> Option<Execution> {
        if input.validation.origin != SqlOrigin::Cached {
            return None;
        }
        let kept = answer_reuse::kept_result(&*self.objects, source, sql).await;
        kept.inspect_err(
            |fault| tracing::warn!(name = %fault.name, "an earlier result is not read"),
        )
        .ok()
        .flatten()
    }

    /// A person's own statement is not asked again by others.
    async fn keep_for_later(
        &self,
        input: &ExecuteInput,
        source: &Source,
        sql: &str,
        execution: &Execution,
    ) {
        if input.validation.origin == SqlOrigin::Edited {
            return;
        }
        let kept = answer_reuse::keep_result(&*self.objects, source, sql, execution).await;
        if let Err(fault) = kept {
            tracing::warn!(name = %fault.name, "the result is not kept for later");
        }
    }

    async fn keep(
        &self,
        input: &ExecuteInput,
        source: &Source,
        kept: Kept,
        streamed: Streamed,
        result_key: String,
    ) -> Result<Execution, StepError> {
        let holds_nothing = kept.holds_nothing();
        let value_hints = if holds_nothing || kept.counts_nothing() {
            self.value_hints(input, source).await?
        } else {
            vec![]
        };
        let verdict = match (holds_nothing, value_hints.is_empty()) {
            (_, false) => ExecutionVerdict::EmptyWithHints,
            (true, true) => ExecutionVerdict::Empty,
            // That there are none is an answer where the value is a real one.
            (false, true) => ExecutionVerdict::Rows,
        };
        let usage = Usage {
            bytes_scanned: streamed.bytes_scanned,
            ..Usage::default()
        };
        Ok(Execution {
            verdict,
            preview: kept.finish(streamed).await?,
            result_key: Some(result_key),
            error: None,
            value_hints,
            reused: false,
            usage,
        })
    }

    /// Real values close to the text filters whose value the column does not hold.
    async fn value_hints(
        &self,
        input: &ExecuteInput,
        source: &Source,
    ) -> Result<Vec<ValueHint>, StepError> {
        let filters = &input.validation.text_filters;
        if filters.is_empty() {
            return Ok(vec![]);
        }
        let policy = source.policy(&input.request.role);
        let catalog = self.catalog.catalog(source).await?.permitted(&policy);
        let lookup = Lookup {
            engine: &*self.engine,
            job_id: &input.request.job_id,
            source,
            catalog: &catalog,
            policy: &policy,
        };
        let mut hints = Vec::new();
        for filter in filters.iter().take(FILTERS) {
            let closest = closest::values(&filter.value, &lookup.values(filter).await);
            if !closest.is_empty() {
                hints.push(ValueHint {
                    table: filter.table.clone(),
                    column: filter.column.clone(),
                    asked: filter.value.clone(),
                    closest,
                });
            }
        }
        Ok(hints)
    }
}

fn engine_error(message: String) -> Execution {
    Execution {
        verdict: ExecutionVerdict::EngineError,
        preview: ResultSet::default(),
        result_key: None,
        error: Some(message),
        value_hints: vec![],
        reused: false,
        usage: Usage::default(),
    }
}
