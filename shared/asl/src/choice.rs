//! The rules of Choice states.

use crate::path::Path;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// A condition on the input.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    And(Vec<Rule>),
    Or(Vec<Rule>),
    Not(Box<Rule>),
    Test { variable: Path, test: Test },
}

#[derive(Debug, Clone)]
pub(crate) enum Test {
    Compare {
        kind: Kind,
        accepts: fn(Ordering) -> bool,
        with: Operand,
    },
    Matches(String),
    Is {
        what: Is,
        expected: bool,
    },
}

/// What a comparison compares; a value of another kind makes it false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    String,
    Numeric,
    Boolean,
    Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    Present,
    Null,
    String,
    Numeric,
    Boolean,
    Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) enum Operand {
    Value(Value),
    Path(Path),
}

/// There is nothing at the path a rule looks at.
#[derive(Debug)]
pub(crate) struct NothingThere(pub(crate) String);

impl Rule {
    /// Reads a rule; `Next` and `Comment` belong to the choice, not to the rule.
    pub(crate) fn parse(rule: &Value) -> Result<Self, String> {
        let object = rule.as_object().ok_or("a rule must be an object")?;
        let fields: Vec<(&String, &Value)> = object
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "Next" | "Comment"))
            .collect();
        match fields.as_slice() {
            [(name, rules)] if *name == "And" => Ok(Self::And(several(rules)?)),
            [(name, rules)] if *name == "Or" => Ok(Self::Or(several(rules)?)),
            [(name, rule)] if *name == "Not" => Ok(Self::Not(Box::new(Self::parse(rule)?))),
            [_, _] => test(object),
            _ => Err("a rule has And, Or, Not, or Variable with one comparison".to_owned()),
        }
    }

    /// Whether the input fulfils it.
    pub(crate) fn holds(&self, input: &Value, context: &Value) -> Result<bool, NothingThere> {
        match self {
            Self::And(rules) => all(rules, input, context),
            Self::Or(rules) => {
                for rule in rules {
                    if rule.holds(input, context)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(rule) => rule.holds(input, context).map(|holds| !holds),
            Self::Test { variable, test } => test.holds(variable, input, context),
        }
    }
}

fn several(rules: &Value) -> Result<Vec<Rule>, String> {
    let rules = rules.as_array().filter(|rules| !rules.is_empty());
    rules
        .ok_or("And and Or need at least one rule")?
        .iter()
        .map(Rule::parse)
        .collect()
}

fn all(rules: &[Rule], input: &Value, context: &Value) -> Result<bool, NothingThere> {
    for rule in rules {
        if !rule.holds(input, context)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn test(object: &Map<String, Value>) -> Result<Rule, String> {
    let variable = object
        .get("Variable")
        .and_then(Value::as_str)
        .ok_or("Variable is missing")?;
    let variable = Path::parse(variable).ok_or_else(|| format!("{variable} is no path"))?;
    let comparison = object
        .iter()
        .find(|(name, _)| !matches!(name.as_str(), "Variable" | "Next" | "Comment"))
        .ok_or("a comparison is missing")?;
    Ok(Rule::Test {
        variable,
        test: Test::parse(comparison.0, comparison.1)?,
    })
}

impl Test {
    fn parse(name: &str, value: &Value) -> Result<Self, String> {
        if name == "StringMatches" {
            let pattern = value.as_str().ok_or("StringMatches needs a text")?;
            return Ok(Self::Matches(pattern.to_owned()));
        }
        if let Some(what) = name.strip_prefix("Is").and_then(Is::named) {
            let expected = value
                .as_bool()
                .ok_or_else(|| format!("{name} needs true or false"))?;
            return Ok(Self::Is { what, expected });
        }
        let unknown = || format!("there is no comparison {name}");
        let (kind, rest) = Kind::prefix(name).ok_or_else(unknown)?;
        let (relation, is_path) = match rest.strip_suffix("Path") {
            Some(relation) => (relation, true),
            None => (rest, false),
        };
        let accepts = relation_named(relation).ok_or_else(unknown)?;
        if kind == Kind::Boolean && relation != "Equals" {
            return Err(unknown());
        }
        let with = if is_path {
            let path = value.as_str().and_then(Path::parse);
            Operand::Path(path.ok_or_else(|| format!("{name} needs a path"))?)
        } else if kind.compare(value, value).is_some() {
            Operand::Value(value.clone())
        } else {
            return Err(format!("{name} cannot compare with {value}"));
        };
        Ok(Self::Compare {
            kind,
            accepts,
            with,
        })
    }

    fn holds(&self, at: &Path, input: &Value, context: &Value) -> Result<bool, NothingThere> {
        let found = at.get(input, context);
        if let Self::Is {
            what: Is::Present,
            expected,
        } = self
        {
            return Ok(found.is_some() == *expected);
        }
        let nothing = |path: &Path| NothingThere(path.as_str().to_owned());
        let found = found.ok_or_else(|| nothing(at))?;
        match self {
            Self::Is { what, expected } => Ok(what.holds(found) == *expected),
            Self::Matches(pattern) => Ok(found.as_str().is_some_and(|text| matches(pattern, text))),
            Self::Compare {
                kind,
                accepts,
                with,
            } => {
                let with = match with {
                    Operand::Value(value) => value,
                    Operand::Path(path) => path.get(input, context).ok_or_else(|| nothing(path))?,
                };
                Ok(kind.compare(found, with).is_some_and(accepts))
            }
        }
    }
}

impl Kind {
    fn prefix(name: &str) -> Option<(Self, &str)> {
        [
            ("String", Self::String),
            ("Numeric", Self::Numeric),
            ("Boolean", Self::Boolean),
            ("Timestamp", Self::Timestamp),
        ]
        .into_iter()
        .find_map(|(prefix, kind)| Some((kind, name.strip_prefix(prefix)?)))
    }

    fn compare(self, a: &Value, b: &Value) -> Option<Ordering> {
        match self {
            Self::String => Some(a.as_str()?.cmp(b.as_str()?)),
            Self::Boolean => Some(a.as_bool()?.cmp(&b.as_bool()?)),
            Self::Timestamp => Some(timestamp(a)?.cmp(&timestamp(b)?)),
            Self::Numeric => match (a.as_i64(), b.as_i64()) {
                (Some(a), Some(b)) => Some(a.cmp(&b)),
                _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
            },
        }
    }
}

fn relation_named(name: &str) -> Option<fn(Ordering) -> bool> {
    Some(match name {
        "Equals" => Ordering::is_eq,
        "LessThan" => Ordering::is_lt,
        "GreaterThan" => Ordering::is_gt,
        "LessThanEquals" => Ordering::is_le,
        "GreaterThanEquals" => Ordering::is_ge,
        _ => return None,
    })
}

impl Is {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Present" => Self::Present,
            "Null" => Self::Null,
            "String" => Self::String,
            "Numeric" => Self::Numeric,
            "Boolean" => Self::Boolean,
            "Timestamp" => Self::Timestamp,
            _ => return None,
        })
    }

    fn holds(self, value: &Value) -> bool {
        match self {
            Self::Present => true,
            Self::Null => value.is_null(),
            Self::String => value.is_string(),
            Self::Numeric => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Timestamp => timestamp(value).is_some(),
        }
    }
}

