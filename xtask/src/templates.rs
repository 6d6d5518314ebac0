//! Where the templates are.

use crate::command::root;
use anyhow::Result;
use std::fs;
use std::path::PathBuf;

/// The root template and the nested ones.
pub(crate) fn templates() -> Result<Vec<PathBuf>> {
    let mut found = vec![root().join("template.yaml")];
    for entry in fs::read_dir(root().join("infra-sam"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
