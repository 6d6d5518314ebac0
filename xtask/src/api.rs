//! The API against the document that describes it.

use crate::command::{root, run, target};
use crate::parts::Parts;
use crate::tools;
use std::process::Command;

/// Calls the built server with what its document allows, and with what it does not.
pub(crate) fn check(parts: &mut Parts) {
    let name = "schemathesis (the API against its document)";
    if let Some(schemathesis) = parts.set_up(name, tools::schemathesis) {
        parts.run("API against its document", || {
            run(Command::new(schemathesis.with_file_name("python"))
                .arg(root().join("tests/api/run_schemathesis.py"))
                .arg("--program")
                .arg(target()?.join("debug/analyst"))
                .arg("--schemathesis")
                .arg(&schemathesis))
        });
    }
}
