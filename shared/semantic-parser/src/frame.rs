//! What a question says, before names are resolved to one column each: the intermediate form
//! between words and plan.

use crate::link::{ColumnLink, ValueLink};
use crate::plan::{Aggregate, Comparison, DatePart, SetOperator};

/// A mention of an attribute of something.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Attribute {
    /// The columns it may mean.
    pub(crate) columns: Vec<ColumnLink>,
    /// The thing it was said to belong to: "name of the singer", "singer's name".
    pub(crate) owner: Option<Entity>,
    /// The thing that was spoken of last.
    pub(crate) near: Option<Entity>,
    /// Where it was said.
    pub(crate) at: usize,
    /// In how many words, when it was said by its name.
    pub(crate) words: usize,
}

/// A mention of a thing: the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Entity {
    pub(crate) table: usize,
    /// The key whose role was named.
    pub(crate) via: Option<usize>,
    /// Where it was said.
    pub(crate) at: usize,
}

/// A thing to return.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Output {
    /// A column.
    Attribute(Attribute),
    /// A thing by its name.
    Entity(Entity),
    /// A word that names both a thing and an attribute of another thing.
    Either(Attribute, Entity),
    /// An aggregate of a column.
    Aggregate {
        function: Aggregate,
        distinct: bool,
        attribute: Attribute,
    },
    /// How many things.
    Count(Option<Entity>),
    /// How many different values.
    CountDistinct(Attribute),
    /// All there is of a thing.
    Everything(Entity),
    /// The percentage of things that fulfil the conditions.
    Share,
    /// The average number of things for each other thing.
    AverageCount { counted: Entity },
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Clause {
    /// An attribute compared with something.
    Compare {
        attribute: Attribute,
        operator: Comparison,
        operand: Operand,
    },
    /// An attribute within bounds.
    Between {
        attribute: Attribute,
        low: Operand,
        high: Operand,
    },
    /// One of the places a value is found in, and what it must be near.
    Value {
        links: Vec<ValueLink>,
        attribute: Option<Attribute>,
        near: Option<Entity>,
        at: usize,
        negated: bool,
    },
    /// Text that contains something.
    Like {
        attribute: Attribute,
        pattern: String,
        negated: bool,
    },
    /// Known or unknown.
    Null { attribute: Attribute, negated: bool },
    /// A number of things.
    Count {
        entity: Entity,
        distinct: Option<Attribute>,
        operator: Comparison,
        number: f64,
        inner: Vec<Clause>,
    },
    /// An aggregate of a group compared with a number.
    Having {
        function: Aggregate,
        attribute: Attribute,
        operator: Comparison,
        number: f64,
    },
    /// There is (not) such a thing.
    Exists {
        entity: Entity,
        inner: Vec<Clause>,
        negated: bool,
    },
    /// The clauses do not all hold.
    Not(Vec<Clause>),
    /// At least one holds.
    Any(Vec<Clause>),
    /// A column by which the thing is greatest or least, over those of its kind.
    Extreme {
        attribute: Attribute,
        descending: bool,
        inner: Vec<Clause>,
    },
}

/// What is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    /// A number.
    Number(f64),
    /// Text as it was written.
    Text(String),
    /// A day.
    Date(String),
    /// A number that a part of a date is compared with.
    Part(DatePart, f64),
    /// An aggregate over all things, or those that fulfil the conditions.
    Aggregate {
        function: Aggregate,
        attribute: Option<Attribute>,
        inner: Vec<Clause>,
    },
    /// The attribute of the thing that is extreme by another one.
    OfExtreme { by: Attribute, descending: bool },
    /// Another column.
    Attribute(Attribute),
}

/// What rows are ordered by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OrderKey {
    /// A column.
    Attribute(Attribute),
    /// The number of things.
    Count(Option<Entity>),
    /// The number of different values.
    CountDistinct(Attribute),
    /// An aggregate of a column.
    Aggregate(Aggregate, Attribute),
    /// What is returned, in alphabetical order.
    Output,
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OrderSpec {
    pub(crate) key: OrderKey,
    pub(crate) descending: bool,
}

/// What rows are grouped by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum GroupKey {
    Attribute(Attribute),
    Entity(Entity),
    Either(Attribute, Entity),
    /// A part of a date: "per month".
    Part(DatePart, Attribute),
}

/// What a question says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Frame {
    pub(crate) outputs: Vec<Output>,
    pub(crate) distinct: bool,
    /// Things that were mentioned and must be joined, the first one first.
    pub(crate) entities: Vec<Entity>,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) groups: Vec<GroupKey>,
    pub(crate) order: Vec<OrderSpec>,
    pub(crate) limit: Option<u64>,
    /// Rows to leave out before: "the second highest".
    pub(crate) skip: u64,
    /// A second set of conditions, and how its rows go together with the first one's.
    pub(crate) set: Option<(SetOperator, Vec<Clause>)>,
    /// How many different things were asked to be counted: "number of groups".
    pub(crate) person: bool,
}
