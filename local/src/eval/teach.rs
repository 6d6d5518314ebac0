//! Examples for a model: the other questions of a database, as if a person had approved them.

use super::pairs::Pair;
use analyst::product::Product;
use anyhow::{Context, Result};
use contract::{ExampleSubmission, GivenExample, Source};
use feedback::Deps;
use std::collections::HashSet;

/// Pairs given to the store at once.
const AT_ONCE: usize = 100;

/// Teaches all pairs but those whose SQL would give the answer away.
pub(super) struct Teacher<'a> {
    product: &'a Product,
    pairs: &'a [Pair],
    taught: HashSet<String>,
}

impl<'a> Teacher<'a> {
    pub(super) fn new(product: &'a Product, pairs: &'a [Pair]) -> Self {
        Self {
            product,
            pairs,
            taught: HashSet::new(),
        }
    }

    /// Makes the other questions of the database examples for this one: those with another SQL.
    pub(super) async fn teach(&mut self, source: &Source, asked: &Pair) -> Result<()> {
        if self.taught.insert(asked.db_id.clone()) {
            let all = self.pairs.iter().filter(|pair| pair.db_id == asked.db_id);
            self.learn(source, all).await?;
        }
        let examples = &self.product.ports().examples;
        for pair in self.same_statement(asked) {
            let identity = question_slots::identity(&pair.question);
            examples.forget(&source.name, &identity).await?;
        }
        Ok(())
    }

    /// Takes back what [`Self::teach`] left out.
    pub(super) async fn restore(&self, source: &Source, asked: &Pair) -> Result<()> {
        self.learn(source, self.same_statement(asked)).await
    }

    fn same_statement(&self, asked: &Pair) -> impl Iterator<Item = &'a Pair> {
        let (db_id, statement) = (asked.db_id.clone(), plain(&asked.gold));
        self.pairs
            .iter()
            .filter(move |pair| pair.db_id == db_id && plain(&pair.gold) == statement)
    }

    async fn learn(&self, source: &Source, pairs: impl Iterator<Item = &'a Pair>) -> Result<()> {
        let given: Vec<GivenExample> = pairs
            .map(|pair| GivenExample {
                question: Some(pair.question.clone()),
                sql: pair.gold.clone(),
            })
            .collect();
        let deps = Deps::from(self.product.ports());
        for examples in given.chunks(AT_ONCE) {
            let submission = ExampleSubmission {
                source: source.name.clone(),
                question: None,
                sql: None,
                examples: examples.to_vec(),
            };
            deps.learn(&submission)
                .await
                .context("the pairs cannot be kept as examples")?;
        }
        Ok(())
    }
}

/// A statement without what does not change it.
fn plain(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    words.join(" ").trim_end_matches(';').to_lowercase()
}
