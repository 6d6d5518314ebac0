#![doc = include_str!("../README.md")]

use answer_reuse::PlanReader;
use contract::{
    AskRequest, CacheWriteOutcome, Classification, Execution, ExecutionVerdict, Explanation,
    FindingKind, Generation, GenerationVerdict, Outcome, Provenance, SqlOrigin, StepName,
    Validation, ValidationVerdict,
};
use ports::{AnswerCache, CacheEntry, CacheScope, CatalogStore, Embedder, Ports, Settings};
use serde::Deserialize;
use std::sync::Arc;
use step::{Step, StepError};

/// The `CacheWrite` step.
#[derive(Debug)]
pub struct CacheWrite;

/// What the step reads of the state document.
#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    /// What was asked.
    pub request: AskRequest,
    /// What Classify found.
    pub classification: Classification,
    /// What Generate made last.
    pub generation: Generation,
    /// What Validate proved last.
    pub validation: Validation,
    /// What Execute brought last.
    pub execution: Execution,
    /// What Explain says.
    pub explanation: Explanation,
}

/// What the step needs.
#[derive(Clone)]
pub struct Deps {
    embedder: Arc<dyn Embedder>,
    cache: Arc<dyn AnswerCache>,
    catalog: Arc<dyn CatalogStore>,
    reader: Arc<PlanReader>,
    settings: Settings,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            embedder: ports.embedder.clone(),
            cache: ports.cache.clone(),
            catalog: ports.catalog.clone(),
            reader: Arc::default(),
            settings: ports.settings.clone(),
        }
    }
}

impl Step for CacheWrite {
    const NAME: StepName = StepName::CacheWrite;
    type Input = Input;
    type Output = CacheWriteOutcome;
    type Deps = Deps;

    async fn run(input: Input, deps: &Deps) -> Result<CacheWriteOutcome, StepError> {
        let nothing = CacheWriteOutcome { entry_id: None };
        if !deps.cache.is_configured() {
            return Ok(nothing);
        }
        let Some(sql) = worth_keeping(&input, &deps.settings) else {
            return Ok(nothing);
        };
        let question = &input.classification.question;
        let text = question_slots::canonical_text(question);
        if text.is_empty() {
            return Ok(nothing);
        }
        let source = deps.catalog.source(&input.request.source).await?;
        let catalog = deps.catalog.catalog(&source).await?;
        let mut vectors = deps.embedder.embed(&[&text]).await?;
        let Some(embedding) = vectors.pop() else {
            return Ok(nothing);
        };
        let scope = CacheScope::of(&source, &catalog, &input.request.role, &*deps.embedder);
        let entry = CacheEntry {
            question: question.clone(),
            slots: question_slots::extract(question),
            embedding,
            sql: sql.to_owned(),
            tables: input.validation.tables.clone(),
            columns: input.validation.columns.clone(),
            provenance: Provenance::Auto,
            reading: input.generation.reading.clone(),
            plan: deps
                .reader
                .plan_key(&catalog, &source.policy(&input.request.role), question),
        };
        let entry_id = deps.cache.put(&scope, &entry).await?;
        if is_turn_to_prune(&entry_id) {
            deps.prune(&source.name).await;
        }
        Ok(CacheWriteOutcome {
            entry_id: Some(entry_id),
        })
    }
}

impl Deps {
    /// What is not removed now is removed another time.
    async fn prune(&self, source: &str) {
        match self.cache.prune(source, &self.settings.cache_limits).await {
            Ok(0) => (),
            Ok(pruned) => tracing::info!(source, pruned, "entries removed from the cache"),
            Err(fault) => tracing::warn!(source, name = %fault.name, "the cache is not pruned"),
        }
    }
}

/// One write of 64 looks after the limits. Ids are spread evenly, so that it needs no memory: a Lambda
/// has none.
fn is_turn_to_prune(entry_id: &str) -> bool {
    let sum: u32 = entry_id.bytes().map(u32::from).sum();
    sum.is_multiple_of(64)
}

/// The canonical statement, when the answer may be given again to the same question.
fn worth_keeping<'a>(input: &'a Input, settings: &Settings) -> Option<&'a str> {
    let Input {
        classification,
        generation,
        validation,
        execution,
        explanation,
        ..
    } = input;
    let answered = explanation.outcome == Outcome::Answered
        && execution.verdict == ExecutionVerdict::Rows
        && generation.verdict == GenerationVerdict::Sql
        && validation.verdict == ValidationVerdict::Valid
        && validation.origin == SqlOrigin::Generated;
    let sure = generation
        .confidence
        .is_none_or(|sure| sure >= settings.rules_confidence);
    let multiplied = validation
        .findings
        .iter()
        .any(|f| matches!(f.kind, FindingKind::CartesianProduct | FindingKind::FanOut));
    let lasting =
        !generation.used_value_hints && !question_slots::moves_with_time(&classification.slots);
    validation
        .sql
        .as_deref()
        .filter(|_| answered && sure && lasting && !multiplied)
}
