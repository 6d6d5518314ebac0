//! A question with a proven statement, kept where it is answered with and where it is learned from.

use crate::Deps;
use crate::judged::Judged;
use contract::{Catalog, ErrorName, ExampleOrigin, Fault, Policy, Provenance, Source};
use ports::{CacheEntry, CacheScope, ExampleEntry, ExamplePut};
use sql_guard::{Checked, Guard};
use std::sync::Arc;

/// A question and the statement that answers it, which the guard has passed.
pub(crate) struct Pair {
    source: Source,
    catalog: Arc<Catalog>,
    /// For whom the statement was proven.
    role: String,
    question: String,
    reading: Option<String>,
    /// As the role may run it.
    checked: Checked,
    /// As it was meant: without the row cap and the row filters of a role.
    plain: String,
}

impl Pair {
    /// Proves the statement.
    ///
    /// # Errors
    /// `Sql.Rejected` when the guard refuses it.
    pub(crate) fn prove(
        source: Source,
        catalog: Arc<Catalog>,
        role: &str,
        question: &str,
        sql: &str,
    ) -> Result<Self, Fault> {
        // As in Validate: one more, so that the engine sees that there are more.
        let cap = source.limits.row_cap.saturating_add(1);
        let checked = check(&source, &catalog, &source.policy(role), Some(cap), sql)?;
        let plain = check(&source, &catalog, &Policy::default(), None, sql)?.sql;
        Ok(Self {
            source,
            catalog,
            role: role.to_owned(),
            question: question.to_owned(),
            reading: None,
            checked,
            plain,
        })
    }
}

fn check(
    source: &Source,
    catalog: &Catalog,
    policy: &Policy,
    row_cap: Option<u64>,
    sql: &str,
) -> Result<Checked, Fault> {
    let guard = Guard {
        dialect: source.dialect,
        catalog: Some(catalog),
        policy,
        row_cap,
    };
    guard.check(sql).map_err(|rejection| {
        Fault::new(ErrorName::SqlRejected, rejection.to_string()).with_source(rejection)
    })
}

impl Deps {
    /// The judged question with the statement, proven over the catalogue of today.
    ///
    /// # Errors
    /// `Sql.Rejected` when the guard refuses it, and what the ports fail with.
    pub(crate) async fn proven(
        &self,
        judged: &Judged,
        sql: &str,
        reading: Option<&str>,
    ) -> Result<Pair, Fault> {
        let request = &judged.0.request;
        let source = self.catalog.source(&request.source).await?;
        let catalog = self.catalog.catalog(&source).await?;
        let question = judged.0.standalone_question();
        let pair = Pair::prove(source, catalog, &request.role, question, sql)?;
        Ok(Pair {
            reading: reading.map(str::to_owned),
            ..pair
        })
    }

    /// Keeps the pair as an answer of the role and as an example for all; gives the id of the answer, or
    /// `None` for a question without content, which no other one is ever equal to.
    pub(crate) async fn keep(
        &self,
        pair: &Pair,
        origin: ExampleOrigin,
    ) -> Result<Option<String>, Fault> {
        let entry_id = self.keep_answer(pair).await?;
        if self.examples.is_configured() {
            self.keep_example(pair, origin).await?;
        }
        Ok(entry_id)
    }

    pub(crate) async fn keep_answer(&self, pair: &Pair) -> Result<Option<String>, Fault> {
        let question = &pair.question;
        let text = question_slots::canonical_text(question);
        // "Last month" is another question next month.
        let slots = question_slots::extract(question);
        if text.is_empty() || question_slots::moves_with_time(&slots) {
            return Ok(None);
        }
        let Some(embedding) = self.embedder.embed(&[&text]).await?.pop() else {
            return Ok(None);
        };
        let scope = CacheScope::of(&pair.source, &pair.catalog, &pair.role, &*self.embedder);
        let policy = pair.source.policy(&pair.role);
        let entry = CacheEntry {
            question: question.clone(),
            slots,
            embedding,
            sql: pair.checked.sql.clone(),
            tables: pair.checked.tables.clone(),
            columns: pair
                .checked
                .columns
                .iter()
                .map(ToString::to_string)
                .collect(),
            provenance: Provenance::Approved,
            reading: pair.reading.clone(),
            plan: self.reader.plan_key(&pair.catalog, &policy, question),
        };
        self.cache.put(&scope, &entry).await.map(Some)
    }

    /// Keeps the pair for models to learn from.
    pub(crate) async fn keep_example(
        &self,
        pair: &Pair,
        origin: ExampleOrigin,
    ) -> Result<ExamplePut, Fault> {
        let shape = question_slots::shape(&pair.question).text;
        let text = if shape.is_empty() {
            &pair.question
        } else {
            &shape
        };
        let embedding = self.embedder.embed(&[text]).await?.pop();
        let entry = ExampleEntry {
            source: pair.source.name.clone(),
            question: pair.question.clone(),
            identity: question_slots::identity(&pair.question),
            sql: pair.plain.clone(),
            origin,
            space: self.embedder.space().to_owned(),
            embedding: embedding.unwrap_or_default(),
        };
        self.examples.put(&entry).await
    }

    /// Removes the question from answers and examples of the source, whoever asked it.
    pub(crate) async fn forget_question(&self, source: &str, question: &str) -> Result<(), Fault> {
        self.cache.forget(source, question).await?;
        let identity = question_slots::identity(question);
        self.examples.forget(source, &identity).await
    }
}
