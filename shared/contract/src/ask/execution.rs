//! What Execute brings.

use crate::{ResultSet, Usage};
use serde::{Deserialize, Serialize};

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
    /// Whether the rows are those of an earlier run: the tables are of the same version.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reused: bool,
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
