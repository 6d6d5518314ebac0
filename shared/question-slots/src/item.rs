//! A question as a sequence of items: what its words mean to the cache, in their order.

use contract::{Aggregation, Comparison, Direction};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    Number(String),
    Date(String),
    Quoted(String),
    /// A content word in the singular; `name` when it had a capital inside the sentence.
    Word {
        stem: String,
        name: bool,
    },
    Compare(Comparison),
    Not,
    Direction(Direction),
    Aggregate(Aggregation),
    Distinct,
    Group,
    And,
    Comma,
    Of,
    /// Something between two words that adds nothing: they are no compound.
    Gap,
}

impl Item {
    pub(crate) fn word(stem: impl Into<String>) -> Self {
        Self::Word {
            stem: stem.into(),
            name: false,
        }
    }

    pub(crate) fn is_word(&self) -> bool {
        matches!(self, Self::Word { .. })
    }

    pub(crate) fn is_value(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Date(_) | Self::Quoted(_))
            || matches!(self, Self::Word { name: true, .. })
    }

    /// How the item stands in the order of a question; `None` for what only separates.
    pub(crate) fn mark(&self) -> Option<String> {
        Some(match self {
            Self::Number(number) => format!("#{number}"),
            Self::Date(date) => format!("~{date}"),
            Self::Quoted(text) => format!("{text:?}"),
            Self::Word { stem, .. } => stem.clone(),
            Self::Compare(comparison) => match comparison {
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Between => "<>",
            }
            .to_owned(),
            Self::Not => "!".to_owned(),
            // "the highest age" and "the maximum age" ask for the same.
            Self::Direction(Direction::Highest) | Self::Aggregate(Aggregation::Maximum) => {
                "+max".to_owned()
            }
            Self::Direction(Direction::Lowest) | Self::Aggregate(Aggregation::Minimum) => {
                "+min".to_owned()
            }
            Self::Aggregate(aggregation) => match aggregation {
                Aggregation::Count => "+count",
                Aggregation::Sum => "+sum",
                Aggregation::Average => "+avg",
                Aggregation::Median => "+median",
                Aggregation::Maximum => "+max",
                Aggregation::Minimum => "+min",
                Aggregation::Share => "+share",
            }
            .to_owned(),
            Self::Distinct => "+distinct".to_owned(),
            Self::Group => "@".to_owned(),
            Self::And | Self::Comma | Self::Of | Self::Gap => return None,
        })
    }

    /// The item in plain words; `None` for what only separates.
    pub(crate) fn spoken(&self) -> Option<&str> {
        Some(match self {
            Self::Number(text) | Self::Date(text) | Self::Quoted(text) => text,
            Self::Word { stem, .. } => stem,
            Self::Compare(Comparison::Greater) => "more than",
            Self::Compare(Comparison::GreaterOrEqual) => "at least",
            Self::Compare(Comparison::Less) => "less than",
            Self::Compare(Comparison::LessOrEqual) => "at most",
            Self::Compare(Comparison::Between) => "between",
            Self::Not => "not",
            Self::Direction(Direction::Highest) | Self::Aggregate(Aggregation::Maximum) => {
                "highest"
            }
            Self::Direction(Direction::Lowest) | Self::Aggregate(Aggregation::Minimum) => "lowest",
            Self::Aggregate(Aggregation::Count) => "count",
            Self::Aggregate(Aggregation::Sum) => "total",
            Self::Aggregate(Aggregation::Average) => "average",
            Self::Aggregate(Aggregation::Median) => "median",
            Self::Aggregate(Aggregation::Share) => "percentage",
            Self::Distinct => "different",
            Self::Group => "per",
            Self::And | Self::Comma | Self::Of | Self::Gap => return None,
        })
    }
}
