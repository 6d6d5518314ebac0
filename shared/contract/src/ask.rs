//! The state document of the ask machine: what goes in, and what each step adds at its own
//! `ResultPath`. A step's input is a view of [`AskState`]: serde ignores what a step does not name.

use crate::{Outcome, ResultSet, Slots, ValueSharing};
use serde::{Deserialize, Serialize};

/// The whole document. Each field but `request` is one step's result, at `$.<field>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AskState {
    /// What was asked.
    pub request: AskRequest,
    /// By Classify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Classification>,
    /// By CacheCheck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<CacheDecision>,
    /// By Schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<SchemaReference>,
    /// By Generate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<Generation>,
    /// By Validate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Validation>,
    /// By Execute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<Execution>,
    /// By Explain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    /// By CacheWrite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write: Option<CacheWriteOutcome>,
}

/// What was asked, by whom and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AskRequest {
    /// The job; also the name of the execution.
    pub job_id: String,
    /// The question as it was typed.
    pub question: String,
    /// The source it is about.
    pub source: String,
    /// The role of the person who asks; decides what may be read.
    #[serde(default = "default_role")]
    pub role: String,
    /// How to get from the question to SQL.
    #[serde(default)]
    pub approach: Approach,
    /// The last turns of the conversation, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversation: Vec<Turn>,
    /// Whether an earlier answer may be served.
    #[serde(default = "yes")]
    pub use_cache: bool,
    /// A person's own statement for the question: it goes straight to Validate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// When it was asked, RFC 3339; what "last month" counts from.
    pub asked_at: String,
}

fn default_role() -> String {
    "analyst".to_owned()
}

const fn yes() -> bool {
    true
}

/// How to get from a question to SQL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Approach {
    /// The deterministic parser alone: instant, free, no model.
    Rules,
    /// A model with the schema.
    ZeroShot,
    /// A model with the schema and the nearest approved examples.
    FewShot,
    /// Rules when they are confident, else the model.
    #[default]
    Auto,
}

impl Approach {
    /// The name as it is written in options and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::ZeroShot => "zero_shot",
            Self::FewShot => "few_shot",
            Self::Auto => "auto",
        }
    }
}

/// An earlier question of the conversation, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Turn {
    /// The standalone question.
    pub question: String,
    /// The SQL that answered it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
}

/// What a step used of what costs money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Usage {
    /// Tokens sent to models.
    pub tokens_in: u64,
    /// Tokens models answered with.
    pub tokens_out: u64,
    /// Bytes an engine scanned, 0 where it cannot tell.
    pub bytes_scanned: u64,
}

/// What kind of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Rows.
    Sql,
    /// Rows and a chart.
    Plot,
    /// Talk about the product or the catalogue.
    Chat,
    /// Something this product does not do, such as changing data.
    Unsupported,
}

/// What Classify found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Classification {
    /// The kind of answer.
    pub intent: Intent,
    /// The question with nothing left to guess from the conversation.
    pub question: String,
    /// Whether `question` differs from what was typed.
    pub rewritten: bool,
    /// What must be equal for another question to share the answer.
    pub slots: Slots,
    /// Model use.
    #[serde(default)]
    pub usage: Usage,
}

/// What CacheCheck found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheDecision {
    /// Hit or miss.
    pub verdict: CacheVerdict,
    /// The entry, on a hit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit: Option<CacheHit>,
    /// Near misses: examples for Generate, never answers.
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// Whether an earlier answer serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CacheVerdict {
    /// A stored question is near enough and its slots are equal.
    Hit,
    /// None is.
    Miss,
}

/// The stored question that serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheHit {
    /// The entry.
    pub entry_id: String,
    /// Its question.
    pub question: String,
    /// Its SQL; passes the guard again before it runs.
    pub sql: String,
    /// Cosine similarity, -1 to 1.
    pub similarity: f32,
    /// Who vouches for it.
    pub provenance: Provenance,
    /// How the reading was told when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
}

/// Who vouches for a stored pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// It answered once, nobody judged it.
    Auto,
    /// A person approved it.
    Approved,
}

/// A question with the SQL that answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Example {
    /// The question.
    pub question: String,
    /// The SQL.
    pub sql: String,
    /// Cosine similarity to the question asked, -1 to 1.
    pub similarity: f32,
    /// Who vouches for it.
    pub provenance: Provenance,
}

/// Where the catalogue for this question lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SchemaReference {
    /// The key of the object that holds the [`crate::Catalog`] as JSON.
    pub key: String,
    /// The catalogue's fingerprint.
    pub fingerprint: String,
    /// Tables in it.
    pub tables: u64,
    /// Whether tables were left out because the catalogue is large.
    pub pruned: bool,
    /// Whether its cell values may be shown to a model.
    #[serde(default)]
    pub value_sharing: ValueSharing,
}