fn timestamp(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

/// `*` stands for any characters, `\*` for itself.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = vec![String::new()];
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '*' => parts.push(String::new()),
            '\\' => parts
                .last_mut()
                .into_iter()
                .for_each(|part| part.extend(characters.next())),
            other => parts
                .last_mut()
                .into_iter()
                .for_each(|part| part.push(other)),
        }
    }
    let Some((first, rest)) = parts.split_first() else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return text == first;
    };
    let Some(mut text) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    for part in middle {
        match text.find(part.as_str()) {
            Some(index) => text = &text[index + part.len()..],
            None => return false,
        }
    }
    text.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn holds(rule: &Value) -> bool {
        let input = json!({
            "s": "zebra*", "n": 3, "f": 3.0, "b": true, "t": "2024-01-01T00:00:00Z",
            "u": "2024-01-01T01:00:00+01:00", "null": null, "m": 4
        });
        Rule::parse(rule)
            .unwrap()
            .holds(&input, &Value::Null)
            .unwrap()
    }

    #[test]
    fn comparisons() {
        assert!(holds(&json!({"Variable": "$.n", "NumericEquals": 3.0})));
        assert!(holds(
            &json!({"Variable": "$.n", "NumericLessThanPath": "$.m"})
        ));
        assert!(!holds(
            &json!({"Variable": "$.n", "NumericGreaterThanEqualsPath": "$.m"})
        ));
        assert!(holds(
            &json!({"Variable": "$.t", "TimestampEqualsPath": "$.u"})
        ));
        assert!(holds(
            &json!({"Variable": "$.s", "StringGreaterThan": "ant"})
        ));
        assert!(!holds(&json!({"Variable": "$.n", "StringEquals": "3"})));
        assert!(holds(&json!({"Variable": "$.b", "BooleanEquals": true})));
    }

    #[test]
    fn kinds_and_presence() {
        assert!(holds(&json!({"Variable": "$.absent", "IsPresent": false})));
        assert!(holds(&json!({"Variable": "$.null", "IsNull": true})));
        assert!(holds(&json!({"Variable": "$.t", "IsTimestamp": true})));
        assert!(holds(&json!({"Variable": "$.s", "IsTimestamp": false})));
        assert!(holds(
            &json!({"Not": {"Variable": "$.s", "IsNumeric": true}})
        ));
    }

    #[test]
    fn patterns() {
        for (pattern, expected) in [
            ("z*", true),
            ("*b*a*", true),
            ("zebra\\*", true),
            ("zebra", false),
            ("*x*", false),
        ] {
            assert_eq!(
                holds(&json!({"Variable": "$.s", "StringMatches": pattern})),
                expected,
                "{pattern}"
            );
        }
        assert!(!matches("aa*aa", "aaa"));
    }

    #[test]
    fn and_stops_before_it_looks_at_what_is_not_there() {
        let rule = json!({"And": [
            {"Variable": "$.absent", "IsPresent": true},
            {"Variable": "$.absent.x", "StringEquals": "y"}
        ]});
        assert!(!holds(&rule));
        let bare = Rule::parse(&rule["And"][1]).unwrap();
        assert!(bare.holds(&json!({}), &Value::Null).is_err());
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for wrong in [
            json!({"Variable": "$.a"}),
            json!({"Variable": "$.a", "StringIs": "x"}),
            json!({"Variable": "$.a", "NumericEquals": "x"}),
            json!({"Variable": "$.a", "BooleanLessThan": true}),
            json!({"Variable": "a", "IsNull": true}),
            json!({"And": []}),
            json!({"Variable": "$.a", "IsNull": true, "IsString": true}),
        ] {
            assert!(Rule::parse(&wrong).is_err(), "{wrong}");
        }
    }
}
