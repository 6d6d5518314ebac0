use async_trait::async_trait;
use contract::{CuratedExample, ErrorName, ExampleOrigin, Fault};

/// A pair to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleEntry {
    /// The source.
    pub source: String,
    /// The question.
    pub question: String,
    /// What is equal for questions that are the same; of those one pair is kept.
    pub identity: String,
    /// The SQL.
    pub sql: String,
    /// Where it comes from.
    pub origin: ExampleOrigin,
    /// The embedder's space.
    pub space: String,
    /// The vector of the question without its values.
    pub embedding: Vec<f32>,
}

/// What became of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamplePut {
    /// The pair that stands for the question now.
    pub example_id: String,
    /// Whether it took the place of one with the same question.
    pub merged: bool,
}

/// A pair that lies near.
#[derive(Debug, Clone, PartialEq)]
pub struct NearExample {
    /// The pair.
    pub example: CuratedExample,
    /// Cosine similarity, -1 to 1.
    pub similarity: f32,
}

/// Questions with the SQL that answers them, kept to teach. They stay when a source changes; what no
/// longer fits it is not shown.
#[async_trait]
pub trait ExampleStore: Send + Sync {
    /// Whether there is one at all.
    fn is_configured(&self) -> bool {
        true
    }

    /// The pairs of the source nearest to the vector, nearest first; drafts are not among them.
    async fn nearest(
        &self,
        source: &str,
        space: &str,
        embedding: &[f32],
        limit: usize,
    ) -> Result<Vec<NearExample>, Fault>;

    /// Keeps the pair. One of the source with the same identity is replaced, unless this one is a
    /// draft and that one is none.
    async fn put(&self, entry: &ExampleEntry) -> Result<ExamplePut, Fault>;

    /// The pairs, of one source or of all, newest first.
    async fn list(&self, source: Option<&str>, limit: usize) -> Result<Vec<CuratedExample>, Fault>;

    /// Removes the pair; false when there is none.
    async fn remove(&self, example_id: &str) -> Result<bool, Fault>;

    /// Removes the pair of the source with this identity; no error when there is none.
    async fn forget(&self, source: &str, identity: &str) -> Result<(), Fault>;
}

/// Stands where no examples are kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoExamples;

#[async_trait]
impl ExampleStore for NoExamples {
    fn is_configured(&self) -> bool {
        false
    }

    async fn nearest(
        &self,
        _: &str,
        _: &str,
        _: &[f32],
        _: usize,
    ) -> Result<Vec<NearExample>, Fault> {
        Ok(Vec::new())
    }

    async fn put(&self, _: &ExampleEntry) -> Result<ExamplePut, Fault> {
        let message = "no store of examples is configured, so nothing can be kept";
        Err(Fault::new(ErrorName::ConfigMissing, message))
    }

    async fn list(&self, _: Option<&str>, _: usize) -> Result<Vec<CuratedExample>, Fault> {
        Ok(Vec::new())
    }

    async fn remove(&self, _: &str) -> Result<bool, Fault> {
        Ok(false)
    }

    async fn forget(&self, _: &str, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}
