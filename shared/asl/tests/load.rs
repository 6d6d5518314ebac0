//! What is refused at load, and how the error names the place.

mod support;

use std::collections::BTreeMap;

use asl::{LoadError, Machine, Problem};
use serde_json::{Value, json};
use support::load;

fn refused(definition: &Value) -> LoadError {
    load(definition).expect_err("a definition that is not valid")
}

/// A machine whose only state is this one, followed by a Succeed state `Done`.
fn with_state(state: &Value) -> Value {
    json!({ "StartAt": "A", "States": { "A": state, "Done": { "Type": "Succeed" } } })
}

fn task(more: Value) -> Value {
    let mut task = json!({ "Type": "Task", "Resource": "f", "Next": "Done" });
    let Value::Object(more) = more else {
        panic!("fields")
    };
    task.as_object_mut().expect("an object").extend(more);
    with_state(&task)
}

#[track_caller]
fn assert_refused(definition: &Value, pointer: &str, problem: &str) {
    let error = refused(definition);
    assert_eq!(
        (error.pointer.as_str(), error.problem.to_string().as_str()),
        (pointer, problem)
    );
}

#[track_caller]
fn assert_unknown(definition: &Value, pointer: &str) {
    let error = refused(definition);
    assert_eq!(error.pointer, pointer);
    assert!(matches!(error.problem, Problem::UnknownField(_)), "{error}");
}

#[test]
fn text_that_is_no_json() {
    let error = Machine::parse("{ \"StartAt\": ", &BTreeMap::new()).expect_err("not JSON");
    assert!(matches!(error.problem, Problem::Json(_)), "{error}");
    let error = Machine::parse("{} x", &BTreeMap::new()).expect_err("not JSON");
    assert!(matches!(error.problem, Problem::Json(_)), "{error}");
}

#[test]
fn a_state_defined_twice_in_one_object() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Fail"}}}"#;
    let error = Machine::parse(text, &BTreeMap::new()).expect_err("a duplicate");
    assert_eq!(error.pointer, "/States");
    assert_eq!(error.problem, Problem::DuplicateName("A".to_owned()));
}

