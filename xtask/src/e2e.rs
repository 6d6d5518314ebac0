//! `cargo xtask e2e`: the templates, linted, deployed to emulated AWS and driven from outside.

use crate::command::{root, run};
use crate::parts::Parts;
use crate::tools;
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A region for the linters; nothing is called.
const REGION: &str = "eu-west-1";

/// Runs all that concerns AWS and tells what passed.
pub(crate) fn run_e2e() -> Result<()> {
    let mut parts = Parts::default();
    check_templates(&mut parts);
    check_deployment(&mut parts);
    parts.finish()
}

/// What can be said of the templates without deploying them.
pub(crate) fn check_templates(parts: &mut Parts) {
    if let Some(sam) = parts.set_up("SAM CLI (template linter)", tools::sam) {
        parts.run("templates: sam validate and cfn-lint", || validate(&sam));
    }
    let name = "checkov and parliament (security of templates)";
    if let Some(python) = parts.set_up(name, tools::policy_linters) {
        parts.run("templates: checkov", || checkov(&python));
        parts.run("templates: policies", || {
            run(Command::new(&python)
                .arg(root().join("tests/aws/policies.py"))
                .arg(root()))
        });
    }
}

/// The templates on emulated AWS.
pub(crate) fn check_deployment(parts: &mut Parts) {
    let tools = parts.set_up("emulated AWS and SAM CLI (end-to-end test)", || {
        Ok((tools::sam()?, tools::emulator()?))
    });
    if let Some((sam, emulator)) = tools {
        parts.run("deployment on emulated AWS", || {
            run(Command::new(sam.with_file_name("python"))
                .arg(root().join("tests/aws/e2e.py"))
                .arg("--project")
                .arg(root())
                .arg("--sam")
                .arg(&sam)
                .arg("--emulator")
                .arg(&emulator))
        });
    }
}

/// The linter of `sam validate` is cfn-lint, with the SAM transform.
fn validate(sam: &Path) -> Result<()> {
    for template in templates()? {
        run(Command::new(sam)
            .args(["validate", "--lint", "--region", REGION, "--template-file"])
            .arg(template)
            .env("SAM_CLI_TELEMETRY", "0")
            .current_dir(root()))?;
    }
    Ok(())
}

fn checkov(python: &Path) -> Result<()> {
    let mut command = Command::new(python.with_file_name("checkov"));
    command.args(["--framework", "cloudformation", "--quiet", "--compact"]);
    // Its own downloads of guidelines are none of the checks.
    command.args(["--skip-download", "--file"]);
    run(command.args(templates()?).current_dir(root()))
}

/// The root template and the nested ones.
fn templates() -> Result<Vec<PathBuf>> {
    let mut found = vec![root().join("template.yaml")];
    for entry in fs::read_dir(root().join("infra-sam"))? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
