//! Variables of the environment: those that templates give to functions, and those that the program reads.

use super::cell;
use crate::command::root;
use crate::templates::templates;
use anyhow::{Context, Result};
use serde_norway::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// What templates set: by variable, who gets it and what it is set to.
pub(super) fn of_functions() -> Result<String> {
    let mut found: BTreeMap<String, (BTreeSet<String>, String)> = BTreeMap::new();
    for path in templates()? {
        let template: Value = serde_norway::from_str(&fs::read_to_string(&path)?)?;
        let file = path
            .file_name()
            .context("a template has a name")?
            .to_string_lossy()
            .into_owned();
        let everywhere = &template["Globals"]["Function"]["Environment"]["Variables"];
        note(everywhere, &format!("all of {file}"), &template, &mut found);
        for (name, resource) in template["Resources"].as_mapping().into_iter().flatten() {
            let is_function = resource["Type"].as_str() == Some("AWS::Serverless::Function");
            let name = name.as_str().unwrap_or_default();
            if is_function {
                let of = &resource["Properties"]["Environment"]["Variables"];
                note(of, name.trim_end_matches("Function"), &template, &mut found);
            }
        }
    }
    let mut table = String::from("| variable | functions | set to |\n|---|---|---|\n");
    for (variable, (functions, value)) in found {
        let functions: Vec<_> = functions.into_iter().collect();
        // Writing to a text cannot fail.
        let _ = writeln!(
            table,
            "| `{variable}` | {} | {} |",
            functions.join(", "),
            cell(&value)
        );
    }
    Ok(table)
}

fn note(
    variables: &Value,
    who: &str,
    template: &Value,
    found: &mut BTreeMap<String, (BTreeSet<String>, String)>,
) {
    for (name, value) in variables.as_mapping().into_iter().flatten() {
        let entry = found
            .entry(name.as_str().unwrap_or_default().to_owned())
            .or_default();
        entry.0.insert(who.to_owned());
        entry.1 = meaning(value, template);
    }
}

/// What a value of a template stands for: the description of the parameter, or the resource.
fn meaning(value: &Value, template: &Value) -> String {
    match value {
        Value::Tagged(tagged) if tagged.tag == "If" => {
            let branches = tagged.value.as_sequence();
            branches
                .and_then(|all| all.get(1))
                .map_or_else(String::new, |then| meaning(then, template))
        }
        Value::Tagged(tagged) => {
            let name = match &tagged.value {
                Value::String(name) => name.clone(),
                _ => return "what the template puts together".to_owned(),
            };
            let described = template["Parameters"][name.as_str()]["Description"].as_str();
            described.map_or_else(|| format!("`{name}`"), |what| format!("`{name}`: {what}"))
        }
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other:?}`"),
    }
}

/// What the program on a laptop reads, from its own code.
pub(super) fn of_the_program() -> Result<String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let folder = root().join("local/src");
    for path in rust_files(&folder)? {
        let text = fs::read_to_string(&path)?;
        // What tests set is theirs.
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for name in names(code) {
            let file = path.strip_prefix(root())?.display().to_string();
            found.entry(name).or_insert(file);
        }
    }
    let mut table = String::from("| variable | what | read in |\n|---|---|---|\n");
    for (name, file) in found {
        let what = PROGRAM.iter().find(|(known, _)| *known == name);
        let (_, what) =
            what.with_context(|| format!("{name}, read in {file}, is not described"))?;
        let _ = writeln!(table, "| `{name}` | {what} | `{file}` |");
    }
    Ok(table)
}

/// What each is for; one that is read and not here is an error.
const PROGRAM: &[(&str, &str)] = &[
    ("ANALYST_API", "address of a deployed API, as `--api`"),
    ("ANALYST_API_KEY", "key of that API"),
    ("ANALYST_DATA_DIR", "the data directory, as `--data-dir`"),
    (
        "ANALYST_LOG",
        "log filter, written to standard error; `error` when not set",
    ),
    (
        "ANALYST_TOKEN",
        "token that callers of `serve` have to show, as `--token-file`",
    ),
];

/// The variables of ours that a text names.
fn names(code: &str) -> BTreeSet<String> {
    let parts = code.split("\"ANALYST_").skip(1);
    let names = parts.filter_map(|rest| rest.split_once('"').map(|(name, _)| name));
    // The beginning of names alone, which the host has as well, is none.
    let is_name = |name: &&str| {
        let is_of_names = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
        !name.is_empty() && name.bytes().all(is_of_names)
    };
    names
        .filter(is_name)
        .map(|name| format!("ANALYST_{name}"))
        .collect()
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A variable that a template sets and nobody reads, or that is read and no template sets, is a slip of the pen.
    #[test]
    fn the_host_reads_what_templates_set() {
        let mut read = BTreeSet::new();
        for path in rust_files(&root().join("shared/lambda-host/src")).unwrap() {
            let text = fs::read_to_string(path).unwrap();
            read.extend(names(text.split("#[cfg(test)]\nmod ").next().unwrap()));
        }
        let set: BTreeSet<String> = of_functions()
            .unwrap()
            .lines()
            .filter_map(|line| Some(line.split('`').nth(1)?.to_owned()))
            .filter(|name| name.starts_with("ANALYST_"))
            .collect();
        // Folders instead of buckets are for functions that `sam local invoke` runs.
        read.remove("ANALYST_OBJECTS_DIR");
        assert!(!set.is_empty());
        assert_eq!(
            read.difference(&set).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "read and not set"
        );
        assert_eq!(
            set.difference(&read).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "set and not read"
        );
    }
}