#[test]
fn a_state_name_used_again_in_a_branch() {
    let definition = with_state(&json!({ "Type": "Parallel", "Next": "Done",
        "Branches": [{ "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } }] }));
    let error = refused(&definition);
    assert_eq!(error.problem, Problem::DuplicateName("Done".to_owned()));
}

#[test]
fn transitions_that_lead_nowhere() {
    let none = "there is no state `X` in this `States`";
    assert_refused(
        &json!({ "StartAt": "X", "States": { "A": { "Type": "Fail" } } }),
        "/StartAt",
        none,
    );
    let next = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Next": "X" } } });
    assert_refused(&next, "/States/A/Next", none);
    let choice = |next: &str, default: &str| {
        with_state(&json!({ "Type": "Choice", "Default": default,
            "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": next }] }))
    };
    assert_refused(&choice("Done", "X"), "/States/A/Default", none);
    assert_refused(&choice("X", "Done"), "/States/A/Choices/0/Next", none);
    let catch = task(json!({ "Catch": [{ "ErrorEquals": ["E"], "Next": "X" }] }));
    assert_refused(&catch, "/States/A/Catch/0/Next", none);
}

#[test]
fn a_branch_cannot_leave_its_states() {
    let definition = with_state(&json!({ "Type": "Parallel", "Next": "Done", "Branches": [
        { "StartAt": "B", "States": { "B": { "Type": "Pass", "Next": "Done" } } }] }));
    let none = "there is no state `Done` in this `States`";
    assert_refused(&definition, "/States/A/Branches/0/States/B/Next", none);
}

#[test]
fn unreachable_states() {
    let definition = json!({ "StartAt": "A", "States": {
        "A": { "Type": "Succeed" }, "B": { "Type": "Pass", "Next": "C" }, "C": { "Type": "Pass", "Next": "B" } } });
    assert_refused(&definition, "/States/B", "the state cannot be reached");
}

#[test]
fn a_choice_needs_a_default() {
    let definition = with_state(&json!({ "Type": "Choice",
        "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "Done" }] }));
    assert_refused(&definition, "/States/A", "the field `Default` is missing");
}

#[test]
fn choice_rules_have_exactly_one_operator() {
    let rule = |rule: Value| {
        let mut rule = rule;
        rule["Next"] = "Done".into();
        with_state(&json!({ "Type": "Choice", "Default": "Done", "Choices": [rule] }))
    };
    for (fields, found) in [
        (json!({ "Variable": "$.a" }), 0),
        (
            json!({ "Variable": "$.a", "IsNull": true, "IsString": true }),
            2,
        ),
        (
            json!({ "Not": { "Variable": "$.a", "IsNull": true }, "Variable": "$.a", "IsNull": true }),
            2,
        ),
    ] {
        let error = refused(&rule(fields));
        assert_eq!(error.problem, Problem::Operators { found });
    }
    let inner = json!({ "And": [{ "Variable": "$.a", "IsNull": true, "Next": "Done" }] });
    assert_unknown(&rule(inner), "/States/A/Choices/0/And/0/Next");
    let wrong = json!({ "Variable": "$.a", "StringEquals": 5 });
    assert_refused(
        &rule(wrong),
        "/States/A/Choices/0/StringEquals",
        "expected a string",
    );
    let moment = json!({ "Variable": "$.a", "TimestampEquals": "2016-03-14 01:59:00Z" });
    assert_eq!(
        refused(&rule(moment)).pointer,
        "/States/A/Choices/0/TimestampEquals"
    );
}

#[test]
fn fields_this_interpreter_does_not_implement() {
    assert_unknown(
        &task(json!({ "HeartbeatSeconds": 5 })),
        "/States/A/HeartbeatSeconds",
    );
    assert_unknown(&task(json!({ "Assign": {} })), "/States/A/Assign");
    assert_unknown(&task(json!({ "Credentials": {} })), "/States/A/Credentials");
    assert_unknown(&task(json!({ "Arguments": {} })), "/States/A/Arguments");
    assert_unknown(&task(json!({ "resultPath": "$" })), "/States/A/resultPath");
    let mut top = task(json!({}));
    top["Extra"] = json!(1);
    assert_unknown(&top, "/Extra");
    let jsonata = refused(&task(json!({ "QueryLanguage": "JSONata" })));
    let language = Problem::UnknownField("QueryLanguage".to_owned());
    assert_eq!(jsonata.problem, language);
    let callback = refused(&task(
        json!({ "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken" }),
    ));
    assert!(
        matches!(callback.problem, Problem::NotImplemented(_)),
        "{callback}"
    );
    let distributed = with_state(&json!({ "Type": "Map", "Next": "Done", "ItemProcessor": {
        "ProcessorConfig": { "Mode": "DISTRIBUTED" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }));
    let error = refused(&distributed);
    assert_eq!(
        error.pointer,
        "/States/A/ItemProcessor/ProcessorConfig/Mode"
    );
}

#[test]
fn fields_only_where_they_belong() {
    let retry = json!([{ "ErrorEquals": ["E"] }]);
    let catch = json!([{ "ErrorEquals": ["E"], "Next": "Done" }]);
    assert_unknown(
        &with_state(&json!({ "Type": "Pass", "Next": "Done", "Retry": retry })),
        "/States/A/Retry",
    );
    let wait = json!({ "Type": "Wait", "Seconds": 1, "Next": "Done", "Catch": catch });
    assert_unknown(&with_state(&wait), "/States/A/Catch");
    let ending = json!({ "StartAt": "A", "States": { "A": { "Type": "Succeed", "End": true } } });
    assert_unknown(&ending, "/States/A/End");
    let fail = json!({ "StartAt": "A", "States": { "A": { "Type": "Fail", "InputPath": "$" } } });
    assert_unknown(&fail, "/States/A/InputPath");
    let pass = with_state(&json!({ "Type": "Pass", "Next": "Done", "ResultSelector": {} }));
    assert_unknown(&pass, "/States/A/ResultSelector");
    let parallel = with_state(
        &json!({ "Type": "Parallel", "Next": "Done", "TimeoutSeconds": 5,
        "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }] }),
    );
    assert_unknown(&parallel, "/States/A/TimeoutSeconds");
}

#[test]
fn all_errors_stand_alone_and_last() {
    let catch = |errors: &[&[&str]]| {
        let entries = errors
            .iter()
            .map(|names| json!({ "ErrorEquals": names, "Next": "Done" }));
        task(json!({ "Catch": entries.collect::<Vec<_>>() }))
    };
    assert_eq!(
        refused(&catch(&[&["E", "States.ALL"]])).problem,
        Problem::AllNotAlone
    );
    assert_eq!(
        refused(&catch(&[&["States.ALL"], &["E"]])).problem,
        Problem::AllNotLast
    );
    let error = refused(&catch(&[&["States.Nonsense"]]));
    assert!(
        matches!(error.problem, Problem::ReservedErrorName(_)),
        "{error}"
    );
    assert!(matches!(
        refused(&catch(&[&[]])).problem,
        Problem::Expected(_)
    ));
    load(&catch(&[&["E", "F"], &["States.ALL"]])).expect("valid");
    let retry =
        task(json!({ "Retry": [{ "ErrorEquals": ["States.ALL"] }, { "ErrorEquals": ["E"] }] }));
    assert_eq!(refused(&retry).pointer, "/States/A/Retry/0");
}

#[test]
fn retriers_out_of_range() {
    for (field, value) in [
        ("IntervalSeconds", json!(0)),
        ("IntervalSeconds", json!(1.5)),
        ("MaxAttempts", json!(-1)),
        ("MaxAttempts", json!(100_000_000)),
        ("BackoffRate", json!(0.9)),
        ("MaxDelaySeconds", json!(1)),
        ("MaxDelaySeconds", json!(31_622_400)),
        ("JitterStrategy", json!("SOME")),
    ] {
        let error = refused(&task(
            json!({ "Retry": [{ "ErrorEquals": ["E"], field: value }] }),
        ));
        assert_eq!(error.pointer, format!("/States/A/Retry/0/{field}"));
    }
}

#[test]
fn paths_and_functions_that_cannot_be_read() {
    for path in [
        "",
        "a",
        "$.",
        "$a",
        "$.a[",
        "$.a[x]",
        "$.a[1",
        "$.a[::0]",
        "$.a[?(@.b ==)]",
        "$.a.length()",
        "$.a['b]",
        "$. a",
        "$.a[?@.b]",
    ] {
        let error = refused(&task(json!({ "InputPath": path })));
        assert!(
            matches!(error.problem, Problem::Expression { .. }),
            "{path}: {error}"
        );
        assert_eq!(error.pointer, "/States/A/InputPath");
    }
    for path in [
        "$.a[*]",
        "$..a",
        "$.a[0:1]",
        "$.a[?(@.b)]",
        "$.a['b','c']",
        "$.a[-1]",
        "$$.State",
        "$$",
    ] {
        let error = refused(&task(json!({ "ResultPath": path })));
        assert!(
            matches!(error.problem, Problem::Expression { .. }),
            "{path}: {error}"
        );
    }
    for call in [
        "States.Nope()",
        "States.Format()",
        "States.Format('x'",
        "States.Array(1 2)",
        "States.MathAdd(1)",
        "States.Format('\\x')",
        "States.Array('a)",
        "States.UUID() x",
        "Format('x')",
        "text",
    ] {
        let error = refused(&task(json!({ "Parameters": { "x.$": call } })));
        assert!(
            matches!(error.problem, Problem::Expression { .. }),
            "{call}: {error}"
        );
        assert_eq!(error.pointer, "/States/A/Parameters/x.$");
    }
    let deep = format!("{}$.a{}", "States.Array(".repeat(11), ")".repeat(11));
    assert!(load(&task(json!({ "Parameters": { "x.$": deep } }))).is_err());
    let number = refused(&task(json!({ "Parameters": { "x.$": 5 } })));
    assert!(matches!(number.problem, Problem::Expected(_)), "{number}");
    let twice = refused(&task(json!({ "Parameters": { "x": 1, "x.$": "$.a" } })));
    assert_eq!(twice.problem, Problem::DuplicateName("x".to_owned()));
}

#[test]
fn fields_that_exclude_each_other() {
    let both = task(json!({ "End": true }));
    assert_eq!(
        refused(&both).problem,
        Problem::Conflict {
            first: "Next",
            second: "End"
        }
    );
    let timeouts = task(json!({ "TimeoutSeconds": 1, "TimeoutSecondsPath": "$.t" }));
    assert!(matches!(
        refused(&timeouts).problem,
        Problem::Conflict { .. }
    ));
    let fail = json!({ "StartAt": "A", "States": { "A": { "Type": "Fail", "Error": "E", "ErrorPath": "$.e" } } });
    assert!(matches!(refused(&fail).problem, Problem::Conflict { .. }));
    let waits =
        with_state(&json!({ "Type": "Wait", "Seconds": 1, "SecondsPath": "$.s", "Next": "Done" }));
    assert!(matches!(refused(&waits).problem, Problem::Expected(_)));
    assert!(matches!(
        refused(&with_state(&json!({ "Type": "Wait", "Next": "Done" }))).problem,
        Problem::Expected(_)
    ));
}

#[test]
fn other_values_of_the_wrong_kind() {
    assert_eq!(
        refused(&task(json!({ "TimeoutSeconds": 0 }))).pointer,
        "/States/A/TimeoutSeconds"
    );
    assert_eq!(
        refused(&task(json!({ "Resource": "" }))).pointer,
        "/States/A/Resource"
    );
    assert_eq!(
        refused(&task(json!({ "Parameters": "x" }))).pointer,
        "/States/A/Parameters"
    );
    assert_eq!(
        refused(&task(json!({ "Comment": 5 }))).pointer,
        "/States/A/Comment"
    );
    let kind = refused(&with_state(&json!({ "Type": "Jump", "Next": "Done" })));
    assert_eq!(kind.problem, Problem::UnknownStateType("Jump".to_owned()));
    let version =
        json!({ "Version": "2.0", "StartAt": "A", "States": { "A": { "Type": "Fail" } } });
    assert_eq!(refused(&version).pointer, "/Version");
    let long = "x".repeat(81);
    let definition = json!({ "StartAt": long, "States": { (long.clone()): { "Type": "Fail" } } });
    assert!(load(&definition).is_err());
    assert_refused(&json!([]), "", "expected an object");
}

#[test]
fn the_pointer_escapes_names() {
    let definition =
        json!({ "StartAt": "a/b~c", "States": { "a/b~c": { "Type": "Pass", "Next": "X" } } });
    assert_eq!(refused(&definition).pointer, "/States/a~1b~0c/Next");
}

#[test]
fn placeholders() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Fn}", "End": true,
        "Parameters": {"x": "a ${B} c ${B}", "y": "${ not one }"}}}}"#;
    let values = |names: &[(&str, &str)]| -> BTreeMap<String, String> {
        names
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    let machine = Machine::parse(text, &values(&[("Fn", "arn"), ("B", "${Fn}")])).expect("valid");
    assert_eq!(
        machine.task_states().next().expect("a task").resource,
        "arn"
    );
    let error = Machine::parse(text, &values(&[("Fn", "arn")])).expect_err("a placeholder left");
    assert_eq!(error.pointer, "/States/A/Parameters/x");
    assert_eq!(error.problem, Problem::UnknownPlaceholder("B".to_owned()));
    let error = Machine::parse(text, &values(&[("Fn", "arn"), ("B", "b"), ("C", "c")]));
    let error = error.expect_err("a value left");
    assert_eq!(error.problem, Problem::UnusedSubstitution("C".to_owned()));
}

#[test]
fn task_states_for_drift_tests() {
    let definition = json!({ "StartAt": "P", "TimeoutSeconds": 60, "States": {
        "P": { "Type": "Parallel", "Next": "T", "Branches": [{ "StartAt": "Inner", "States": {
            "Inner": { "Type": "Task", "Resource": "inner", "ResultPath": null, "End": true } } }] },
        "T": { "Type": "Task", "Resource": "outer", "TimeoutSeconds": 5, "ResultPath": "$.r", "End": true,
            "Retry": [{ "ErrorEquals": ["A", "B"] }],
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "F" }] },
        "F": { "Type": "Fail" } } });
    let machine = load(&definition).expect("valid");
    assert_eq!(machine.timeout_seconds(), Some(60));
    let tasks: Vec<_> = machine.task_states().collect();
    let [inner, outer] = &tasks[..] else {
        panic!("{tasks:?}")
    };
    assert_eq!(
        (inner.name.as_str(), inner.result_path.as_deref()),
        ("Inner", None)
    );
    assert_eq!(
        (outer.timeout_seconds, outer.result_path.as_deref()),
        (Some(5), Some("$.r"))
    );
    assert_eq!(outer.retry_errors, [["A", "B"]]);
    assert_eq!(outer.catch_errors, [["States.ALL"]]);
}
