//! The same machines through our interpreter, through moto's Step Functions and, the product's own, on emulated AWS.

#![expect(
    clippy::print_stdout,
    reason = "tells how many were compared, and a skip"
)]

mod support;

use std::collections::BTreeMap;
use std::ffi::OsString;
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
    let Some(python) = named_by(
        "ANALYST_PYTHON",
        "a Python with moto[server,stepfunctions]==5.2.5",
    ) else {
        return;
    };
    let directory = root().join("tests/second_engine");
    let files = case_files(&directory.join("cases"));
    let mut command = Command::new(python);
    command.arg(directory.join("run_moto.py")).args(&files);
    let theirs = lines_of(command);
    let ours: Vec<Value> = results(&files).into_iter().map(|(_, ours)| ours).collect();
    let count = same(&ours, &theirs, |result| {
        comparable(result, result["jitter"] == true)
    });
    println!("{count} executions gave equal results in both engines");
}

/// There the functions are Lambdas, and each error has been through the emulator's own runtime.
#[test]
fn the_product_runs_alike_on_emulated_aws() {
    let Some(emulator) = named_by("ANALYST_EMULATOR", "the program of ministack==1.5.33") else {
        return;
    };
    let emulator = PathBuf::from(emulator);
    let directory = root().join("tests/second_engine");
    let file = directory.join("cases/ask.json");
    let mut command = Command::new(emulator.with_file_name("python"));
    command.arg(directory.join("run_emulator.py"));
    command.arg("--emulator").arg(&emulator).arg(&file);
    let theirs = lines_of(command);
    let of_the_product = results(&[file]).into_iter().filter(|(product, _)| *product);
    let ours: Vec<Value> = of_the_product.map(|(_, ours)| ours).collect();
    let count = same(&ours, &theirs, |result| {
        let mut result = comparable(result, false);
        if let Some(fields) = result.as_object_mut() {
            // Nobody writes them down there.
            fields.retain(|name, _| name != "calls" && name != "retry_delays");
        }
        result
    });
    println!("{count} executions gave equal results on emulated AWS");
}

/// What the variable names, or `None` after saying that the test is skipped.
fn named_by(variable: &str, what: &str) -> Option<OsString> {
    let named = std::env::var_os(variable);
    if named.is_none() {
        let reason = format!("{variable} does not name {what}");
        let is_gate = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!is_gate, "second engine: {reason}");
        println!("SKIPPED second engine: {reason}");
    }
    named
}

/// The JSON lines that the script prints.
fn lines_of(mut command: Command) -> Vec<Value> {
    let output = command.output().expect("the other engine starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "the other engine failed:\n{errors}"
    );
    let text = String::from_utf8(output.stdout).expect("UTF-8 from the other engine");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect()
}

/// How many results there are, once all are equal in what is compared.
fn same(ours: &[Value], theirs: &[Value], compared: impl Fn(&Value) -> Value) -> usize {
    assert!(!ours.is_empty(), "no cases");
    assert_eq!(ours.len(), theirs.len(), "the other engine ended early");
    let differences: Vec<String> = ours
        .iter()
        .zip(theirs)
        .filter_map(|(ours, theirs)| {
            let mut theirs = theirs.clone();
            theirs["jitter"] = ours["jitter"].clone();
            let (ours, theirs) = (compared(ours), compared(&theirs));
            (ours != theirs).then(|| format!("ours:   {ours}\ntheirs: {theirs}"))
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n\n")
    );
    ours.len()
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

/// Our result of each execution, and whether it is about a definition of the product.
fn results(files: &[PathBuf]) -> Vec<(bool, Value)> {
    let mut results = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a case file");
        let cases: Vec<Case> = serde_json::from_str(&text).expect("cases");
        for case in cases {
            for (index, input) in case.inputs.iter().enumerate() {
                let mut result = our_result(&case, input);
                result["case"] = format!("{}[{index}]", case.name).into();
                let product = matches!(case.definition, Definition::DefinitionFile(_));
                results.push((product, result));
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
    let mut result = causes_as_values(as_doubles(result));
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
        if jitter {
            let retries = fields["retry_delays"].as_array().map_or(0, Vec::len);
            fields.insert("retry_delays".to_owned(), retries.into());
        }
        for calls in fields
            .get_mut("calls")
            .and_then(Value::as_object_mut)
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

/// Causes that are JSON by their value.
fn causes_as_values(value: Value) -> Value {
    match value {
        Value::Array(elements) => elements.into_iter().map(causes_as_values).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| {
                let cause = value
                    .as_str()
                    .filter(|_| name.eq_ignore_ascii_case("cause"))
                    .and_then(|cause| serde_json::from_str(cause).ok());
                (name, cause.unwrap_or_else(|| causes_as_values(value)))
            })
            .collect(),
        other => other,
    }
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
