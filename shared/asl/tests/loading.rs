//! What is refused at load, and where the error points.

use asl::{LoadError, Machine, Problem};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn load(definition: &Value) -> Result<Machine, LoadError> {
    Machine::parse(&definition.to_string(), &BTreeMap::new())
}

fn with_first(state: Value) -> Value {
    json!({ "StartAt": "First", "States": { "First": state, "Last": { "Type": "Succeed" } } })
}

fn task(more: &Value) -> Value {
    let mut task = json!({ "Type": "Task", "Resource": "r", "Next": "Last" });
    task.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    with_first(task)
}

#[test]
fn a_sound_machine_loads() {
    assert!(load(&task(&json!({}))).is_ok());
}

#[test]
fn ways_must_lead_somewhere_and_everywhere() {
    let dangling = with_first(json!({ "Type": "Pass", "Next": "Nowhere" }));
    let error = load(&dangling).unwrap_err();
    assert_eq!(error.problem, Problem::NoSuchState("Nowhere".into()));
    assert_eq!(error.pointer, "/States/First");

    let error = load(&with_first(json!({ "Type": "Succeed" }))).unwrap_err();
    assert_eq!(
        (error.problem, error.pointer.as_str()),
        (Problem::Unreachable, "/States/Last")
    );

    let start = json!({ "StartAt": "X", "States": { "Y": { "Type": "Succeed" } } });
    assert_eq!(load(&start).unwrap_err().pointer, "/StartAt");
    let catch = json!({ "Catch": [{ "ErrorEquals": ["E"], "Next": "Gone" }] });
    assert_eq!(
        load(&task(&catch)).unwrap_err().problem,
        Problem::NoSuchState("Gone".into())
    );
}

#[test]
fn a_choice_needs_a_default() {
    let rule = json!({ "Variable": "$.a", "IsPresent": true, "Next": "Last" });
    let choice = json!({ "Type": "Choice", "Choices": [rule] });
    assert_eq!(
        load(&with_first(choice)).unwrap_err().problem,
        Problem::Missing("Default")
    );
}

#[test]
fn what_is_not_implemented_is_refused_by_name() {
    for field in [
        "Assign",
        "Credentials",
        "HeartbeatSeconds",
        "QueryLanguage",
        "Arguments",
        "Output",
        "Typo",
    ] {
        let error = load(&task(&json!({ field: "x" }))).unwrap_err();
        assert_eq!(error.problem, Problem::UnknownField(field.into()));
    }
    let jsonata = json!({
        "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "Succeed" } }
    });
    assert!(load(&jsonata).is_err());
    assert!(load(&with_first(json!({ "Type": "Nap", "Next": "Last" }))).is_err());
    let sync = json!({ "Resource": "arn:aws:states:::states:startExecution.sync" });
    assert!(load(&task(&sync)).is_err());
}

#[test]
fn values_that_mean_nothing_are_refused() {
    for more in [
        json!({ "TimeoutSeconds": 0 }),
        json!({ "TimeoutSeconds": "soon" }),
        json!({ "TimeoutSeconds": 1, "TimeoutSecondsPath": "$.t" }),
        json!({ "ResultPath": "$.a[*]" }),
        json!({ "ResultPath": "$$.State" }),
        json!({ "InputPath": "a" }),
        json!({ "End": true }),
        json!({ "Parameters": { "a.$": "States.Nothing()" } }),
        json!({ "Retry": [{ "ErrorEquals": [] }] }),
        json!({ "Retry": [{ "ErrorEquals": ["States.ALL", "E"] }] }),
        json!({ "Retry": [{ "ErrorEquals": ["States.ALL"] }, { "ErrorEquals": ["E"] }] }),
        json!({ "Retry": [{ "ErrorEquals": ["E"], "BackoffRate": 0.5 }] }),
        json!({ "Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 0 }] }),
        json!({ "Retry": [{ "ErrorEquals": ["E"], "JitterStrategy": "SOME" }] }),
        json!({ "Catch": [{ "ErrorEquals": ["E"] }] }),
    ] {
        assert!(load(&task(&more)).is_err(), "{more}");
    }
    assert!(load(&with_first(json!({ "Type": "Wait", "Next": "Last" }))).is_err());
    assert!(load(&json!([])).is_err());
    assert!(Machine::parse("{", &BTreeMap::new()).is_err());
}

#[test]
fn names_are_unique_across_branches() {
    let branch = json!({ "StartAt": "Last", "States": { "Last": { "Type": "Succeed" } } });
    let parallel = with_first(json!({ "Type": "Parallel", "Branches": [branch], "Next": "Last" }));
    assert_eq!(
        load(&parallel).unwrap_err().problem,
        Problem::DuplicateName("Last".into())
    );
}

#[test]
fn placeholders_and_substitutions_are_one_to_one() {
    let definition = task(&json!({ "Resource": "${Arn}:1" })).to_string();
    let with = |pairs: &[(&str, &str)]| {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()));
        Machine::parse(&definition, &pairs.collect())
    };
    let machine = with(&[("Arn", "local:f")]).unwrap();
    assert_eq!(machine.task_states().next().unwrap().resource, "local:f:1");
    let unknown = with(&[]).unwrap_err();
    assert_eq!(unknown.problem, Problem::UnknownPlaceholder("Arn".into()));
    assert_eq!(unknown.pointer, "/States/First/Resource");
    let unused = with(&[("Arn", "a"), ("Other", "b")]).unwrap_err();
    assert_eq!(unused.problem, Problem::UnusedSubstitution("Other".into()));
}
