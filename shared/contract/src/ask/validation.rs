//! What Validate proves.

use serde::{Deserialize, Serialize};

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