/// What Generate made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Generation {
    /// SQL, a question back, or the reason there is none.
    pub verdict: GenerationVerdict,
    /// The statement, unproven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// One sentence that tells how the question was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// What to choose from, when asking back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Why there is no SQL, in a sentence for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// 0 to 1: how sure the maker is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Who made it: `auto` never stands here.
    pub approach: Approach,
    /// 1 for the first statement of the question.
    pub attempt: u32,
    /// Whether values closest to the asked ones were already offered once.
    #[serde(default)]
    pub used_value_hints: bool,
    /// Statements that failed before, with the reason, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<TriedSql>,
    /// Version of the prompt, when a model made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_version: Option<String>,
    /// Model use of this attempt.
    #[serde(default)]
    pub usage: Usage,
}

/// What came out of Generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GenerationVerdict {
    /// A statement.
    Sql,
    /// The question has several readings; the person chooses.
    AskBack,
    /// The data does not hold an answer, or the question is not understood.
    Unanswerable,
    /// The question is about something the role may not read.
    NotPermitted,
    /// Every statement there is to try has failed; Validate or Execute said why.
    GaveUp,
}

/// One reading a person can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// What a button shows.
    pub label: String,
    /// The question to ask instead, which has only this reading.
    pub question: String,
}

/// A statement that failed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TriedSql {
    /// The statement.
    pub sql: String,
    /// The guard's or the engine's reason.
    pub reason: String,
}

/// What Validate proved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Validation {
    /// Valid, rejected or not permitted.
    pub verdict: ValidationVerdict,
    /// Where the statement came from.
    pub origin: SqlOrigin,
    /// The canonical text: the only thing that is executed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// Why it is rejected, so that it can be repaired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Tables it reads.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Columns it reads, `table.column`.
    #[serde(default)]
    pub columns: Vec<String>,
    /// What a person should know although the statement is valid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Literals that text columns are compared with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text_filters: Vec<TextFilter>,
    /// What it will cost, where that was estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
}

/// What came out of Validate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValidationVerdict {
    /// May run.
    Valid,
    /// May not run; another statement might.
    Rejected,
    /// Reads something the role may not read.
    NotPermitted,
}

/// Where a statement came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SqlOrigin {
    /// Generate.
    Generated,
    /// The cache.
    Cached,
    /// A person.
    Edited,
}

/// Something a person should know about a valid statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// What kind.
    pub kind: FindingKind,
    /// One sentence.
    pub message: String,
}

/// Kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Tables are joined without a condition.
    CartesianProduct,
    /// An aggregate runs over rows that a join multiplies.
    FanOut,
    /// The row cap was added.
    RowCap,
    /// The role's row filter was added.
    RowFilter,
    /// `*` was written out, without denied columns.
    ExpandedWildcard,
}

/// A literal that a text column is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextFilter {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The literal.
    pub value: String,
}

/// What a statement will cost, before it runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Estimate {
    /// Rows the engine expects.
    pub rows: Option<u64>,
    /// Bytes it expects to read.
    pub bytes: Option<u64>,
}

/// What Execute brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Execution {
    /// Rows, none, or an error another statement might mend.
    pub verdict: ExecutionVerdict,
    /// The first rows, small enough for the state.
    #[serde(default)]
    pub preview: ResultSet,
    /// The key of the object that holds the whole [`ResultSet`] as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_key: Option<String>,
    /// What the engine said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Real values closest to text filters that matched nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value_hints: Vec<ValueHint>,
    /// Engine use.
    #[serde(default)]
    pub usage: Usage,
}

/// What came out of Execute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExecutionVerdict {
    /// At least one row with at least one value.
    Rows,
    /// No row, or nothing but NULL.
    Empty,
    /// No row, and a text filter matched nothing although close values exist.
    EmptyWithHints,
    /// The engine refused the statement.
    EngineError,
}

/// Real values closest to one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ValueHint {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// What was asked for.
    pub asked: String,
    /// Real values, closest first.
    pub closest: Vec<String>,
}

/// What Explain says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// How the question ended.
    pub outcome: Outcome,
    /// The text; every number in it is in the result or computed from it.
    pub text: String,
    /// A Vega-Lite specification with its data inline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<serde_json::Value>,
    /// Follow-up questions worth asking.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<String>,
    /// Model use.
    #[serde(default)]
    pub usage: Usage,
}

/// What CacheWrite did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheWriteOutcome {
    /// The entry, when one was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<String>,
}
