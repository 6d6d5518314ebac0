//! Pairs that people give, see and take back.

use crate::Deps;
use crate::pair::Pair;
use contract::{
    AskRequest, Catalog, ErrorName, ExampleList, ExampleOrigin, ExampleSubmission, ExamplesTaken,
    Fault, GivenExample, RefusedExample, Source,
};
use std::sync::Arc;

/// Pairs of one call.
const MOST_AT_ONCE: usize = 200;
/// Pairs that are listed.
const MOST_LISTED: usize = 1_000;
/// Characters of a question, as when it is asked.
const LONGEST_QUESTION: usize = 2_000;

/// What became of one pair.
enum Taken {
    Added,
    Merged,
    Drafted,
}

impl Deps {
    /// The pairs, of one source or of all, newest first.
    ///
    /// # Errors
    /// What the store fails with.
    pub async fn listed(&self, source: Option<&str>) -> Result<ExampleList, Fault> {
        let examples = self.examples.list(source, MOST_LISTED).await?;
        Ok(ExampleList { examples })
    }

    /// Takes the pairs that the guard passes. Each is an example from now on, and what its question is
    /// answered with. A statement without a question gets one drafted by a model, where there is one, and
    /// waits for a person to give the pair.
    ///
    /// # Errors
    /// `Contract.InvalidInput` for no pairs or too many, `Sql.Rejected` when the one pair is refused, `Source.Unknown`, `Config.Missing` without a store,
    /// and what the ports fail with; of many pairs, those that are refused are in the answer.
    pub async fn learn(&self, submission: &ExampleSubmission) -> Result<ExamplesTaken, Fault> {
        let one = submission.sql.clone().map(|sql| GivenExample {
            question: submission.question.clone(),
            sql,
        });
        let count = submission.examples.len() + usize::from(one.is_some());
        if count == 0 || count > MOST_AT_ONCE {
            let message = format!("{count} pairs are given; one call takes 1 to {MOST_AT_ONCE}");
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        let source = self.catalog.source(&submission.source).await?;
        let catalog = self.catalog.catalog(&source).await?;
        let mut taken = ExamplesTaken::default();
        for (index, given) in (0..).zip(one.iter().chain(&submission.examples)) {
            match self.take_pair(&source, &catalog, given).await? {
                Ok(Taken::Added) => taken.added += 1,
                Ok(Taken::Merged) => taken.merged += 1,
                Ok(Taken::Drafted) => taken.drafted += 1,
                Err(reason) => taken.refused.push(RefusedExample { index, reason }),
            }
        }
        match taken.refused.as_slice() {
            [only] if submission.sql.is_some() && count == 1 => {
                Err(Fault::new(ErrorName::SqlRejected, only.reason.clone()))
            }
            _ => Ok(taken),
        }
    }

    /// Removes the pair, and what its question was answered with.
    ///
    /// # Errors
    /// `Store.NotFound` when there is none, and what the stores fail with.
    pub async fn unlearn(&self, example_id: &str) -> Result<(), Fault> {
        let all = self.examples.list(None, usize::MAX).await?;
        let Some(example) = all.iter().find(|example| example.example_id == example_id) else {
            let message = format!("there is no example {example_id}");
            return Err(Fault::new(ErrorName::StoreNotFound, message));
        };
        self.cache
            .forget(&example.source, &example.question)
            .await?;
        self.examples.remove(example_id).await.map(drop)
    }

    /// Takes one pair, or says why not.
    async fn take_pair(
        &self,
        source: &Source,
        catalog: &Arc<Catalog>,
        given: &GivenExample,
    ) -> Result<Result<Taken, String>, Fault> {
        let question = given.question.as_deref().unwrap_or_default().trim();
        if question.chars().count() > LONGEST_QUESTION {
            let reason = format!("the question has more than {LONGEST_QUESTION} characters");
            return Ok(Err(reason));
        }
        let role = AskRequest::DEFAULT_ROLE;
        let prove = |question: &str| {
            Pair::prove(
                source.clone(),
                Arc::clone(catalog),
                role,
                question,
                &given.sql,
            )
        };
        let pair = match prove(question) {
            Ok(pair) => pair,
            Err(fault) => return Ok(Err(fault.message)),
        };
        if question.is_empty() {
            let drafted = match self.draft(catalog, &given.sql).await {
                Ok(Some(drafted)) => drafted,
                Ok(None) => {
                    let reason = "there is no question, and no model that could draft one";
                    return Ok(Err(reason.to_owned()));
                }
                // The other pairs need no model.
                Err(fault) => return Ok(Err(format!("no question is drafted: {}", fault.message))),
            };
            let Ok(pair) = prove(&drafted) else {
                return Ok(Err("the statement is not valid".to_owned()));
            };
            self.keep_example(&pair, ExampleOrigin::Drafted).await?;
            return Ok(Ok(Taken::Drafted));
        }
        let put = self.keep_example(&pair, ExampleOrigin::Given).await?;
        if self.cache.is_configured() {
            self.keep_answer(&pair).await?;
        }
        Ok(Ok(if put.merged {
            Taken::Merged
        } else {
            Taken::Added
        }))
    }
}
