use serde::{Deserialize, Serialize};

/// What must be equal before two questions may share an answer. Every list is sorted, so that
/// `==` is the rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Slots {
    /// Numbers, written out plainly: "three" and "3" are `3`, "1.2 million" is `1200000`.
    pub numbers: Vec<String>,
    /// Dates, months, years and relative dates, as they were said ("2013-05-01", "last month").
    pub dates: Vec<String>,
    /// Text in quotation marks, letter for letter.
    pub quoted: Vec<String>,
    /// Words with a capital in the middle of the sentence: names of things.
    pub names: Vec<String>,
    /// Comparisons with a bound.
    pub comparisons: Vec<Comparison>,
    /// Whether something is denied ("not", "without", "except"): how often.
    pub negations: u32,
    /// Which end of an order is asked for.
    pub directions: Vec<Direction>,
    /// Which aggregates are asked for.
    pub aggregations: Vec<Aggregation>,
    /// The words after "per", "by", "each"...
    pub grouping: Vec<String>,
    /// Whether only different values are asked for.
    pub distinct: bool,
    /// Stems of the remaining content words.
    pub words: Vec<String>,
}

/// A comparison word, by its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// more than, over, after...
    Greater,
    /// at least, or more, since...
    GreaterOrEqual,
    /// less than, under, before...
    Less,
    /// at most, or fewer, until...
    LessOrEqual,
    /// between.
    Between,
}

/// An end of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// most, highest, latest, descending...
    Highest,
    /// least, lowest, earliest, ascending...
    Lowest,
}

/// An aggregate, by its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// how many, number of...
    Count,
    /// total, sum...
    Sum,
    /// average, mean...
    Average,
    /// maximum.
    Maximum,
    /// minimum.
    Minimum,
    /// median.
    Median,
    /// percentage, share, ratio...
    Share,
}
