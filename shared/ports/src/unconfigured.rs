use crate::{
    AnswerCache, CacheEntry, CacheLimits, CacheScope, CatalogStore, Embedder, EngineError,
    JobQueue, ManagedDatabase, Model, ModelReply, ModelRequest, ObjectLinks, ObjectReader,
    ObjectStore, ObjectWriter, Publication, Query, QueryEngine, Run, RunEvent, StoredAnswer,
    UploadLink, Workflow,
};
use async_trait::async_trait;
use contract::{CachedAnswer, Catalog, ErrorName, Fault, IngestReport, ResultSet, Source};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Stands where a program has no adapter for a port. Each call fails and names the port, so that
/// a missing setting reads as one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unconfigured;

fn missing<T>(port: &str) -> Result<T, Fault> {
    let message = format!("this program has no {port} configured");
    Err(Fault::new(ErrorName::ConfigMissing, message))
}

#[async_trait]
impl Model for Unconfigured {
    async fn complete(&self, _: &ModelRequest) -> Result<ModelReply, Fault> {
        let message = "no language model is configured; ask with --approach rules";
        Err(Fault::new(ErrorName::ModelNotConfigured, message))
    }

    fn is_configured(&self) -> bool {
        false
    }
}

#[async_trait]
impl Embedder for Unconfigured {
    fn space(&self) -> &str {
        "none"
    }

    async fn embed(&self, _: &[&str]) -> Result<Vec<Vec<f32>>, Fault> {
        missing("embedder")
    }
}

#[async_trait]
impl CatalogStore for Unconfigured {
    async fn sources(&self) -> Result<Vec<Source>, Fault> {
        missing("catalogue")
    }

    async fn source(&self, _: &str) -> Result<Source, Fault> {
        missing("catalogue")
    }

    async fn catalog(&self, _: &Source) -> Result<Arc<Catalog>, Fault> {
        missing("catalogue")
    }

    async fn published(&self, _: &str, _: &str) -> Result<Option<IngestReport>, Fault> {
        missing("catalogue")
    }

    async fn next_version(&self, _: &str) -> Result<u64, Fault> {
        missing("catalogue")
    }

    async fn publish(&self, _: Publication) -> Result<(), Fault> {
        missing("catalogue")
    }

    async fn remove(&self, _: &str) -> Result<(), Fault> {
        missing("catalogue")
    }
}

#[async_trait]
impl QueryEngine for Unconfigured {
    async fn execute(&self, _: &Query) -> Result<ResultSet, EngineError> {
        missing("query engine").map_err(EngineError::Fault)
    }
}

#[async_trait]
impl AnswerCache for Unconfigured {
    async fn nearest(
        &self,
        _: &CacheScope,
        _: &[f32],
        _: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        missing("answer cache")
    }

    async fn put(&self, _: &CacheScope, _: &CacheEntry) -> Result<String, Fault> {
        missing("answer cache")
    }

    async fn remove(&self, _: &str) -> Result<(), Fault> {
        missing("answer cache")
    }

    async fn read_alike(
        &self,
        _: &CacheScope,
        _: &str,
        _: &[f32],
        _: usize,
    ) -> Result<Vec<StoredAnswer>, Fault> {
        missing("answer cache")
    }

    async fn forget(&self, _: &str, _: &str) -> Result<(), Fault> {
        missing("answer cache")
    }

    async fn count_hit(&self, _: &str) -> Result<(), Fault> {
        missing("answer cache")
    }

    async fn list(&self, _: Option<&str>, _: usize) -> Result<Vec<CachedAnswer>, Fault> {
        missing("answer cache")
    }

    async fn clear(&self, _: Option<&str>) -> Result<u64, Fault> {
        missing("answer cache")
    }

    async fn prune(&self, _: &str, _: &CacheLimits) -> Result<u64, Fault> {
        missing("answer cache")
    }
}

#[async_trait]
impl ObjectStore for Unconfigured {
    async fn get(&self, _: &str) -> Result<Vec<u8>, Fault> {
        missing("object store")
    }

    async fn put(&self, _: &str, _: &[u8]) -> Result<(), Fault> {
        missing("object store")
    }

    async fn put_new(&self, _: &str, _: &[u8]) -> Result<bool, Fault> {
        missing("object store")
    }

    async fn delete(&self, _: &str) -> Result<(), Fault> {
        missing("object store")
    }

    async fn list(&self, _: &str) -> Result<Vec<String>, Fault> {
        missing("object store")
    }

    fn open(&self, _: &str) -> Result<ObjectReader, Fault> {
        missing("object store")
    }

    fn create(&self, _: &str) -> Result<Box<dyn ObjectWriter>, Fault> {
        missing("object store")
    }
}

#[async_trait]
impl ObjectLinks for Unconfigured {
    async fn upload(&self, _: &str, _: u64, _: Duration) -> Result<UploadLink, Fault> {
        missing("links to objects")
    }

    async fn download(&self, _: &str, _: &str, _: Duration) -> Result<String, Fault> {
        missing("links to objects")
    }
}

#[async_trait]
impl JobQueue for Unconfigured {
    async fn send(&self, _: &str) -> Result<(), Fault> {
        missing("job queue")
    }
}

#[async_trait]
impl Workflow for Unconfigured {
    async fn start(&self, _: &str, _: &Value) -> Result<bool, Fault> {
        missing("workflow")
    }

    async fn run(&self, _: &str) -> Result<Option<Run>, Fault> {
        missing("workflow")
    }

    async fn history(&self, _: &str) -> Result<Vec<RunEvent>, Fault> {
        missing("workflow")
    }

    async fn stop(&self, _: &str, _: &str) -> Result<(), Fault> {
        missing("workflow")
    }
}

#[async_trait]
impl ManagedDatabase for Unconfigured {
    fn version(&self) -> String {
        "none".to_owned()
    }

    async fn provision(&self) -> Result<Vec<String>, Fault> {
        missing("database of its own")
    }
}
