#![doc = include_str!("../README.md")]

mod examples;
mod hit;

use answer_reuse::PlanReader;
use contract::{
    AskRequest, CacheDecision, CacheVerdict, Catalog, Classification, Policy, Source, StepName,
};
use ports::{
    AnswerCache, CacheScope, CatalogStore, Embedder, ExampleStore, Ports, Settings, StoredAnswer,
};
use serde::Deserialize;
use std::sync::Arc;
use step::{Step, StepError};

/// Pairs looked at besides the examples: near ones may differ in a slot, the right one lie behind.
const CANDIDATES: usize = 16;
/// Entries with the same plan that are looked at; they differ in their words alone.
const ALIKE: usize = 4;

/// The `CacheCheck` step.
#[derive(Debug)]
pub struct CacheCheck;

/// What the step reads of the state document.
#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    /// What was asked.
    pub request: AskRequest,
    /// What Classify found.
    pub classification: Classification,
}

/// What the step needs.
#[derive(Clone)]
pub struct Deps {
    embedder: Arc<dyn Embedder>,
    cache: Arc<dyn AnswerCache>,
    examples: Arc<dyn ExampleStore>,
    catalog: Arc<dyn CatalogStore>,
    reader: Arc<PlanReader>,
    settings: Settings,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            embedder: ports.embedder.clone(),
            cache: ports.cache.clone(),
            examples: ports.examples.clone(),
            catalog: ports.catalog.clone(),
            reader: Arc::default(),
            settings: ports.settings.clone(),
        }
    }
}

/// A question with all that it is compared by.
struct Asked<'a> {
    request: &'a AskRequest,
    classification: &'a Classification,
    source: Source,
    catalog: Arc<Catalog>,
    policy: Policy,
    /// The key of its query plan, where it was read surely.
    plan: Option<String>,
}

impl Step for CacheCheck {
    const NAME: StepName = StepName::CacheCheck;
    type Input = Input;
    type Output = CacheDecision;
    type Deps = Deps;

    async fn run(input: Input, deps: &Deps) -> Result<CacheDecision, StepError> {
        let Input {
            request,
            classification,
        } = &input;
        let source = deps.catalog.source(&request.source).await?;
        let catalog = deps.catalog.catalog(&source).await?;
        let policy = source.policy(&request.role);
        let plan = deps
            .cache
            .is_configured()
            .then(|| {
                deps.reader
                    .plan_key(&catalog, &policy, &classification.question)
            })
            .flatten();
        let asked = Asked {
            request,
            classification,
            source,
            catalog,
            policy,
            plan,
        };
        let stored = deps.candidates(&asked).await?;
        let hit = request
            .use_cache
            .then(|| deps.hit(&asked, &stored))
            .flatten();
        let examples = match &hit {
            // Generate needs them should Validate find the stored statement stale.
            Some(hit) => deps.near_misses(&stored, Some(&hit.entry_id)),
            None => deps.examples(&asked, &stored).await?,
        };
        if let Some(hit) = &hit
            && let Err(fault) = deps.cache.count_hit(&hit.entry_id).await
        {
            // The answer is there; only its count is not.
            tracing::warn!(name = %fault.name, "the hit is not counted: {}", fault.message);
        }
        let verdict = match hit {
            Some(_) => CacheVerdict::Hit,
            None => CacheVerdict::Miss,
        };
        Ok(CacheDecision {
            verdict,
            hit,
            examples,
        })
    }
}

impl Deps {
    /// The stored pairs with the same plan, then the nearest ones; none for a question without content.
    async fn candidates(&self, asked: &Asked<'_>) -> Result<Vec<StoredAnswer>, StepError> {
        let text = question_slots::canonical_text(&asked.classification.question);
        if text.is_empty() || !self.cache.is_configured() {
            return Ok(vec![]);
        }
        let vectors = self.embedder.embed(&[&text]).await?;
        let Some(vector) = vectors.first() else {
            return Ok(vec![]);
        };
        let role = &asked.request.role;
        let scope = CacheScope::of(&asked.source, &asked.catalog, role, &*self.embedder);
        let mut stored = match &asked.plan {
            Some(plan) => self.cache.read_alike(&scope, plan, vector, ALIKE).await?,
            None => vec![],
        };
        let limit = CANDIDATES + self.settings.example_count;
        for near in self.cache.nearest(&scope, vector, limit).await? {
            if stored.iter().all(|known| known.entry_id != near.entry_id) {
                stored.push(near);
            }
        }
        Ok(stored)
    }
}
