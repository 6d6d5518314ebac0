//! The SAM templates, as tests read them.

use crate::root;
use serde_norway::Value;
use std::collections::BTreeMap;
use std::{fs, io};

/// The text of each template, the root's among them, by its file's name.
///
/// # Errors
/// A file that cannot be read.
pub fn texts() -> io::Result<BTreeMap<String, String>> {
    let mut paths = vec![root().join("template.yaml")];
    for entry in fs::read_dir(root().join("infra-sam"))? {
        paths.push(entry?.path());
    }
    let templates = paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    templates
        .map(|path| {
            let name = path.file_name().unwrap_or_default();
            Ok((
                name.to_string_lossy().into_owned(),
                fs::read_to_string(path)?,
            ))
        })
        .collect()
}

/// The value below a tag such as `!Ref`, or the value itself.
pub fn untagged(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => &tagged.value,
        other => other,
    }
}
