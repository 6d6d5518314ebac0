use async_trait::async_trait;
use contract::Fault;
use ports::Embedder;
use text_embedding::StaticEmbedding;

/// Embeds with the table that is compiled into the program, which is unpacked when it is first used.
pub(super) struct StaticEmbedder;

#[async_trait]
impl Embedder for StaticEmbedder {
    fn space(&self) -> &str {
        StaticEmbedding::embedded().space()
    }

    async fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Fault> {
        let table = StaticEmbedding::embedded();
        Ok(texts.iter().map(|text| table.embed(text)).collect())
    }
}
