//! What Explain says.

use crate::{Outcome, Usage};
use serde::{Deserialize, Serialize};

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
