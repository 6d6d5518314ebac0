use crate::{
    Approach, AskState, Choice, Finding, Intent, Provenance, ResultColumn, Row, SqlOrigin,
};
use serde::{Deserialize, Serialize};

/// How a question ended. A technical failure is no outcome: it is an error of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Rows, or talk when talk was asked for.
    Answered,
    /// No statement passed the guard or the engine, or the wish is not for this product.
    Refused,
    /// The data does not hold an answer, or the question is not understood.
    Unanswerable,
    /// The question has several readings.
    NeedsClarification,
    /// It is about something the role may not read; never reported as "no rows".
    NotPermitted,
    /// The query ran and found nothing.
    Empty,
}

impl Outcome {
    /// The name as it is written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Unanswerable => "unanswerable",
            Self::NeedsClarification => "needs_clarification",
            Self::NotPermitted => "not_permitted",
            Self::Empty => "empty",
        }
    }
}

/// The whole answer: the shape of `analyst ask --json` and of `answer` in the jobs API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// How the question ended.
    pub outcome: Outcome,
    /// The question as it was understood.
    pub question: String,
    /// The source.
    pub source: String,
    /// Who made the SQL; the wished approach when none was made.
    pub approach: Approach,
    /// 0 to 1: how sure the maker of the SQL is.
    pub confidence: Option<f64>,
    /// The SQL that ran, or that failed last.
    pub sql: Option<String>,
    /// One sentence that tells how the question was read.
    pub reading: Option<String>,
    /// Columns of the result.
    pub columns: Vec<ResultColumn>,
    /// Rows of the result.
    pub rows: Vec<Row>,
    /// Rows in all; more than `rows` holds when only a preview was asked for.
    pub row_count: u64,
    /// Whether the row cap cut the result.
    pub truncated: bool,
    /// The explanation.
    pub text: String,
    /// A Vega-Lite specification.
    pub chart: Option<serde_json::Value>,
    /// What to choose from, when the question has several readings.
    pub choices: Vec<Choice>,
    /// Follow-up questions worth asking.
    pub suggestions: Vec<String>,
    /// What a person should know about the statement.
    pub findings: Vec<Finding>,
    /// Whether the SQL came from an earlier answer.
    pub cached: bool,
    /// Whether the rows are those of an earlier run, too. An upload is read again when it has a new
    /// version; a database is asked each time.
    #[serde(default)]
    pub result_reused: bool,
    /// Whether a person approved the SQL.
    pub verified: bool,
    /// The stages, in the order they were entered.
    pub stages: Vec<StageRecord>,
}

/// One stage of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StageRecord {
    /// The state's name.
    pub state: String,
    /// How it stands.
    pub status: StageStatus,
    /// 1 when the state was entered for the first time in this job.
    pub attempt: u32,
    /// Milliseconds, with a fraction.
    pub duration_ms: Millis,
    /// Tokens sent to models.
    pub tokens_in: u64,
    /// Tokens models answered with.
    pub tokens_out: u64,
    /// Bytes an engine scanned.
    pub bytes_scanned: u64,
    /// Calls that failed and were made again within this stage.
    pub retries: u32,
    /// The error's name, when it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A duration in milliseconds, kept in whole microseconds so that it compares exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Millis(pub std::time::Duration);

impl Millis {
    /// The milliseconds, with a fraction.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a stage lasts less than 2^53 microseconds"
    )]
    pub fn as_f64(self) -> f64 {
        self.0.as_micros() as f64 / 1000.0
    }
}

impl Serialize for Millis {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let millis = f64::deserialize(deserializer)?;
        std::time::Duration::try_from_secs_f64(millis / 1000.0)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Millis {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Millis".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0 })
    }
}

/// How a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StageStatus {
    /// Entered, not yet left.
    Running,
    /// Left with a result.
    Succeeded,
    /// Left with an error.
    Failed,
    /// Left because the job was cancelled.
    Cancelled,
}

impl Answer {
    /// Assembles the answer from the machine's last state document.
    ///
    /// `None` when the document has no explanation: the execution did not end in success.
    pub fn from_state(state: &AskState, stages: Vec<StageRecord>) -> Option<Self> {
        let explanation = state.explanation.clone()?;
        let classification = state.classification.as_ref();
        let generation = state.generation.as_ref();
        let validation = state.validation.as_ref();
        let hit = state.cache.as_ref().and_then(|cache| cache.hit.as_ref());
        let cached = validation.is_some_and(|v| v.origin == SqlOrigin::Cached) && hit.is_some();
        let preview = state
            .execution
            .as_ref()
            .map(|e| e.preview.clone())
            .unwrap_or_default();
        Some(Self {
            outcome: explanation.outcome,
            question: classification
                .map_or_else(|| state.request.question.clone(), |c| c.question.clone()),
            source: state.request.source.clone(),
            approach: generation.map_or(state.request.approach, |g| g.approach),
            confidence: generation.and_then(|g| g.confidence),
            sql: validation
                .and_then(|v| v.sql.clone())
                .or_else(|| generation.and_then(|g| g.sql.clone()))
                .or_else(|| state.request.sql.clone()),
            reading: if cached {
                hit.and_then(|hit| hit.reading.clone())
            } else {
                generation.and_then(|g| g.reading.clone())
            },
            columns: preview.columns,
            rows: preview.rows,
            row_count: preview.row_count,
            truncated: preview.truncated,
            text: explanation.text,
            chart: explanation.chart,
            choices: generation.map(|g| g.choices.clone()).unwrap_or_default(),
            suggestions: explanation.suggestions,
            findings: validation.map(|v| v.findings.clone()).unwrap_or_default(),
            cached,
            result_reused: state.execution.as_ref().is_some_and(|e| e.reused),
            // A person approved the stored value, not the one that took its place.
            verified: cached
                && hit.is_some_and(|hit| {
                    hit.provenance == Provenance::Approved && hit.rebound.is_none()
                }),
            stages,
        })
    }
}

impl AskState {
    /// The question with nothing left to guess, as Classify wrote it.
    pub fn standalone_question(&self) -> &str {
        self.classification
            .as_ref()
            .map_or(&self.request.question, |c| &c.question)
    }

    /// Whether a chart was asked for.
    pub fn wants_chart(&self) -> bool {
        self.classification
            .as_ref()
            .is_some_and(|c| c.intent == Intent::Plot)
    }
}
