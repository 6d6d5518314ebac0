#![doc = include_str!("../README.md")]

use contract::{
    AskRequest, CacheDecision, CacheHit, CacheVerdict, Classification, Example, Provenance,
    StepName,
};
use ports::{AnswerCache, CacheScope, CatalogStore, Embedder, Ports, Settings, StoredAnswer};
use serde::Deserialize;
use std::sync::Arc;
use step::{Step, StepError};

/// Pairs looked at besides the examples: near ones may differ in a slot, the right one lie behind.
const CANDIDATES: usize = 16;

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
    catalog: Arc<dyn CatalogStore>,
    settings: Settings,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            embedder: ports.embedder.clone(),
            cache: ports.cache.clone(),
            catalog: ports.catalog.clone(),
            settings: ports.settings.clone(),
        }
    }
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
        } = input;
        let source = deps.catalog.source(&request.source).await?;
        let catalog = deps.catalog.catalog(&source).await?;
        let scope = CacheScope::of(&source, &catalog, &request.role, &*deps.embedder);
        let near = nearest(&scope, &classification.question, deps).await?;
        let hit = request
            .use_cache
            .then(|| best_hit(&near, &classification, deps.settings.cache_threshold))
            .flatten();
        let hit_id = hit.map(|stored| stored.entry_id.as_str());
        let examples = near
            .iter()
            .filter(|stored| Some(stored.entry_id.as_str()) != hit_id)
            .filter(|stored| stored.similarity >= deps.settings.example_threshold)
            .take(deps.settings.example_count)
            .map(example)
            .collect();
        Ok(CacheDecision {
            verdict: if hit.is_some() {
                CacheVerdict::Hit
            } else {
                CacheVerdict::Miss
            },
            hit: hit.map(served),
            examples,
        })
    }
}

/// The stored pairs nearest to the question; none for a question without content.
async fn nearest(
    scope: &CacheScope,
    question: &str,
    deps: &Deps,
) -> Result<Vec<StoredAnswer>, StepError> {
    let text = question_slots::canonical_text(question);
    if text.is_empty() || !deps.cache.is_configured() {
        return Ok(vec![]);
    }
    let vectors = deps.embedder.embed(&[&text]).await?;
    let Some(vector) = vectors.first() else {
        return Ok(vec![]);
    };
    deps.cache
        .nearest(scope, vector, CANDIDATES + deps.settings.example_count)
        .await
}

/// The best of the pairs that may answer: approved before not, then the nearest.
fn best_hit<'a>(
    near: &'a [StoredAnswer],
    asked: &Classification,
    threshold: f32,
) -> Option<&'a StoredAnswer> {
    if question_slots::moves_with_time(&asked.slots) {
        return None;
    }
    // Read afresh: the stored slots may be of an older version of the rules.
    let same = |stored: &StoredAnswer| {
        let slots = question_slots::extract(&stored.entry.question);
        question_slots::same(&slots, &asked.slots)
    };
    let answers = |stored: &&StoredAnswer| {
        has_same_words(&stored.entry.question, &asked.question)
            || (stored.similarity >= threshold && same(stored))
    };
    let approved = |stored: &&StoredAnswer| stored.entry.provenance == Provenance::Approved;
    let mut fitting = near.iter().filter(answers);
    fitting.clone().find(approved).or_else(|| fitting.next())
}

/// Whether two texts differ in spacing and closing marks at most. Case counts: a value may be
/// written in it.
fn has_same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        let text = text.trim_end_matches(['?', '.', '!', ' ']);
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    words(a) == words(b)
}

fn served(stored: &StoredAnswer) -> CacheHit {
    CacheHit {
        entry_id: stored.entry_id.clone(),
        question: stored.entry.question.clone(),
        sql: stored.entry.sql.clone(),
        similarity: stored.similarity,
        provenance: stored.entry.provenance,
        reading: stored.entry.reading.clone(),
    }
}

fn example(stored: &StoredAnswer) -> Example {
    Example {
        question: stored.entry.question.clone(),
        sql: stored.entry.sql.clone(),
        similarity: stored.similarity,
        provenance: stored.entry.provenance,
    }
}
