use std::cmp::Ordering;

use serde_json::Value;

use super::parse::{quoted, steps};
use super::{Step, select};
use crate::number;

/// Nesting of parentheses allowed in a filter.
const MAX_DEPTH: usize = 32;

/// The predicate of `[?(...)]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    Or(Box<Filter>, Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    /// The path leads somewhere.
    Exists(Operand),
    Compare(Operand, Relation, Operand),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// `@...`, from the element under test.
    Element(Vec<Step>),
    /// `$...`, from the root.
    Root(Vec<Step>),
    Literal(Value),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    NotEqual,
    AtMost,
    AtLeast,
    Less,
    Greater,
}

/// Longer signs first: `<` is also the start of `<=`.
const RELATIONS: [(&str, Relation); 6] = [
    ("==", Relation::Equal),
    ("!=", Relation::NotEqual),
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("<", Relation::Less),
    (">", Relation::Greater),
];

impl Filter {
    /// Reads a predicate in parentheses, and gives what follows.
    pub(super) fn parse(text: &str) -> Result<(Self, &str), String> {
        if text.starts_with('(') {
            unary(text, 0)
        } else {
            Err("a filter has the form `?(...)`".to_owned())
        }
    }

    pub(super) fn holds(&self, element: &Value, root: &Value) -> bool {
        match self {
            Self::Or(left, right) => left.holds(element, root) || right.holds(element, root),
            Self::And(left, right) => left.holds(element, root) && right.holds(element, root),
            Self::Not(inner) => !inner.holds(element, root),
            Self::Exists(operand) => operand.value(element, root).is_some(),
            Self::Compare(left, relation, right) => {
                relation.holds(left.value(element, root), right.value(element, root))
            }
        }
    }
}

fn disjunction(text: &str, depth: usize) -> Result<(Filter, &str), String> {
    let (mut filter, mut rest) = conjunction(text, depth)?;
    while let Some(after) = rest.trim_start().strip_prefix("||") {
        let (right, after) = conjunction(after, depth)?;
        filter = Filter::Or(Box::new(filter), Box::new(right));
        rest = after;
    }
    Ok((filter, rest))
}

fn conjunction(text: &str, depth: usize) -> Result<(Filter, &str), String> {
    let (mut filter, mut rest) = unary(text, depth)?;
    while let Some(after) = rest.trim_start().strip_prefix("&&") {
        let (right, after) = unary(after, depth)?;
        filter = Filter::And(Box::new(filter), Box::new(right));
        rest = after;
    }
    Ok((filter, rest))
}

fn unary(text: &str, depth: usize) -> Result<(Filter, &str), String> {
    if depth > MAX_DEPTH {
        return Err("the filter is nested too deeply".to_owned());
    }
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix('!') {
        let (filter, rest) = unary(rest, depth + 1)?;
        return Ok((Filter::Not(Box::new(filter)), rest));
    }
    if let Some(rest) = text.strip_prefix('(') {
        let (filter, rest) = disjunction(rest, depth + 1)?;
        let rest = rest
            .trim_start()
            .strip_prefix(')')
            .ok_or("`)` is missing in a filter")?;
        return Ok((filter, rest));
    }
    let (left, rest) = operand(text)?;
    let after = rest.trim_start();
    for (sign, relation) in RELATIONS {
        if let Some(after) = after.strip_prefix(sign) {
            let (right, rest) = operand(after.trim_start())?;
            return Ok((Filter::Compare(left, relation, right), rest));
        }
    }
    Ok((Filter::Exists(left), rest))
}

fn operand(text: &str) -> Result<(Operand, &str), String> {
    if let Some(rest) = text.strip_prefix('@') {
        return definite_steps(rest).map(|(steps, rest)| (Operand::Element(steps), rest));
    }
    if let Some(rest) = text.strip_prefix('$') {
        return definite_steps(rest).map(|(steps, rest)| (Operand::Root(steps), rest));
    }
    if text.starts_with(['\'', '"']) {
        let (value, rest) = quoted(text)?;
        return Ok((Operand::Literal(Value::String(value)), rest));
    }
    let is_word = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    let end = text
        .find(|character| !is_word(character))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match serde_json::from_str(word) {
        Ok(value) => Ok((Operand::Literal(value), rest)),
        Err(_) => Err(format!("`{text}` is not an operand of a filter")),
    }
}

fn definite_steps(text: &str) -> Result<(Vec<Step>, &str), String> {
    let (steps, rest) = steps(text)?;
    if steps.iter().all(Step::is_definite) {
        Ok((steps, rest))
    } else {
        Err("a path in a filter has names and indexes only".to_owned())
    }
}

impl Operand {
    fn value<'v>(&'v self, element: &'v Value, root: &'v Value) -> Option<&'v Value> {
        match self {
            Self::Element(steps) => select::definite(steps, element),
            Self::Root(steps) => select::definite(steps, root),
            Self::Literal(value) => Some(value),
        }
    }
}

impl Relation {
    fn holds(self, left: Option<&Value>, right: Option<&Value>) -> bool {
        let (Some(left), Some(right)) = (left, right) else {
            return self == Self::NotEqual && left != right;
        };
        let order = match (left, right) {
            (Value::Number(left), Value::Number(right)) => number::compare(left, right),
            (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
            _ => (left == right).then_some(Ordering::Equal),
        };
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::NotEqual => order != Some(Ordering::Equal),
            Self::Less => order == Some(Ordering::Less),
            Self::Greater => order == Some(Ordering::Greater),
            Self::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Self::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}
