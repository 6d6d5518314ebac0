//! Every specification against the official JSON schema of Vega-Lite.
//!
//! `VEGA_LITE_SCHEMA` names the schema (`build/vega-lite-schema.json` of the npm package
//! `vega-lite`), `ANALYST_PYTHON` a Python that has `jsonschema`. Without the schema the test is
//! skipped by name, and fails where `CI` is `true`.

use crate::samples::{hostile, samples};
use chart::{ChartRequest, Mark, chart};
use serde_json::Value;
use std::env;
use std::io::Write;
use std::process::Command;

fn specifications() -> Vec<Value> {
    let mut results: Vec<_> = samples()
        .into_iter()
        .map(|s| (s.question, s.result))
        .collect();
    results.extend(hostile().into_iter().map(|result| ("plot it", result)));
    let mut specifications = Vec::new();
    for (question, result) in &results {
        for mark in Mark::ALL.into_iter().map(Some).chain([None]) {
            let request = ChartRequest {
                question,
                wanted: true,
                mark,
            };
            specifications.extend(chart(result, &request).map(|found| found.spec));
        }
    }
    specifications
}

#[test]
fn every_specification_is_valid_vega_lite() {
    let specifications = specifications();
    assert!(specifications.len() > 40);
    let Some(schema) = env::var_os("VEGA_LITE_SCHEMA") else {
        assert_ne!(
            env::var("CI").as_deref(),
            Ok("true"),
            "VEGA_LITE_SCHEMA is not set in CI"
        );
        println!("SKIPPED vega-lite-schema: VEGA_LITE_SCHEMA does not name the schema");
        return;
    };
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&serde_json::to_vec(&specifications).unwrap())
        .unwrap();
    let python = env::var("ANALYST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let checked = Command::new(python)
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/chart/check_schema.py"
        ))
        .arg(schema)
        .arg(file.path())
        .output()
        .unwrap();
    assert!(
        checked.status.success(),
        "{}{}",
        String::from_utf8_lossy(&checked.stdout),
        String::from_utf8_lossy(&checked.stderr)
    );
}
