//! Paths, templates, choices and intrinsic functions where the second engine cannot be the judge.

mod support;

use asl::ExecutionOutcome;
use serde_json::{Value, json};
use support::{ScriptedTasks, execute, failure, output};

fn pass(fields: Value) -> Value {
    let mut state = json!({ "Type": "Pass", "End": true });
    let Value::Object(fields) = fields else {
        panic!("fields")
    };
    state.as_object_mut().expect("an object").extend(fields);
    json!({ "StartAt": "A", "States": { "A": state } })
}

fn evaluated(expression: &str, input: Value) -> Value {
    output(&pass(json!({ "Parameters": { "x.$": expression } })), input)["x"].take()
}

fn error_of(expression: &str, input: Value) -> String {
    let machine = pass(json!({ "Parameters": { "x.$": expression } }));
    failure(&machine, input, &ScriptedTasks::none()).0
}

#[test]
fn definite_paths_give_one_value() {
    let input = json!({ "a": [1, 2, { "c": "x" }], "k.e y": { "in'ner": 1 } });
    for (path, expected) in [
        ("$.a[2].c", json!("x")),
        ("$.a[-1].c", json!("x")),
        ("$['a'][1]", json!(2)),
        ("$[\"k.e y\"]['in\\'ner']", json!(1)),
        ("$", input.clone()),
    ] {
        assert_eq!(evaluated(path, input.clone()), expected, "{path}");
    }
    for path in ["$.b", "$.a.b", "$.a[3]", "$.a[-4]", "$.a[0].c"] {
        assert_eq!(error_of(path, input.clone()), "States.Runtime", "{path}");
    }
}

#[test]
fn indefinite_paths_give_an_array() {
    let input = json!({ "l": [{ "b": 1 }, { "b": 2, "n": null }, { "c": { "b": 3 } }] });
    for (path, expected) in [
        ("$..b", json!([1, 2, 3])),
        ("$.l[*].b", json!([1, 2])),
        ("$.l[5:9]", json!([])),
        ("$.l[-2:].b", json!([2])),
        ("$.l[2:1]", json!([])),
        ("$.l[?(@.b)].b", json!([1, 2])),
        ("$.l[?(!(@.b))]", json!([{ "c": { "b": 3 } }])),
        ("$.l[?(@.b == 'x')]", json!([])),
        ("$.l[?(@.n == null)].b", json!([2])),
        (
            "$.l[?(@.c.b > 2 || @.b < 2)]",
            json!([{ "b": 1 }, { "c": { "b": 3 } }]),
        ),
        ("$.l[?(@.b == $.l[1].b)].b", json!([2])),
    ] {
        assert_eq!(evaluated(path, input.clone()), expected, "{path}");
    }
}

#[test]
fn a_result_path_that_does_not_fit() {
    for (path, input) in [
        ("$.n.x", json!({ "n": 1 })),
        ("$.a[1]", json!({ "a": [0] })),
        ("$.x[0]", json!({})),
        ("$.x", json!(null)),
        ("$.x", json!([])),
    ] {
        let machine = pass(json!({ "Result": 1, "ResultPath": path }));
        let (error, _) = failure(&machine, input, &ScriptedTasks::none());
        assert_eq!(error, "States.ResultPathMatchFailure", "{path}");
    }
}

#[test]
fn the_context_object() {
    let machine = json!({ "StartAt": "M", "States": { "M": { "Type": "Map", "End": true,
        "ItemSelector": { "item.$": "$$.Map.Item", "input.$": "$$.Execution.Input" },
        "ItemProcessor": { "StartAt": "P", "States": { "P": { "Type": "Pass", "End": true, "Parameters": {
            "given.$": "$", "state.$": "$$.State.Name", "index.$": "$$.Map.Item.Index",
            "execution.$": "$$.Execution.Name", "machine.$": "$$.StateMachine.Name" } } } } } } });
    assert_eq!(
        output(&machine, json!(["a"])),
        json!([{ "given": { "item": { "Index": 0, "Value": "a" }, "input": ["a"] },
            "state": "P", "index": 0, "execution": "test", "machine": "local" }])
    );
    let times = pass(json!({ "Parameters": {
        "a.$": "$$.Execution.StartTime", "b.$": "$$.State.EnteredTime" } }));
    let times = output(&times, json!({}));
    let stamped = json!({ "StartAt": "C", "States": {
        "C": { "Type": "Choice", "Default": "No", "Choices": [{ "Next": "Yes", "And": [
            { "Variable": "$.a", "IsTimestamp": true },
            { "Variable": "$.b", "TimestampGreaterThanEqualsPath": "$.a" }] }] },
        "Yes": { "Type": "Succeed" }, "No": { "Type": "Fail" } } });
    output(&stamped, times);
}

