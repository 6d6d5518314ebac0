//! `${Name}` in a definition, as `DefinitionSubstitutions` fills it in.

use crate::load_error::{LoadError, Problem};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Replaces every placeholder inside the texts of the definition. Each placeholder needs a
/// substitution and each substitution a placeholder.
pub(crate) fn substitute(
    definition: &mut Value,
    substitutions: &BTreeMap<String, String>,
) -> Result<(), LoadError> {
    let mut used = BTreeSet::new();
    fill(definition, "", substitutions, &mut used)?;
    match substitutions.keys().find(|name| !used.contains(*name)) {
        Some(name) => Err(LoadError::new(
            "",
            Problem::UnusedSubstitution(name.clone()),
        )),
        None => Ok(()),
    }
}

fn fill(
    value: &mut Value,
    pointer: &str,
    substitutions: &BTreeMap<String, String>,
    used: &mut BTreeSet<String>,
) -> Result<(), LoadError> {
    match value {
        Value::String(text) if text.contains("${") => {
            *text = filled(text, pointer, substitutions, used)?;
        }
        Value::Array(list) => {
            for (index, item) in list.iter_mut().enumerate() {
                fill(item, &format!("{pointer}/{index}"), substitutions, used)?;
            }
        }
        Value::Object(object) => {
            for (name, field) in object.iter_mut() {
                fill(field, &format!("{pointer}/{name}"), substitutions, used)?;
            }
        }
        _ => (),
    }
    Ok(())
}

fn filled(
    text: &str,
    pointer: &str,
    substitutions: &BTreeMap<String, String>,
    used: &mut BTreeSet<String>,
) -> Result<String, LoadError> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let value = substitutions
            .get(name)
            .ok_or_else(|| LoadError::new(pointer, Problem::UnknownPlaceholder(name.to_owned())))?;
        used.insert(name.to_owned());
        out.push_str(before);
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
