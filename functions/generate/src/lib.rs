//! The Generate step: question to SQL, by the deterministic parser or by a model, and its repair
//! when the guard or the engine refused a statement.

mod model_path;
mod repair;
mod rules_path;
mod schema_cache;
mod why;

use contract::{
    Approach, AskRequest, CacheDecision, Classification, Execution, Generation, GenerationVerdict,
    SchemaReference, StepName, TriedSql, Validation, ValueHint,
};
use ports::{Model, ObjectStore, Ports, Settings};
use schema_cache::SchemaCache;
use serde::Deserialize;
use std::sync::Arc;
use step::{Step, StepError};

/// Makes a statement for the question.
pub struct Generate;

/// What the step reads of the state. From the second attempt on, the earlier results are there too.
#[derive(Debug, Deserialize)]
pub struct GenerateInput {
    request: AskRequest,
    classification: Option<Classification>,
    cache: Option<CacheDecision>,
    schema: SchemaReference,
    generation: Option<Generation>,
    validation: Option<Validation>,
    execution: Option<Execution>,
}

/// What the step needs.
pub struct GenerateDeps {
    model: Arc<dyn Model>,
    schemas: SchemaCache,
    settings: Settings,
}

impl From<&Ports> for GenerateDeps {
    fn from(ports: &Ports) -> Self {
        Self {
            model: Arc::clone(&ports.model),
            schemas: SchemaCache::new(Arc::clone(&ports.objects) as Arc<dyn ObjectStore>),
            settings: ports.settings.clone(),
        }
    }
}

impl Step for Generate {
    const NAME: StepName = StepName::Generate;
    type Input = GenerateInput;
    type Output = Generation;
    type Deps = GenerateDeps;

    async fn run(input: GenerateInput, deps: &GenerateDeps) -> Result<Generation, StepError> {
        let schema = deps.schemas.get(&input.schema.key).await?;
        let attempt = Attempt::of(&input);
        match input.request.approach {
            Approach::Rules => Ok(rules_path::generate(&attempt, &schema, &deps.settings)),
            Approach::ZeroShot | Approach::FewShot => {
                model_path::generate(&attempt, &schema.catalog, deps).await
            }
            Approach::Auto => {
                let by_rules = rules_path::generate(&attempt, &schema, &deps.settings);
                if by_rules.verdict == GenerationVerdict::Sql || !deps.model.is_configured() {
                    return Ok(by_rules);
                }
                model_path::generate(&attempt, &schema.catalog, deps).await
            }
        }
    }
}

/// One attempt at a statement: the question and all that earlier attempts taught.
struct Attempt<'a> {
    input: &'a GenerateInput,
    question: &'a str,
    number: u32,
    tried: Vec<TriedSql>,
    value_hints: &'a [ValueHint],
    used_value_hints: bool,
}

impl<'a> Attempt<'a> {
    fn of(input: &'a GenerateInput) -> Self {
        let earlier = input.generation.as_ref();
        let value_hints = repair::value_hints(input);
        Self {
            input,
            question: input
                .classification
                .as_ref()
                .map_or(&input.request.question, |classified| &classified.question),
            number: earlier.map_or(1, |generation| generation.attempt + 1),
            tried: repair::tried(input),
            value_hints,
            used_value_hints: !value_hints.is_empty()
                || earlier.is_some_and(|generation| generation.used_value_hints),
        }
    }

    fn was_tried(&self, sql: &str) -> bool {
        self.tried.iter().any(|tried| tried.sql == sql)
    }

    /// A result without a statement; the caller fills in what it has.
    fn result(&self, verdict: GenerationVerdict, approach: Approach) -> Generation {
        Generation {
            verdict,
            sql: None,
            reading: None,
            choices: vec![],
            reason: None,
            confidence: None,
            approach,
            attempt: self.number,
            used_value_hints: self.used_value_hints,
            tried: self.tried.clone(),
            prompt_version: None,
            usage: contract::Usage::default(),
        }
    }

    /// Nothing new is left to try: Validate or Execute said what is wrong.
    fn gave_up(&self, approach: Approach) -> Generation {
        self.result(GenerationVerdict::GaveUp, approach)
    }
}

#[cfg(test)]
mod tests;
