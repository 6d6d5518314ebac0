//! Which pairs a model learns from.

use crate::{Asked, Deps};
use contract::{Example, Provenance};
use ports::StoredAnswer;
use sql_guard::Guard;
use step::StepError;

/// Curated pairs looked at: some may no longer fit the source.
const LOOKED_AT: usize = 16;

impl Deps {
    /// The curated pairs of the most similar shape that the role could run today, and near misses of the
    /// cache where there are too few.
    pub(crate) async fn examples(
        &self,
        asked: &Asked<'_>,
        stored: &[StoredAnswer],
    ) -> Result<Vec<Example>, StepError> {
        let mut examples = self.curated(asked).await?;
        for near in self.near_misses(stored, None) {
            if examples.iter().all(|known| known.question != near.question) {
                examples.push(near);
            }
        }
        examples.truncate(self.settings.example_count);
        Ok(examples)
    }

    /// Pairs of the cache that are near and do not answer.
    pub(crate) fn near_misses(&self, stored: &[StoredAnswer], hit: Option<&str>) -> Vec<Example> {
        let mut near: Vec<&StoredAnswer> = stored
            .iter()
            .filter(|stored| Some(stored.entry_id.as_str()) != hit)
            .filter(|stored| stored.similarity >= self.settings.example_threshold)
            .collect();
        near.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
        near.truncate(self.settings.example_count);
        near.into_iter().map(example).collect()
    }

    async fn curated(&self, asked: &Asked<'_>) -> Result<Vec<Example>, StepError> {
        let question = &asked.classification.question;
        let shape = question_slots::shape(question).text;
        if shape.is_empty() || !self.examples.is_configured() {
            return Ok(vec![]);
        }
        let vectors = self.embedder.embed(&[&shape]).await?;
        let Some(vector) = vectors.first() else {
            return Ok(vec![]);
        };
        let space = self.embedder.space();
        let near = self
            .examples
            .nearest(&asked.source.name, space, vector, LOOKED_AT)
            .await?;
        let guard = Guard {
            dialect: asked.source.dialect,
            catalog: Some(&asked.catalog),
            policy: &asked.policy,
            row_cap: None,
        };
        Ok(near
            .into_iter()
            .filter(|near| near.similarity >= self.settings.example_threshold)
            .filter_map(|near| {
                // What the role may not run it may not see, nor what no longer runs.
                let checked = guard.check(&near.example.sql).ok()?;
                Some(Example {
                    question: near.example.question,
                    sql: checked.sql,
                    similarity: near.similarity,
                    provenance: Provenance::Approved,
                })
            })
            .take(self.settings.example_count)
            .collect())
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
