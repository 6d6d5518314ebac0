//! The JSON paths of Trino's older functions: `$.store.book[0]["title"]`.

use datafusion::common::{Result, exec_err};
use serde_json::Value;

/// A path into a JSON document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Element(usize),
}

impl Path {
    pub(super) fn parse(text: &str) -> Result<Self> {
        match text.strip_prefix('$').and_then(steps) {
            Some(steps) => Ok(Self(steps)),
            None => exec_err!("the JSON path {text:?} is not of the form $.member[0][\"member\"]"),
        }
    }

    /// The text of the string, number or boolean that the path leads to.
    pub(super) fn scalar(&self, json: &str) -> Option<String> {
        let document: Value = serde_json::from_str(json).ok()?;
        let found = self
            .0
            .iter()
            .try_fold(&document, |value, step| match step {
                Step::Member(name) => value.get(name),
                Step::Element(at) => value.get(at),
            })?;
        match found {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

fn steps(mut rest: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, after) = step(rest)?;
        steps.push(step);
        rest = after;
    }
    Some(steps)
}

fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        return (!name.is_empty()).then(|| (Step::Member(name.to_owned()), rest));
    }
    let rest = text.strip_prefix('[')?;
    for quote in ['"', '\''] {
        if let Some(quoted) = rest.strip_prefix(quote) {
            let (name, rest) = quoted.split_once(quote)?;
            return Some((Step::Member(name.to_owned()), rest.strip_prefix(']')?));
        }
    }
    let (index, rest) = rest.split_once(']')?;
    match index.parse() {
        Ok(at) => Some((Step::Element(at), rest)),
        Err(_) => Some((Step::Member(index.to_owned()), rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_found_by_members_and_elements() {
        let json = r#"{"store": {"book": [{"title": "A", "n": 1.5}, {"ok": true}], "a.b": "c"}}"#;
        let at = |path: &str| Path::parse(path).unwrap().scalar(json);
        assert_eq!(at("$.store.book[0].title").as_deref(), Some("A"));
        assert_eq!(at("$.store.book[0][\"n\"]").as_deref(), Some("1.5"));
        assert_eq!(at("$.store['book'][1].ok").as_deref(), Some("true"));
        assert_eq!(at("$['store'][\"a.b\"]").as_deref(), Some("c"));
        assert_eq!(at("$.store.book"), None);
        assert_eq!(at("$.store.book[7].title"), None);
        assert_eq!(
            Path::parse("$").unwrap().scalar("\"x\"").as_deref(),
            Some("x")
        );
        assert_eq!(Path::parse("$.a").unwrap().scalar("not json"), None);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["", "a.b", "$.", "$[", "$x", "$.a["] {
            assert!(Path::parse(text).is_err(), "{text}");
        }
    }
}