fn chosen(rule: Value, input: Value) -> Result<bool, String> {
    let mut rule = rule;
    rule["Next"] = "Yes".into();
    let machine = json!({ "StartAt": "C", "States": {
        "C": { "Type": "Choice", "Choices": [rule], "Default": "No" },
        "Yes": { "Type": "Pass", "Result": true, "End": true },
        "No": { "Type": "Pass", "Result": false, "End": true } } });
    match execute(&machine, input, &ScriptedTasks::none()).outcome {
        ExecutionOutcome::Succeeded(output) => Ok(output == json!(true)),
        ExecutionOutcome::Failed { error, .. } => Err(error),
        other => panic!("{other:?}"),
    }
}

#[test]
fn comparisons_of_what_is_missing_fail() {
    let error = Err("States.Runtime".to_owned());
    for operator in [
        "IsNull",
        "IsString",
        "IsNumeric",
        "IsBoolean",
        "IsTimestamp",
    ] {
        assert_eq!(
            chosen(json!({ "Variable": "$.v", operator: true }), json!({})),
            error
        );
    }
    assert_eq!(
        chosen(json!({ "Variable": "$.v", "StringEquals": "" }), json!({})),
        error
    );
    let path = json!({ "Variable": "$.v", "StringEqualsPath": "$.w" });
    assert_eq!(chosen(path, json!({ "v": "" })), error);
    assert_eq!(
        chosen(json!({ "Variable": "$.v", "IsPresent": false }), json!({})),
        Ok(true)
    );
}

#[test]
fn string_patterns() {
    for (pattern, text, expected) in [
        ("a\\*b", "a*b", true),
        ("a\\*b", "axb", false),
        ("a\\\\*", "a\\x", true),
        ("*ab*ab", "abab", true),
        ("*ab*ab", "ab", false),
        ("a*a", "a", false),
        ("", "", true),
        ("**", "", true),
        ("é*", "été", true),
    ] {
        let rule = json!({ "Variable": "$.v", "StringMatches": pattern });
        assert_eq!(
            chosen(rule, json!({ "v": text })),
            Ok(expected),
            "{pattern} {text}"
        );
    }
}

#[test]
fn timestamps_are_instants() {
    let equal = |other: &str| {
        let rule = json!({ "Variable": "$.v", "TimestampEquals": "2016-08-18T17:33:00Z" });
        chosen(rule, json!({ "v": other }))
    };
    assert_eq!(equal("2016-08-18T19:33:00+02:00"), Ok(true));
    assert_eq!(equal("2016-08-18T17:33:00.000Z"), Ok(true));
    assert_eq!(equal("2016-08-18T17:33:00.001Z"), Ok(false));
    for text in [
        "2016-08-18t17:33:00Z",
        "2016-08-18T17:33:00z",
        "2016-08-18 17:33:00Z",
        "2016-08-18T17:33Z",
        "2016-08-18T17:33:00",
        "2016-13-18T17:33:00Z",
        "2016-08-18T17:33:00.Z",
        "2016-08-18",
        "",
    ] {
        let rule = json!({ "Variable": "$.v", "IsTimestamp": true });
        assert_eq!(chosen(rule, json!({ "v": text })), Ok(false), "{text}");
    }
}

#[test]
fn large_integers_are_compared_exactly() {
    let rule = json!({ "Variable": "$.v", "NumericEquals": 9_007_199_254_740_993_u64 });
    assert_eq!(
        chosen(rule, json!({ "v": 9_007_199_254_740_992_u64 })),
        Ok(false)
    );
}

