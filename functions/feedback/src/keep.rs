use crate::Deps;
use crate::judged::Judged;
use contract::{ErrorName, Fault, Provenance};
use ports::{CacheEntry, CacheScope};
use sql_guard::Guard;

impl Deps {
    /// Keeps the statement as approved for the question, and gives the entry's id; `None` for a
    /// question without content, which no other one is ever equal to.
    ///
    /// # Errors
    /// `Sql.Rejected` when the guard refuses it, and what the ports fail with.
    pub(crate) async fn keep(
        &self,
        judged: &Judged,
        sql: &str,
        reading: Option<&str>,
    ) -> Result<Option<String>, Fault> {
        let request = &judged.0.request;
        let source = self.catalog.source(&request.source).await?;
        let catalog = self.catalog.catalog(&source).await?;
        let guard = Guard {
            dialect: source.dialect,
            catalog: Some(&catalog),
            policy: &source.policy(&request.role),
            // As in Validate: one more, so that the engine sees that there are more.
            row_cap: Some(source.limits.row_cap.saturating_add(1)),
        };
        let checked = guard.check(sql).map_err(|rejection| {
            Fault::new(ErrorName::SqlRejected, rejection.to_string()).with_source(rejection)
        })?;
        let question = judged.0.standalone_question();
        let text = question_slots::canonical_text(question);
        if text.is_empty() {
            return Ok(None);
        }
        let Some(embedding) = self.embedder.embed(&[&text]).await?.pop() else {
            return Ok(None);
        };
        let scope = CacheScope::of(&source, &catalog, &request.role, &*self.embedder);
        let entry = CacheEntry {
            question: question.to_owned(),
            slots: question_slots::extract(question),
            embedding,
            sql: checked.sql,
            tables: checked.tables,
            columns: checked.columns.iter().map(ToString::to_string).collect(),
            provenance: Provenance::Approved,
            reading: reading.map(str::to_owned),
        };
        self.cache.put(&scope, &entry).await.map(Some)
    }
}
