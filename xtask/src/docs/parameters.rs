//! The parameters of the root template.

use super::cell;
use crate::command::root;
use anyhow::{Context, Result};
use serde_norway::Value;
use std::fmt::Write;
use std::fs;

pub(super) fn table() -> Result<String> {
    let text = fs::read_to_string(root().join("template.yaml"))?;
    let template: Value = serde_norway::from_str(&text)?;
    let parameters = template["Parameters"].as_mapping().context("parameters")?;
    let mut table = String::from("| parameter | what | default | may be |\n|---|---|---|---|\n");
    for (name, parameter) in parameters {
        let name = name.as_str().context("a parameter has a name")?;
        let default = match shown(&parameter["Default"]) {
            text if text.is_empty() => "empty".to_owned(),
            text => format!("`{text}`"),
        };
        let what = parameter["Description"].as_str();
        let what = what.with_context(|| format!("{name} has no description"))?;
        // Writing to a text cannot fail.
        let _ = writeln!(
            table,
            "| `{name}` | {} | {default} | {} |",
            cell(what),
            allowed(parameter)
        );
    }
    Ok(table)
}

/// What the template takes for it.
fn allowed(parameter: &Value) -> String {
    if let Some(values) = parameter["AllowedValues"].as_sequence() {
        let values: Vec<_> = values
            .iter()
            .map(|value| format!("`{}`", shown(value)))
            .collect();
        return values.join(", ");
    }
    if let Some(pattern) = parameter["AllowedPattern"].as_str() {
        return format!("`{}`", cell(pattern));
    }
    let (least, most) = (shown(&parameter["MinValue"]), shown(&parameter["MaxValue"]));
    match (least.is_empty(), most.is_empty()) {
        (false, false) => format!("{least} to {most}"),
        (false, true) => format!("{least} or more"),
        (true, false) => format!("up to {most}"),
        (true, true) => match parameter["Type"].as_str() {
            Some("Number") => "a number".to_owned(),
            Some("CommaDelimitedList") => "a list, separated by commas".to_owned(),
            _ => "a text".to_owned(),
        },
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}
