use crate::DataType;
use serde::{Deserialize, Serialize};

/// One row: a JSON value a column. NULL is `null`; integers beyond 2^53 and decimals that a double
/// cannot hold are strings; dates and times are ISO 8601 strings; NaN and the infinities are the
/// strings `NaN`, `Infinity` and `-Infinity`.
pub type Row = Vec<serde_json::Value>;

/// The rows of a query, or the first of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResultSet {
    /// The columns in their order.
    pub columns: Vec<ResultColumn>,
    /// The rows in their order.
    pub rows: Vec<Row>,
    /// How many rows the whole result has; more than `rows` holds when this is a preview.
    pub row_count: u64,
    /// Whether the row cap cut the result.
    pub truncated: bool,
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResultColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: DataType,
}
