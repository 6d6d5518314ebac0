use crate::Mark;
use serde_json::Value;

/// What is wished for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChartRequest<'a> {
    /// The question; words such as "pie chart" or "versus" in it count when `wanted`.
    pub question: &'a str,
    /// Whether a chart was asked for. If not, only a shape that clearly invites one gets one.
    pub wanted: bool,
    /// The kind somebody chose. It is drawn or refused, never replaced by another.
    pub mark: Option<Mark>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Its kind.
    pub mark: Mark,
    /// The Vega-Lite specification with its data inline.
    pub spec: Value,
    /// What a person must know to read it right: what was left out, summed up or replaced. Whole
    /// sentences, also shown under the title.
    pub notes: Vec<String>,
}

/// Why there is no chart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoChart {
    /// The result has no rows.
    #[error("there are no rows to draw")]
    NoRows,
    /// Only some rows of the result were given.
    #[error("only {given} of {total} rows are at hand, and a chart of some rows would mislead")]
    Incomplete {
        /// Rows given.
        given: usize,
        /// Rows of the whole result.
        total: u64,
    },
    /// Nothing was asked for, and the shape does not call for a picture.
    #[error("the result is easier to read than to look at")]
    NotInviting,
    /// Nothing can be measured or counted.
    #[error("the result has no numbers to draw")]
    NothingToMeasure,
    /// The columns do not fit the kind that was chosen.
    #[error("a {mark} does not fit: {reason}")]
    Unfit {
        /// The kind.
        mark: Mark,
        /// What it would need.
        reason: String,
    },
}
