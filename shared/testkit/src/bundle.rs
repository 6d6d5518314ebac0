use crate::{
    MemoryCache, MemoryCatalog, MemoryExamples, MemoryObjects, MemoryQueue, MemoryWorkflow,
    PlainLinks, ScriptedEngine, ScriptedModel, WordEmbedder, fixtures,
};
use ports::{Ports, Settings};
use std::sync::Arc;

/// One fake of every port, kept at hand after they are wired.
#[derive(Debug, Clone)]
pub struct TestPorts {
    /// The model.
    pub model: Arc<ScriptedModel>,
    /// The embedder.
    pub embedder: Arc<WordEmbedder>,
    /// The sources.
    pub catalog: Arc<MemoryCatalog>,
    /// The engine.
    pub engine: Arc<ScriptedEngine>,
    /// The cache.
    pub cache: Arc<MemoryCache>,
    /// The curated pairs.
    pub examples: Arc<MemoryExamples>,
    /// The objects.
    pub objects: Arc<MemoryObjects>,
    /// The queue of jobs.
    pub queue: Arc<MemoryQueue>,
    /// The executions.
    pub workflow: Arc<MemoryWorkflow>,
    /// The settings, at their defaults until a test changes them.
    pub settings: Settings,
}

impl TestPorts {
    /// Empty fakes; the only source is the shop of [`fixtures`].
    pub fn shop() -> Self {
        Self::with_catalog(MemoryCatalog::new().with(fixtures::source(), fixtures::catalog()))
    }

    /// Empty fakes over these sources.
    pub fn with_catalog(catalog: MemoryCatalog) -> Self {
        Self {
            model: Arc::default(),
            embedder: Arc::default(),
            catalog: Arc::new(catalog),
            engine: Arc::default(),
            cache: Arc::default(),
            examples: Arc::default(),
            objects: Arc::default(),
            queue: Arc::default(),
            workflow: Arc::default(),
            settings: Settings::default(),
        }
    }

    /// With this model.
    #[must_use]
    pub fn with_model(self, model: ScriptedModel) -> Self {
        Self {
            model: Arc::new(model),
            ..self
        }
    }

    /// With this engine.
    #[must_use]
    pub fn with_engine(self, engine: ScriptedEngine) -> Self {
        Self {
            engine: Arc::new(engine),
            ..self
        }
    }

    /// With these objects.
    #[must_use]
    pub fn with_objects(self, objects: MemoryObjects) -> Self {
        Self {
            objects: Arc::new(objects),
            ..self
        }
    }

    /// The bundle. What the fakes record stays visible here.
    pub fn ports(&self) -> Ports {
        Ports {
            model: self.model.clone(),
            embedder: self.embedder.clone(),
            catalog: self.catalog.clone(),
            engine: self.engine.clone(),
            cache: self.cache.clone(),
            examples: self.examples.clone(),
            objects: self.objects.clone(),
            links: Arc::new(PlainLinks),
            queue: self.queue.clone(),
            workflow: self.workflow.clone(),
            settings: self.settings.clone(),
            ..Ports::unconfigured()
        }
    }
}
