use super::node::{Fields, Node};
use crate::choice::{Comparison, Operand, Relation, Rule, Test, TypeTest, ValueKind};
use crate::pattern::Pattern;
use crate::{LoadError, Problem, timestamp};

const TYPE_TESTS: [(&str, TypeTest); 6] = [
    ("IsPresent", TypeTest::Present),
    ("IsNull", TypeTest::Null),
    ("IsString", TypeTest::String),
    ("IsNumeric", TypeTest::Numeric),
    ("IsBoolean", TypeTest::Boolean),
    ("IsTimestamp", TypeTest::Timestamp),
];

/// Every comparison, with the name of its `...Path` variant.
#[rustfmt::skip]
const COMPARISONS: [(&str, &str, ValueKind, Relation); 16] = [
    ("StringEquals", "StringEqualsPath", ValueKind::String, Relation::Equal),
    ("StringLessThan", "StringLessThanPath", ValueKind::String, Relation::Less),
    ("StringGreaterThan", "StringGreaterThanPath", ValueKind::String, Relation::Greater),
    ("StringLessThanEquals", "StringLessThanEqualsPath", ValueKind::String, Relation::AtMost),
    ("StringGreaterThanEquals", "StringGreaterThanEqualsPath", ValueKind::String, Relation::AtLeast),
    ("NumericEquals", "NumericEqualsPath", ValueKind::Numeric, Relation::Equal),
    ("NumericLessThan", "NumericLessThanPath", ValueKind::Numeric, Relation::Less),
    ("NumericGreaterThan", "NumericGreaterThanPath", ValueKind::Numeric, Relation::Greater),
    ("NumericLessThanEquals", "NumericLessThanEqualsPath", ValueKind::Numeric, Relation::AtMost),
    ("NumericGreaterThanEquals", "NumericGreaterThanEqualsPath", ValueKind::Numeric, Relation::AtLeast),
    ("BooleanEquals", "BooleanEqualsPath", ValueKind::Boolean, Relation::Equal),
    ("TimestampEquals", "TimestampEqualsPath", ValueKind::Timestamp, Relation::Equal),
    ("TimestampLessThan", "TimestampLessThanPath", ValueKind::Timestamp, Relation::Less),
    ("TimestampGreaterThan", "TimestampGreaterThanPath", ValueKind::Timestamp, Relation::Greater),
    ("TimestampLessThanEquals", "TimestampLessThanEqualsPath", ValueKind::Timestamp, Relation::AtMost),
    ("TimestampGreaterThanEquals", "TimestampGreaterThanEqualsPath", ValueKind::Timestamp, Relation::AtLeast),
];

/// Reads the condition of a choice rule; the caller finishes the fields.
pub(super) fn read_rule(fields: &mut Fields<'_>) -> Result<Rule, LoadError> {
    let mut rules = Vec::new();
    if let Some(node) = fields.optional("And") {
        rules.push(Rule::And(read_inner_rules(&node)?));
    }
    if let Some(node) = fields.optional("Or") {
        rules.push(Rule::Or(read_inner_rules(&node)?));
    }
    if let Some(node) = fields.optional("Not") {
        rules.push(Rule::Not(Box::new(read_inner_rule(&node)?)));
    }
    let tests = read_tests(fields)?;
    let found = rules.len() + tests.len();
    let (rule, test) = (rules.pop(), tests.into_iter().next());
    match (rule, test, found) {
        (Some(rule), None, 1) => Ok(rule),
        (None, Some(test), 1) => {
            let variable = fields.required("Variable")?.readable_reference()?;
            Ok(Rule::Test { variable, test })
        }
        _ => Err(fields.error(Problem::Operators { found })),
    }
}

fn read_inner_rules(node: &Node<'_>) -> Result<Vec<Rule>, LoadError> {
    node.elements()?.iter().map(read_inner_rule).collect()
}

/// A rule inside `And`, `Or` or `Not`: it has no `Next`.
fn read_inner_rule(node: &Node<'_>) -> Result<Rule, LoadError> {
    let mut fields = node.fields()?;
    let rule = read_rule(&mut fields)?;
    fields.finish()?;
    Ok(rule)
}

fn read_tests(fields: &mut Fields<'_>) -> Result<Vec<Test>, LoadError> {
    let mut tests = Vec::new();
    for (name, test) in TYPE_TESTS {
        if let Some(node) = fields.optional(name) {
            tests.push(Test::Type {
                test,
                expected: node.boolean()?,
            });
        }
    }
    if let Some(node) = fields.optional("StringMatches") {
        tests.push(Test::Matches(Pattern::new(node.string()?)));
    }
    for (name, path_name, kind, relation) in COMPARISONS {
        let literal = fields
            .optional(name)
            .map(|node| read_literal(&node, kind))
            .transpose()?;
        let path = fields
            .optional(path_name)
            .map(|node| node.path())
            .transpose()?;
        let operands = literal.into_iter().chain(path.map(Operand::Path));
        tests.extend(operands.map(|operand| {
            Test::Compare(Comparison {
                kind,
                relation,
                operand,
            })
        }));
    }
    Ok(tests)
}

fn read_literal(node: &Node<'_>, kind: ValueKind) -> Result<Operand, LoadError> {
    let value = node.value;
    let (fits, expected) = match kind {
        ValueKind::String => (value.is_string(), "a string"),
        ValueKind::Numeric => (value.is_number(), "a number"),
        ValueKind::Boolean => (value.is_boolean(), "true or false"),
        ValueKind::Timestamp => {
            let moment = value.as_str().and_then(timestamp::parse);
            (moment.is_some(), "a timestamp such as 2016-03-14T01:59:00Z")
        }
    };
    if fits {
        Ok(Operand::Literal(value.clone()))
    } else {
        Err(node.error(Problem::Expected(expected)))
    }
}