#[test]
fn format_and_its_escapes() {
    for (call, expected) in [
        ("States.Format('it\\'s {}', $.n)", "it's 5"),
        ("States.Format('\\{\\} {}', 'x')", "{} x"),
        ("States.Format('back\\\\slash')", "back\\slash"),
        ("States.Format('{} {}', null, true)", "null true"),
        ("States.Format('{x}{}', 'y')", "{x}y"),
        ("States.Format('{}', 'a, (b) {}')", "a, (b) {}"),
    ] {
        assert_eq!(
            evaluated(call, json!({ "n": 5 })),
            json!(expected),
            "{call}"
        );
    }
    for call in [
        "States.Format('{}')",
        "States.Format('', 1)",
        "States.Format($.n, 1)",
    ] {
        assert_eq!(
            error_of(call, json!({ "n": 5 })),
            "States.IntrinsicFailure",
            "{call}"
        );
    }
}

#[test]
fn other_functions() {
    let input = json!({ "objects": [{ "a": 1 }, { "a": 1.0 }, { "a": 2 }], "l": [1, 1.0, "1"], "n": 2.5, "o": { "x": { "y": 1 } } });
    for (call, expected) in [
        (
            "States.Array(null, 1.5, 'x', $.n)",
            json!([null, 1.5, "x", 2.5]),
        ),
        ("States.ArrayUnique($.l)", json!([1, "1"])),
        ("States.ArrayContains($.l, 1.0)", json!(true)),
        ("States.ArrayRange(1, 3, 1)", json!([1, 2, 3])),
        ("States.ArrayRange(3, 1, 1)", json!([])),
        ("States.MathAdd($.n, 1)", json!(4)),
        ("States.MathRandom(7, 8)", json!(7)),
        (
            "States.JsonMerge($.o, States.StringToJson('{\"x\": 1}'), false)",
            json!({ "x": 1 }),
        ),
        (
            "States.Base64Decode(States.Base64Encode('grüße'))",
            json!("grüße"),
        ),
        ("States.StringSplit('a.b,,c', ',.')", json!(["a", "b", "c"])),
    ] {
        assert_eq!(evaluated(call, input.clone()), expected, "{call}");
    }
    let seeded = "States.MathRandom(0, 1000000, 42)";
    assert_eq!(evaluated(seeded, json!({})), evaluated(seeded, json!({})));
    for call in [
        "States.ArrayGetItem($.l, 3)",
        "States.ArrayGetItem($.l, -1)",
        "States.ArrayLength($.o)",
        "States.ArrayPartition($.l, 0)",
        "States.ArrayRange(0, 1000, 1)",
        "States.ArrayRange(0, 1, 0)",
        "States.MathAdd(2147483647, 1)",
        "States.MathRandom(5, 5)",
        "States.Base64Decode('?')",
        "States.StringToJson('{')",
        "States.JsonMerge($.o, $.o, true)",
        "States.MathAdd('1', 2)",
    ] {
        assert_eq!(
            error_of(call, input.clone()),
            "States.IntrinsicFailure",
            "{call}"
        );
    }
}

#[test]
fn payloads_above_256_kib() {
    let limit = 256 * 1024;
    // Two bytes are the quotes.
    let fitting = "x".repeat(limit - 2);
    assert_eq!(output(&pass(json!({})), json!(fitting)), json!(fitting));
    let error = |machine: &Value, input: Value, tasks: Value| {
        failure(machine, input, &ScriptedTasks::from_json(tasks)).0
    };
    let exceeded = "States.DataLimitExceeded";
    assert_eq!(
        error(&pass(json!({})), json!("x".repeat(limit - 1)), json!({})),
        exceeded
    );
    let doubled = pass(json!({ "Parameters": { "a.$": "$", "b.$": "$" } }));
    assert_eq!(
        error(&doubled, json!("x".repeat(limit / 2)), json!({})),
        exceeded
    );
    let task = |catch: &str| {
        json!({ "StartAt": "A", "States": {
            "A": { "Type": "Task", "Resource": "f", "ResultPath": null, "Next": "B",
                "Catch": [{ "ErrorEquals": [catch], "Next": "B" }] },
            "B": { "Type": "Succeed" } } })
    };
    let big = json!({ "f": [{ "output": "x".repeat(limit) }] });
    assert_eq!(error(&task("States.ALL"), json!({}), big.clone()), exceeded);
    assert_eq!(
        error(&task("States.TaskFailed"), json!({}), big.clone()),
        exceeded
    );
    let caught = execute(&task(exceeded), json!({}), &ScriptedTasks::from_json(big));
    assert!(matches!(caught.outcome, ExecutionOutcome::Succeeded(_)));
}
