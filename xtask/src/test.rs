//! `cargo xtask test`: all the tests, with what they need.

use crate::api;
use crate::browser;
use crate::command::{cargo, root, run, target};
use crate::e2e;
use crate::parts::Parts;
use crate::tools;
use anyhow::Result;
use std::process::Command;

fn run_all(parts: &mut Parts) -> Result<()> {
    let python = parts.set_up(
        "Python packages (second engine, chart schema)",
        tools::python,
    );
    let node = parts.set_up(
        "npm packages (state machine linter, chart schema)",
        tools::node_modules,
    );
    let postgres = parts.set_up("PostgreSQL (a server of the tests' own)", tools::postgres);
    let emulator = parts.set_up("emulated AWS (for the adapters)", tools::emulator);
    let bin_dir = target()?.join("debug");

    // All targets, so that the programs and the tests share one set of features and are compiled once.
    parts.run("programs", || {
        run(cargo().args(["build", "--workspace", "--all-targets", "--all-features"]))
    });
    parts.run("tests of the workspace", || {
        let mut tests = cargo();
        tests.args(["test", "--workspace", "--all-features", "--no-fail-fast"]);
        tests.env("ANALYST_BIN_DIR", &bin_dir);
        if let Some(python) = &python {
            tests.env("ANALYST_PYTHON", python);
        }
        if let Some(postgres) = &postgres {
            tests.env("ANALYST_POSTGRES_BIN", postgres);
        }
        if let Some(emulator) = &emulator {
            tests.env("ANALYST_EMULATOR", emulator);
        }
        if let Some(node) = &node {
            tests.env(
                "VEGA_LITE_SCHEMA",
                node.join("vega-lite/build/vega-lite-schema.json"),
            );
        }
        run(&mut tests)
    });
    if let Some(node) = &node {
        parts.run("state machine linter", || {
            run(Command::new("node")
                .arg(node.join("asl-validator/dist/bin/asl-validator.js"))
                .arg("--json-path")
                .arg(root().join("statemachines/ask.asl.json")))
        });
    }
    api::check(parts);
    browser::check_page(parts, &bin_dir);
    e2e::check_templates(parts);
    e2e::check_estate(parts);
    e2e::check_database(parts);
    e2e::check_deployment(parts, e2e::Functions::OfTheWorkspace);
    e2e::check_faults(parts, e2e::Faults::InTurn);
    Ok(())
}

/// Runs the tests and tells what passed.
pub(crate) fn run_tests() -> Result<()> {
    let mut parts = Parts::default();
    run_all(&mut parts)?;
    parts.finish()
}
