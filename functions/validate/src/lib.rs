//! The Validate step: the guard in front of every statement, whoever wrote it, and what the statement
//! would cost where the source has a budget.

use contract::{
    AskRequest, CacheDecision, ErrorName, Estimate, Generation, GenerationVerdict, Source,
    SqlOrigin, StepName, Validation, ValidationVerdict,
};
use ports::{CatalogStore, EngineError, OverBudget, Ports, Query, QueryEngine};
use serde::Deserialize;
use sql_guard::Guard;
use std::sync::Arc;
use step::{Step, StepError};

/// Proves a statement read-only and permitted, or says why not.
pub struct Validate;

/// What the step reads of the state.
#[derive(Debug, Deserialize)]
pub struct ValidateInput {
    request: AskRequest,
    cache: Option<CacheDecision>,
    generation: Option<Generation>,
}

/// What the step needs.
pub struct ValidateDeps {
    catalog: Arc<dyn CatalogStore>,
    engine: Arc<dyn QueryEngine>,
}

impl From<&Ports> for ValidateDeps {
    fn from(ports: &Ports) -> Self {
        Self {
            catalog: Arc::clone(&ports.catalog),
            engine: Arc::clone(&ports.engine),
        }
    }
}

impl Step for Validate {
    const NAME: StepName = StepName::Validate;
    type Input = ValidateInput;
    type Output = Validation;
    type Deps = ValidateDeps;

    async fn run(input: ValidateInput, deps: &ValidateDeps) -> Result<Validation, StepError> {
        let (origin, sql) = input.statement().ok_or_else(|| {
            let message =
                "there is no statement to validate: none from a person, Generate or cache";
            StepError::new(ErrorName::InvalidInput, message)
        })?;
        let source = deps.catalog.source(&input.request.source).await?;
        let catalog = deps.catalog.catalog(&source).await?;
        let guard = Guard {
            dialect: source.dialect,
            catalog: Some(&catalog),
            policy: &source.policy(&input.request.role),
            // One row more than may be given, so that the engine sees that there are more and says so.
            row_cap: Some(source.limits.row_cap.saturating_add(1)),
        };
        let checked = match guard.check(sql) {
            Ok(checked) => checked,
            Err(rejection) => {
                let not_permitted = rejection.not_permitted();
                return Ok(refused(origin, not_permitted, rejection.to_string()));
            }
        };
        let estimate = match deps.estimate(&input.request, &source, &checked.sql).await {
            Ok(estimate) => estimate,
            Err(EngineError::Statement(reason)) => return Ok(refused(origin, false, reason)),
            Err(EngineError::Fault(fault)) => return Err(fault),
        };
        Ok(Validation {
            verdict: ValidationVerdict::Valid,
            origin,
            sql: Some(checked.sql),
            reason: None,
            tables: checked.tables,
            columns: checked.columns.iter().map(ToString::to_string).collect(),
            findings: checked.findings,
            text_filters: checked.text_filters,
            estimate,
        })
    }
}

impl ValidateDeps {
    /// What the statement would cost, asked of the engine where the source has a budget; above it the
    /// statement is refused, so that another one can be written.
    async fn estimate(
        &self,
        request: &AskRequest,
        source: &Source,
        sql: &str,
    ) -> Result<Option<Estimate>, EngineError> {
        if source.limits.scan_cap_bytes.is_none() {
            return Ok(None);
        }
        let query = Query {
            job_id: request.job_id.clone(),
            source: source.clone(),
            sql: sql.to_owned(),
        };
        let estimate = self.engine.estimate(&query).await?;
        if let Some(estimate) = &estimate {
            OverBudget::check(estimate, source)?;
        }
        Ok(estimate)
    }
}

impl ValidateInput {
    /// A person's own statement first, then the newest generated one, then the cached one.
    fn statement(&self) -> Option<(SqlOrigin, &str)> {
        if let Some(sql) = &self.request.sql {
            return Some((SqlOrigin::Edited, sql));
        }
        if let Some(generation) = &self.generation
            && generation.verdict == GenerationVerdict::Sql
        {
            return generation
                .sql
                .as_deref()
                .map(|sql| (SqlOrigin::Generated, sql));
        }
        let hit = self.cache.as_ref()?.hit.as_ref()?;
        Some((SqlOrigin::Cached, &hit.sql))
    }
}

fn refused(origin: SqlOrigin, not_permitted: bool, reason: String) -> Validation {
    let verdict = if not_permitted {
        ValidationVerdict::NotPermitted
    } else {
        ValidationVerdict::Rejected
    };
    Validation {
        verdict,
        origin,
        sql: None,
        reason: Some(reason),
        tables: vec![],
        columns: vec![],
        findings: vec![],
        text_filters: vec![],
        estimate: None,
    }
}
