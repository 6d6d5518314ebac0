use crate::{
    AnswerCache, CacheLimits, CatalogStore, Embedder, ExampleStore, JobQueue, ManagedDatabase,
    Model, NoExamples, ObjectLinks, ObjectStore, QueryEngine, Unconfigured, Workflow,
};
use contract::Dialect;
use std::sync::Arc;

/// What tunes the steps; read once by the program that wires them.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Cosine similarity a stored question needs before its slots are even compared, 0 to 1.
    pub cache_threshold: f32,
    /// Cosine similarity a stored pair needs to serve as an example, 0 to 1.
    pub example_threshold: f32,
    /// How much the cache keeps.
    pub cache_limits: CacheLimits,
    /// Examples a prompt may hold.
    pub example_count: usize,
    /// Confidence below which `rules` asks back or declines, 0 to 1.
    pub rules_confidence: f64,
    /// Rows of a result that travel in the state document.
    pub preview_rows: usize,
    /// Bytes of JSON those rows may take.
    pub preview_bytes: usize,
    /// Bytes of a stored result that are made into another format while a caller waits; `None` where
    /// callers can wait as long as it takes.
    pub conversion_bytes: Option<u64>,
    /// The dialect of the engine that reads uploads.
    pub upload_dialect: Dialect,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cache_threshold: 0.95,
            example_threshold: 0.75,
            cache_limits: CacheLimits::default(),
            example_count: 5,
            rules_confidence: 0.7,
            preview_rows: 100,
            preview_bytes: 48 * 1024,
            // A gateway waits 29 seconds.
            conversion_bytes: Some(64 << 20),
            upload_dialect: Dialect::Embedded,
        }
    }
}

/// Every port of a program, wired once. A step takes from it what it needs and no more:
/// `impl From<&Ports> for ClassifyDeps`.
#[derive(Clone)]
pub struct Ports {
    /// Language models.
    pub model: Arc<dyn Model>,
    /// Text embeddings.
    pub embedder: Arc<dyn Embedder>,
    /// Sources and their catalogues.
    pub catalog: Arc<dyn CatalogStore>,
    /// Engines.
    pub engine: Arc<dyn QueryEngine>,
    /// Earlier answers.
    pub cache: Arc<dyn AnswerCache>,
    /// Curated pairs.
    pub examples: Arc<dyn ExampleStore>,
    /// Objects.
    pub objects: Arc<dyn ObjectStore>,
    /// Addresses of objects.
    pub links: Arc<dyn ObjectLinks>,
    /// Jobs on their way.
    pub queue: Arc<dyn JobQueue>,
    /// Executions of jobs.
    pub workflow: Arc<dyn Workflow>,
    /// The deployment's own database.
    pub database: Arc<dyn ManagedDatabase>,
    /// What tunes the steps.
    pub settings: Settings,
}

impl Ports {
    /// A bundle in which every port is [`Unconfigured`].
    pub fn unconfigured() -> Self {
        let none = Arc::new(Unconfigured);
        Self {
            model: none.clone(),
            embedder: none.clone(),
            catalog: none.clone(),
            engine: none.clone(),
            cache: none.clone(),
            examples: Arc::new(NoExamples),
            objects: none.clone(),
            links: none.clone(),
            queue: none.clone(),
            workflow: none.clone(),
            database: none,
            settings: Settings::default(),
        }
    }
}
