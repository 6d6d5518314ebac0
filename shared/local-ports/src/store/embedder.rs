use async_trait::async_trait;
use contract::Fault;
use ports::Embedder;
use text_embedding::StaticEmbedding;

/// Embeds with the table that is compiled into the program: no model, no network.
#[derive(Debug, Clone, Copy)]
pub struct StaticEmbedder {
    table: &'static StaticEmbedding,
}

impl StaticEmbedder {
    /// The embedder.
    pub fn new() -> Self {
        Self {
            table: StaticEmbedding::embedded(),
        }
    }
}

impl Default for StaticEmbedder {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Embedder for StaticEmbedder {
    fn space(&self) -> &str {
        self.table.space()
    }

    async fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Fault> {
        Ok(texts.iter().map(|text| self.table.embed(text)).collect())
    }
}
