use async_trait::async_trait;
use contract::Fault;
use ports::Embedder;

const DIMENSIONS: usize = 64;

/// Counts the words of a text in 64 hashed cells: equal words, equal vectors, in any order.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordEmbedder;

#[async_trait]
impl Embedder for WordEmbedder {
    fn space(&self) -> &str {
        "test-words"
    }

    async fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Fault> {
        Ok(texts.iter().map(|text| count_words(text)).collect())
    }
}

pub(crate) fn count_words(text: &str) -> Vec<f32> {
    let mut cells = vec![0.0_f32; DIMENSIONS];
    let lower = text.to_lowercase();
    for word in lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        cells[cell_of(word)] += 1.0;
    }
    let length = cells.iter().map(|cell| cell * cell).sum::<f32>().sqrt();
    if length > 0.0 {
        cells.iter_mut().for_each(|cell| *cell /= length);
    }
    cells
}

/// FNV-1a, so that vectors are the same in every run.
fn cell_of(word: &str) -> usize {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 58) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_order_of_words_does_not_count() {
        let vectors = WordEmbedder
            .embed(&["Orders by country", "country, by orders"])
            .await;
        let vectors = vectors.unwrap();
        assert_eq!(vectors[0], vectors[1]);
        let length: f32 = vectors[0].iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-6);
    }
}
