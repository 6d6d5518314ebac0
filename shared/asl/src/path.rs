//! Paths into a document: the part of JSONPath that Amazon States Language calls reference paths.

use serde_json::{Map, Value};

/// `$.a.b[0]['c d']`: names and indexes, no wildcards, no filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    root: Root,
    parts: Vec<Part>,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Document,
    Context,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Name(String),
    Index(usize),
}

impl Path {
    /// Reads a path; `None` when it is none, or uses more than names and indexes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (root, mut rest) = match text.strip_prefix("$$") {
            Some(rest) => (Root::Context, rest),
            None => (Root::Document, text.strip_prefix('$')?),
        };
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let (part, after) = part(rest)?;
            parts.push(part);
            rest = after;
        }
        Some(Self {
            root,
            parts,
            text: text.to_owned(),
        })
    }

    /// Whether it points into the context object.
    pub(crate) fn is_context(&self) -> bool {
        self.root == Root::Context
    }

    /// The path as it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// What lies there.
    pub(crate) fn get<'a>(&self, document: &'a Value, context: &'a Value) -> Option<&'a Value> {
        let root = if self.is_context() { context } else { document };
        self.parts.iter().try_fold(root, |value, part| match part {
            Part::Name(name) => value.get(name),
            Part::Index(index) => value.get(index),
        })
    }

    /// Puts the value there, making the objects on the way. `false` when something else than an
    /// object (or an existing place of a list) stands in the way.
    #[must_use]
    pub(crate) fn put(&self, document: &mut Value, value: Value) -> bool {
        let mut place = document;
        for part in &self.parts {
            let next = match (part, place) {
                (Part::Name(name), Value::Object(object)) => object
                    .entry(name.clone())
                    .or_insert_with(|| Value::Object(Map::new())),
                (Part::Index(index), Value::Array(list)) => match list.get_mut(*index) {
                    Some(place) => place,
                    None => return false,
                },
                _ => return false,
            };
            place = next;
        }
        *place = value;
        true
    }
}

fn part(text: &str) -> Option<(Part, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        let plain = !name.is_empty() && !name.contains(['*', '@', '?', '(', ')', ']', ' ', '\'']);
        return plain.then(|| (Part::Name(name.to_owned()), rest));
    }
    let rest = text.strip_prefix('[')?;
    for quote in ['\'', '"'] {
        if let Some(quoted) = rest.strip_prefix(quote) {
            let (name, rest) = quoted.split_once(quote)?;
            return Some((Part::Name(name.to_owned()), rest.strip_prefix(']')?));
        }
    }
    let (index, rest) = rest.split_once(']')?;
    Some((Part::Index(index.parse().ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_names_and_indexes() {
        let document = json!({"a": {"b c": [10, {"d": 20}]}});
        let at = |path: &str| {
            Path::parse(path)
                .unwrap()
                .get(&document, &Value::Null)
                .cloned()
        };
        assert_eq!(at("$"), Some(document.clone()));
        assert_eq!(at("$.a['b c'][1].d"), Some(json!(20)));
        assert_eq!(at("$.a.x"), None);
        assert_eq!(at("$['a'][0]"), None);
    }

    #[test]
    fn more_than_names_and_indexes_is_no_path() {
        for text in [
            "",
            "a",
            "$a",
            "$.",
            "$..a",
            "$.a[*]",
            "$.a[?(@.b)]",
            "$.a[0:2]",
            "$[",
            "$.a[",
        ] {
            assert!(Path::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn putting_makes_the_way_and_keeps_the_rest() {
        let mut document = json!({"a": 1, "l": [1, 2]});
        assert!(
            Path::parse("$.b.c")
                .unwrap()
                .put(&mut document, json!(true))
        );
        assert!(
            Path::parse("$.l[1]")
                .unwrap()
                .put(&mut document, json!("x"))
        );
        assert_eq!(document, json!({"a": 1, "l": [1, "x"], "b": {"c": true}}));
        assert!(!Path::parse("$.a.b").unwrap().put(&mut document, json!(0)));
        assert!(!Path::parse("$.l[9]").unwrap().put(&mut document, json!(0)));
    }
}
