//! `cargo xtask docs`: the documents that are made from code, so that they cannot say anything else.

mod parameters;
mod settings;
mod variables;

use crate::command::root;
use anyhow::{Context, Result};
use std::fs;

const BEGIN: &str = "<!-- made by `cargo xtask docs` -->\n";
const END: &str = "<!-- end -->\n";

/// Writes what differs.
pub(crate) fn write() -> Result<()> {
    for (path, wanted) in made()? {
        let path = root().join(path);
        if fs::read_to_string(&path).is_ok_and(|there| there == wanted) {
            continue;
        }
        fs::write(&path, wanted)?;
        println!("wrote {}", path.display());
    }
    Ok(())
}

/// The documents with what they should say.
fn made() -> Result<Vec<(&'static str, String)>> {
    let cost = "docs/COST.md";
    let around = fs::read_to_string(root().join(cost))?;
    Ok(vec![
        ("docs/CONFIGURATION.md", configuration()?),
        (cost, between(&around, &crate::aws::tables()?)?),
    ])
}

fn configuration() -> Result<String> {
    Ok(format!(
        "# Configuration\n\n\
         Made from the code by `cargo xtask docs`; a test fails when it differs. On a laptop, `config.toml` and a few\n\
         variables; on AWS, the parameters of `template.yaml`, which reach the functions as variables.\n\n\
         ## config.toml\n\n\
         In the data directory. A setting that is not listed is an error that names the line.\n\n{}\n\
         ## Parameters of the deployment\n\n\
         `cargo xtask aws deploy --set Name=value`; what is not set keeps its value, at first the default.\n\n{}\n\
         ## Variables of the functions\n\n\
         Set by the templates; nobody has to. No secret is among them: functions are given the name of a secret and read it.\n\n{}\n\
         ## Variables on a laptop\n\n{}",
        settings::table()?,
        parameters::table()?,
        variables::of_functions()?,
        variables::of_the_program()?,
    ))
}

/// The text with another middle between its marks.
fn between(text: &str, middle: &str) -> Result<String> {
    let (before, rest) = text
        .split_once(BEGIN)
        .context("there is no begin of what is made")?;
    let (_, after) = rest
        .split_once(END)
        .context("there is no end of what is made")?;
    Ok(format!(
        "{before}{BEGIN}\n{}\n\n{END}{after}",
        middle.trim()
    ))
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_are_what_the_code_makes() {
        for (path, wanted) in made().unwrap() {
            let there = fs::read_to_string(root().join(path)).unwrap_or_default();
            let different = there.lines().zip(wanted.lines()).find(|(a, b)| a != b);
            assert!(
                there == wanted,
                "{path} differs; `cargo xtask docs` writes it anew. First: {different:?}"
            );
        }
    }
}
