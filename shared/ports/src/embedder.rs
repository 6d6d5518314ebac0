use async_trait::async_trait;
use contract::Fault;

/// Turns texts into vectors whose cosine tells how near their meanings are.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// Names the vectors' space; vectors of different spaces are never compared.
    fn space(&self) -> &str;

    /// One vector a text, of length one, all of the same dimension.
    async fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Fault>;
}
