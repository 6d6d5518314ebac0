use std::cmp::Ordering;

use serde_json::Value;

use crate::path::Path;
use crate::pattern::Pattern;
use crate::scope::Scope;
use crate::state_error::{StateError, runtime};
use crate::{number, timestamp};

/// The condition of a choice rule.
#[derive(Debug)]
pub(crate) enum Rule {
    And(Vec<Rule>),
    Or(Vec<Rule>),
    Not(Box<Rule>),
    Test { variable: Path, test: Test },
}

/// What is asked of a variable.
#[derive(Debug)]
pub(crate) enum Test {
    Type { test: TypeTest, expected: bool },
    Matches(Pattern),
    Compare(Comparison),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeTest {
    Present,
    Null,
    String,
    Numeric,
    Boolean,
    Timestamp,
}

#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) kind: ValueKind,
    pub(crate) relation: Relation,
    pub(crate) operand: Operand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    String,
    Numeric,
    Boolean,
    Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    Equal,
    Less,
    Greater,
    AtMost,
    AtLeast,
}

#[derive(Debug)]
pub(crate) enum Operand {
    Literal(Value),
    Path(Path),
}

impl Rule {
    /// Whether the rule holds. `And` and `Or` stop at the first rule that decides, so that
    /// `IsPresent` can guard what follows it.
    pub(crate) fn holds(&self, scope: &Scope<'_>) -> Result<bool, StateError> {
        match self {
            Self::And(rules) => {
                for rule in rules {
                    if !rule.holds(scope)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Or(rules) => {
                for rule in rules {
                    if rule.holds(scope)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(rule) => rule.holds(scope).map(|holds| !holds),
            Self::Test { variable, test } => test.holds(variable, scope),
        }
    }
}

impl Test {
    fn holds(&self, variable: &Path, scope: &Scope<'_>) -> Result<bool, StateError> {
        let value = variable.select(scope);
        if let Self::Type {
            test: TypeTest::Present,
            expected,
        } = self
        {
            return Ok(value.is_some() == *expected);
        }
        let value = value.ok_or_else(|| invalid(variable, scope))?;
        Ok(match self {
            Self::Type { test, expected } => test.fits(&value) == *expected,
            Self::Matches(pattern) => value.as_str().is_some_and(|text| pattern.matches(text)),
            Self::Compare(comparison) => comparison.holds(&value, scope)?,
        })
    }
}

/// The service's words for a path of a condition without a value.
fn invalid(path: &Path, scope: &Scope<'_>) -> StateError {
    let state = scope.context.state;
    let path = path.text();
    runtime(format!(
        "An error occurred while executing the state '{state}'. Invalid path '{path}': The choice \
         state's condition path references an invalid value."
    ))
}

impl TypeTest {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Present => true,
            Self::Null => value.is_null(),
            Self::String => value.is_string(),
            Self::Numeric => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Timestamp => value.as_str().and_then(timestamp::parse).is_some(),
        }
    }
}

impl Comparison {
    fn holds(&self, value: &Value, scope: &Scope<'_>) -> Result<bool, StateError> {
        let order = match &self.operand {
            Operand::Literal(operand) => self.kind.order(value, operand),
            Operand::Path(path) => {
                let operand = path.select(scope).ok_or_else(|| invalid(path, scope))?;
                self.kind.order(value, &operand)
            }
        };
        Ok(order.is_some_and(|order| self.relation.accepts(order)))
    }
}

impl ValueKind {
    /// The order of two values of this kind; none when one is of another kind.
    fn order(self, left: &Value, right: &Value) -> Option<Ordering> {
        match (self, left, right) {
            (Self::String, Value::String(left), Value::String(right)) => Some(left.cmp(right)),
            (Self::Numeric, Value::Number(left), Value::Number(right)) => {
                number::compare(left, right)
            }
            (Self::Boolean, Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
            (Self::Timestamp, Value::String(left), Value::String(right)) => {
                Some(timestamp::parse(left)?.cmp(&timestamp::parse(right)?))
            }
            _ => None,
        }
    }
}

impl Relation {
    fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::Greater => order.is_gt(),
            Self::AtMost => order.is_le(),
            Self::AtLeast => order.is_ge(),
        }
    }
}
