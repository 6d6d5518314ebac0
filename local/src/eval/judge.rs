//! Asks a question, runs its gold SQL, and holds one result against the other.

use super::Prediction;
use super::compare;
use super::components::{difficulty, exact_match};
use super::pairs::Pair;
use super::statements::Statements;
use crate::cli::EvalArgs;
use analyst::product::Product;
use analyst::runner::{Ended, JobEnd, Runner, StageLog};
use anyhow::{Context, Result};
use contract::{AskRequest, Outcome, ResultSet, Source};
use ingest::NoProgress;
use ports::Query;
use std::fs::File;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// Asks over a product of its own.
pub(super) struct Judge<'a> {
    pub(super) product: &'a Product,
    runner: Runner,
    args: &'a EvalArgs,
}

impl<'a> Judge<'a> {
    pub(super) fn new(product: &'a Product, args: &'a EvalArgs) -> Result<Self> {
        Ok(Self {
            product,
            runner: Runner::new(product.ports())?,
            args,
        })
    }

    /// The database's source, ingested when it is first asked about.
    pub(super) async fn load(&self, db_id: &str) -> Result<Source> {
        let name = db_id.to_lowercase();
        if let Ok(source) = self.product.ports().catalog.source(&name).await {
            return Ok(source);
        }
        let path = self.args.zips.join(format!("{db_id}.zip"));
        let archive =
            File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let file_name = format!("{db_id}.zip");
        self.product
            .ingest_file(archive, &file_name, &name, Arc::new(NoProgress))
            .await?;
        Ok(self.product.ports().catalog.source(&name).await?)
    }

    /// Asks the question and judges the answer.
    pub(super) async fn asked(&self, source: &Source, pair: &Pair) -> Result<Prediction> {
        let request = self.request(source, &pair.question);
        let started = Instant::now();
        let ended = self.ask(&request).await;
        let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
        let gold = self.gold(source, pair).await;
        let mut prediction = Prediction {
            duration_ms,
            ..unanswered(pair, gold.as_ref())
        };
        for stage in &ended.stages {
            prediction.tokens_in += stage.tokens_in;
            prediction.tokens_out += stage.tokens_out;
            prediction.attempts += u32::from(stage.state == "Generate");
        }
        match ended.end {
            JobEnd::Succeeded(answer) => {
                answer.outcome.as_str().clone_into(&mut prediction.outcome);
                answer
                    .approach
                    .as_str()
                    .clone_into(&mut prediction.approach);
                prediction.exact = answer
                    .sql
                    .as_deref()
                    .and_then(|sql| exact_match(&pair.gold, &without_cap(sql, source)));
                prediction.sql = answer.sql;
                prediction.confidence = answer.confidence;
                prediction.text = answer.text;
                if matches!(answer.outcome, Outcome::Answered | Outcome::Empty) {
                    let result = self.product.result(&request.job_id).await?;
                    prediction.correct =
                        gold.map(|gold| compare::equal(&gold, &result, pair.is_ordered()));
                    prediction.columns = result.columns;
                    prediction.rows = result.rows;
                }
            }
            JobEnd::Failed(problem) => prediction.text = problem.detail,
            JobEnd::Cancelled => (),
        }
        Ok(prediction)
    }

    /// Judges the statement of another program, which runs as the gold SQL does.
    pub(super) async fn given(
        &self,
        source: &Source,
        pair: &Pair,
        statements: &Statements,
    ) -> Prediction {
        let gold = self.gold(source, pair).await;
        let statement = statements.of(&pair.db_id, &pair.question);
        let mut prediction = Prediction {
            duration_ms: statement.duration_ms,
            tokens_in: statement.tokens_in,
            tokens_out: statement.tokens_out,
            attempts: 1,
            ..unanswered(pair, gold.as_ref())
        };
        let Some(sql) = statement.sql else {
            "unanswerable".clone_into(&mut prediction.outcome);
            return prediction;
        };
        match self.execute(source, &sql).await {
            Ok(result) => {
                "answered".clone_into(&mut prediction.outcome);
                prediction.correct =
                    gold.map(|gold| compare::equal(&gold, &result, pair.is_ordered()));
                prediction.columns = result.columns;
                prediction.rows = result.rows;
            }
            Err(reason) => {
                "refused".clone_into(&mut prediction.outcome);
                prediction.text = reason;
            }
        }
        prediction.exact = exact_match(&pair.gold, &sql);
        prediction.sql = Some(sql);
        prediction
    }

    /// How a question ends.
    pub(super) async fn outcome(&self, source: &Source, question: &str) -> Result<String> {
        let ended = self.ask(&self.request(source, question)).await;
        Ok(match ended.end {
            JobEnd::Succeeded(answer) => answer.outcome.as_str().to_owned(),
            JobEnd::Failed(_) | JobEnd::Cancelled => "failed".to_owned(),
        })
    }

    fn request(&self, source: &Source, question: &str) -> AskRequest {
        AskRequest {
            job_id: "eval".to_owned(),
            question: question.to_owned(),
            source: source.name.clone(),
            role: "analyst".to_owned(),
            approach: self.args.approach.into(),
            conversation: vec![],
            use_cache: false,
            sql: None,
            asked_at: jiff::Timestamp::now().to_string(),
        }
    }

    async fn ask(&self, request: &AskRequest) -> Ended {
        self.runner
            .run(request, &StageLog::silent(), CancellationToken::new())
            .await
    }

    /// The rows of the gold SQL, or `None` when it does not run on this engine.
    async fn gold(&self, source: &Source, pair: &Pair) -> Option<ResultSet> {
        self.execute(source, &pair.gold).await.ok()
    }

    async fn execute(&self, source: &Source, sql: &str) -> Result<ResultSet, String> {
        let query = Query {
            job_id: "gold".to_owned(),
            source: source.clone(),
            sql: sql.to_owned(),
        };
        let result = self.product.ports().engine.execute(&query).await;
        result.map_err(|error| error.to_string())
    }
}

/// A prediction without an answer.
fn unanswered(pair: &Pair, gold: Option<&ResultSet>) -> Prediction {
    Prediction {
        db_id: pair.db_id.clone(),
        question: pair.question.clone(),
        outcome: "failed".to_owned(),
        sql: None,
        columns: vec![],
        rows: vec![],
        duration_ms: 0.0,
        confidence: None,
        text: String::new(),
        correct: gold.map(|_| false),
        gold_empty: gold.map_or(pair.empty, |gold| gold.rows.is_empty()),
        approach: String::new(),
        difficulty: difficulty(&pair.gold),
        exact: None,
        attempts: 0,
        tokens_in: 0,
        tokens_out: 0,
    }
}

/// The statement without the row cap that Validate added.
fn without_cap(sql: &str, source: &Source) -> String {
    let cap = format!(" LIMIT {}", source.limits.row_cap.saturating_add(1));
    sql.strip_suffix(&cap).unwrap_or(sql).to_owned()
}
