//! The same machines through our interpreter and through moto's Step Functions.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use asl::{EventKind, ExecutionOutcome, Machine, RunOptions};
use serde::Deserialize;
use serde_json::{Value, json};
use support::{Reply, ScriptedTasks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    definition: Value,
    inputs: Vec<Value>,
    #[serde(default)]
    tasks: BTreeMap<String, Vec<Reply>>,
}

#[test]
fn both_engines_give_equal_results() {
    let Some(python) = std::env::var_os("ANALYST_PYTHON") else {
        let reason = "ANALYST_PYTHON does not name a Python with moto[server,stepfunctions]==5.2.5";
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "second-engine: {reason}"
        );
        println!("SKIPPED second-engine: {reason}");
        return;
    };
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/second_engine");
    let files = case_files(&directory.join("cases"));
    let output = Command::new(python)
        .arg(directory.join("run_moto.py"))
        .args(&files)
        .output()
        .expect("the Python of ANALYST_PYTHON starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "run_moto.py failed:\n{errors}");
    let text = String::from_utf8(output.stdout).expect("UTF-8 from run_moto.py");
    let theirs: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect();
    let ours = our_results(&files);
    assert_eq!(
        ours.len(),
        theirs.len(),
        "run_moto.py ended early:\n{errors}"
    );
    let differences: Vec<String> = ours
        .iter()
        .zip(&theirs)
        .filter_map(|(ours, theirs)| {
            let (ours, theirs) = (comparable(ours), comparable(theirs));
            (ours != theirs).then(|| format!("ours:   {ours}\ntheirs: {theirs}"))
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n\n")
    );
    println!(
        "{} executions gave equal results in both engines",
        ours.len()
    );
}

fn case_files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).expect("the folder of cases");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no case files");
    files
}

fn our_results(files: &[PathBuf]) -> Vec<Value> {
    let mut results = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a case file");
        let cases: Vec<Case> = serde_json::from_str(&text).expect("cases");
        for case in cases {
            for (index, input) in case.inputs.iter().enumerate() {
                let mut result = our_result(&case, input);
                result["case"] = format!("{}[{index}]", case.name).into();
                results.push(result);
            }
        }
    }
    results
}

fn our_result(case: &Case, input: &Value) -> Value {
    let tasks = ScriptedTasks::new(case.tasks.clone());
    let machine = match Machine::parse(&case.definition.to_string(), &BTreeMap::new()) {
        Ok(machine) => machine,
        Err(error) => {
            return json!({ "status": "REFUSED", "reason": error.to_string(),
                "calls": tasks.calls(), "retry_delays": [] });
        }
    };
    let mut options = RunOptions::new("execution");
    options.time = asl::TimeScale::REAL;
    let execution = support::block_on_paused(machine.run(input.clone(), &tasks, options));
    let delays = execution
        .history
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::RetryScheduled { delay, .. } => Some(delay.as_secs_f64()),
            _ => None,
        });
    let delays: Vec<f64> = delays.collect();
    let mut result = match execution.outcome {
        ExecutionOutcome::Succeeded(output) => json!({ "status": "SUCCEEDED", "output": output }),
        ExecutionOutcome::Failed { error, cause } => {
            json!({ "status": "FAILED", "error": error, "cause": cause })
        }
        ExecutionOutcome::TimedOut => json!({ "status": "TIMED_OUT" }),
        ExecutionOutcome::Cancelled => json!({ "status": "ABORTED" }),
    };
    result["calls"] = json!(tasks.calls());
    result["retry_delays"] = json!(delays);
    result
}

/// What must be equal: numbers by value, calls of concurrent states in any order, and of the errors the
/// engines raise themselves the name but not the words.
fn comparable(result: &Value) -> Value {
    let mut result = as_doubles(result);
    let own_error = result["error"]
        .as_str()
        .is_some_and(|error| error.starts_with("States."));
    let refused = result["status"] == "REFUSED";
    if let Some(fields) = result.as_object_mut() {
        let is_empty = |value: Option<&Value>| value.is_none_or(|value| value == "");
        if own_error || refused || is_empty(fields.get("cause")) {
            fields.remove("cause");
        }
        if refused || fields["status"] == "TIMED_OUT" || is_empty(fields.get("error")) {
            fields.remove("error");
        }
        fields.remove("reason");
        for calls in fields["calls"]
            .as_object_mut()
            .into_iter()
            .flat_map(|calls| calls.values_mut())
        {
            if let Some(calls) = calls.as_array_mut() {
                calls.sort_by_key(Value::to_string);
            }
        }
    }
    result
}

fn as_doubles(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(elements) => elements.iter().map(as_doubles).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), as_doubles(value)))
            .collect(),
        other => other.clone(),
    }
}
