//! The same machines through our interpreter and through moto's Step Functions.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use asl::{EventKind, ExecutionOutcome, LoadError, Machine, RunOptions};
use serde::Deserialize;
use serde_json::{Value, json};
use support::{Reply, ScriptedTasks};

/// Given with the case, or a file of the product.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Definition {
    Definition(Value),
    DefinitionFile(PathBuf),
}

impl Definition {
    fn text(&self) -> String {
        match self {
            Self::Definition(definition) => definition.to_string(),
            Self::DefinitionFile(path) => {
                std::fs::read_to_string(root().join(path)).expect("a definition file")
            }
        }
    }

    /// The definition, each `${<step>FunctionArn}` of the product filled in with the function named as the step.
    fn load(&self, tasks: &BTreeMap<String, Vec<Reply>>) -> Result<Machine, LoadError> {
        let arn = |step: &String| {
            let arn = format!("arn:aws:lambda:us-east-1:123456789012:function:{step}");
            (format!("{step}FunctionArn"), arn)
        };
        let substitutions = match self {
            Self::Definition(_) => BTreeMap::new(),
            Self::DefinitionFile(_) => tasks.keys().map(arn).collect(),
        };
        Machine::parse(&self.text(), &substitutions)
    }
}

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(flatten)]
    definition: Definition,
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
    let directory = root().join("tests/second_engine");
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
            let jitter = ours["jitter"] == true;
            let (ours, theirs) = (comparable(ours, jitter), comparable(theirs, jitter));
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

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
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
    let machine = match case.definition.load(&case.tasks) {
        Ok(machine) => machine,
        Err(error) => {
            return json!({ "status": "REFUSED", "reason": error.to_string(),
                "calls": tasks.calls(), "retry_delays": [] });
        }
    };
    let machine_has_jitter = case.definition.text().contains(r#""FULL""#);
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
    result["jitter"] = machine_has_jitter.into();
    result
}

/// What must be equal: numbers by value, calls of concurrent states in any order, and of the errors the
/// engines raise themselves the name but not the words.
///
/// Delays drawn at random are compared by their number, and a cause that is JSON by its value: an engine may
/// escape what it need not.
fn comparable(result: &Value, jitter: bool) -> Value {
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
        fields.remove("jitter");
        let json_cause = fields
            .get("cause")
            .and_then(Value::as_str)
            .map(serde_json::from_str::<Value>);
        if let Some(Ok(cause)) = json_cause {
            fields.insert("cause".to_owned(), cause);
        }
        if jitter {
            let retries = fields["retry_delays"].as_array().map_or(0, Vec::len);
            fields.insert("retry_delays".to_owned(), retries.into());
        }
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
