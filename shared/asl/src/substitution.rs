use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::pointer::Pointer;
use crate::{LoadError, Problem};

/// Replaces every `${Name}` inside the string values of a document, as SAM's
/// `DefinitionSubstitutions` does. Inserted text is not searched again.
pub(crate) fn substitute(
    document: &mut Value,
    substitutions: &BTreeMap<String, String>,
) -> Result<(), LoadError> {
    let mut used = BTreeSet::new();
    visit(document, &Pointer::default(), substitutions, &mut used)?;
    match substitutions.keys().find(|name| !used.contains(*name)) {
        Some(name) => Err(LoadError::new(
            &Pointer::default(),
            Problem::UnusedSubstitution(name.clone()),
        )),
        None => Ok(()),
    }
}

fn visit(
    value: &mut Value,
    at: &Pointer,
    substitutions: &BTreeMap<String, String>,
    used: &mut BTreeSet<String>,
) -> Result<(), LoadError> {
    match value {
        Value::String(text) if text.contains("${") => {
            *text = replaced(text, at, substitutions, used)?;
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                visit(element, &at.child(index), substitutions, used)?;
            }
        }
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                visit(member, &at.child(name), substitutions, used)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn replaced(
    text: &str,
    at: &Pointer,
    substitutions: &BTreeMap<String, String>,
    used: &mut BTreeSet<String>,
) -> Result<String, LoadError> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        result.push_str(before);
        match placeholder(after) {
            Some((name, following)) => {
                let value = substitutions.get(name).ok_or_else(|| {
                    LoadError::new(at, Problem::UnknownPlaceholder(name.to_owned()))
                })?;
                result.push_str(value);
                used.insert(name.to_owned());
                rest = following;
            }
            None => {
                result.push_str("${");
                rest = after;
            }
        }
    }
    result.push_str(rest);
    Ok(result)
}

/// The name in front of the closing brace, and what follows the brace.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let (name, following) = text.split_once('}')?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_');
    is_name.then_some((name, following))
}
