//! The Execute step: runs the canonical statement, keeps the whole result as an object and the
//! first rows in the state, and looks for close values when a text filter found nothing.

mod closest;
mod preview;

use contract::{
    AskRequest, ErrorName, Execution, ExecutionVerdict, ResultSet, Source, StepName, Usage,
    Validation, ValueHint,
};
use ports::{
    CatalogStore, EngineError, MeteredResult, ObjectStore, Ports, Query, QueryEngine, Settings,
};
use serde::Deserialize;
use std::sync::Arc;
use step::{Step, StepError};

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
        let query = Query {
            job_id: input.request.job_id.clone(),
            source: source.clone(),
            sql,
        };
        match deps.engine.execute_metered(&query).await {
            Ok(metered) => deps.keep(&input, &source, metered).await,
            Err(EngineError::Statement(message)) => Ok(engine_error(message)),
            Err(EngineError::Fault(fault)) => Err(fault),
        }
    }
}

impl ExecuteDeps {
    async fn keep(
        &self,
        input: &ExecuteInput,
        source: &Source,
        metered: MeteredResult,
    ) -> Result<Execution, StepError> {
        let MeteredResult {
            result,
            bytes_scanned,
        } = metered;
        let value_hints = if holds_nothing(&result) {
            self.value_hints(&input.validation, source).await?
        } else {
            vec![]
        };
        let result_key = format!("results/{}.json", input.request.job_id);
        let bytes = serde_json::to_vec(&result).map_err(|error| {
            StepError::new(ErrorName::Internal, "the result cannot be written as JSON")
                .with_source(error)
        })?;
        self.objects.put(&result_key, &bytes).await?;
        let verdict = match (holds_nothing(&result), value_hints.is_empty()) {
            (false, _) => ExecutionVerdict::Rows,
            (true, true) => ExecutionVerdict::Empty,
            (true, false) => ExecutionVerdict::EmptyWithHints,
        };
        Ok(Execution {
            verdict,
            preview: preview::of(result, &self.settings),
            result_key: Some(result_key),
            error: None,
            value_hints,
            usage: Usage {
                bytes_scanned,
                ..Usage::default()
            },
        })
    }

    /// Real values close to the text filters whose value the column does not hold.
    async fn value_hints(
        &self,
        validation: &Validation,
        source: &Source,
    ) -> Result<Vec<ValueHint>, StepError> {
        if validation.text_filters.is_empty() {
            return Ok(vec![]);
        }
        let catalog = self.catalog.catalog(source).await?;
        Ok(validation
            .text_filters
            .iter()
            .filter_map(|filter| {
                let column = catalog.table(&filter.table)?.column(&filter.column)?;
                let closest = closest::values(&filter.value, &column.profile.as_ref()?.values);
                (!closest.is_empty()).then(|| ValueHint {
                    table: filter.table.clone(),
                    column: filter.column.clone(),
                    asked: filter.value.clone(),
                    closest,
                })
            })
            .collect())
    }
}

/// No row, or nothing but NULL. A count of zero is something.
fn holds_nothing(result: &ResultSet) -> bool {
    result
        .rows
        .iter()
        .all(|row| row.iter().all(serde_json::Value::is_null))
}

fn engine_error(message: String) -> Execution {
    Execution {
        verdict: ExecutionVerdict::EngineError,
        preview: ResultSet::default(),
        result_key: None,
        error: Some(message),
        value_hints: vec![],
        usage: Usage::default(),
    }
}
