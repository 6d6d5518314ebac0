//! Random machines and random paths.

mod support;

use std::collections::BTreeMap;

use asl::{Execution, ExecutionOutcome, Machine, RunOptions, TaskError, Tasks};
use async_trait::async_trait;
use proptest::prelude::*;
use proptest::string::string_regex;
use serde_json::{Map, Value, json};
use support::block_on_paused;

/// Replies depend on the input only, so that two runs are equal.
struct Deterministic;

#[async_trait]
impl Tasks for Deterministic {
    async fn call(&self, resource: &str, input: Value) -> Result<Value, TaskError> {
        let size = input.to_string().len();
        match (resource, size % 3) {
            ("flaky", 0) => Err(TaskError::new("Flaky", "by size")),
            ("hangs", 1) => std::future::pending().await,
            _ => Ok(json!({ "size": size })),
        }
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9..9_i64).prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-c]", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn result_path() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!("$")),
        "\\$(\\.[a-c]){1,3}".prop_map(Value::from),
        Just(json!("$.a[0]")),
    ]
}

fn read_path() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => Just(json!("$")),
        1 => Just(Value::Null),
        1 => "\\$\\.[a-c]".prop_map(Value::from),
        1 => Just(json!("$..a")),
    ]
}

/// A state without its name and transitions; `None` in place of a choice, which needs two names.
fn state_body() -> impl Strategy<Value = Value> {
    let pass = (read_path(), result_path(), json_value()).prop_map(|(input, put, result)| {
        json!({ "Type": "Pass", "InputPath": input, "ResultPath": put, "Result": result })
    });
    let task = (
        prop_oneof![Just("flaky"), Just("hangs"), Just("fine")],
        result_path(),
        read_path(),
    )
        .prop_map(|(resource, put, output)| {
            json!({ "Type": "Task", "Resource": resource, "ResultPath": put, "OutputPath": output,
                "TimeoutSeconds": 3, "Retry": [{ "ErrorEquals": ["Flaky"], "MaxAttempts": 2 }] })
        });
    let choice = (0..5_usize, json_value()).prop_map(|(operator, operand)| {
        let test = match operator {
            0 => json!({ "IsPresent": true }),
            1 => json!({ "StringMatches": "*a*" }),
            2 => json!({ "NumericLessThan": 3 }),
            3 => json!({ "BooleanEquals": operand.is_null() }),
            _ => json!({ "IsNull": false }),
        };
        json!({ "Type": "Choice", "test": test })
    });
    prop_oneof![3 => pass, 3 => task, 2 => choice]
}

/// A flow of states in which each state leads to a later one, so that it must end. Names start with `prefix`.
fn flow(prefix: &'static str) -> impl Strategy<Value = Value> {
    prop::collection::vec(state_body(), 1..5).prop_map(move |bodies| {
        let name = |index: usize| format!("{prefix}{index}");
        let last = bodies.len();
        let mut states = Map::new();
        for (index, mut body) in bodies.into_iter().enumerate() {
            let next = name(index + 1);
            if body["Type"] == "Choice" {
                let mut rule = body["test"].take();
                rule["Variable"] = "$.a".into();
                rule["Next"] = name(last).into();
                body = json!({ "Type": "Choice", "Choices": [rule], "Default": next });
            } else {
                body["Next"] = next.into();
            }
            if body["Type"] == "Task" && index % 2 == 0 {
                body["Catch"] = json!([{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.b", "Next": name(last) }]);
            }
            states.insert(name(index), body);
        }
        states.insert(name(last), json!({ "Type": "Succeed" }));
        json!({ "StartAt": name(0), "States": states })
    })
}

fn machine() -> impl Strategy<Value = Value> {
    (flow("Main"), flow("Left"), flow("Right"), flow("Each"), any::<bool>()).prop_map(
        |(main, left, right, each, with_map)| {
            let mut machine = main;
            let after = machine["StartAt"].take();
            let mut then = after;
            if with_map {
                machine["States"]["Map"] = json!({ "Type": "Map", "ItemsPath": "$$.Execution.Input.items",
                    "ItemProcessor": each, "ResultPath": null, "Next": then });
                then = json!("Map");
            }
            machine["States"]["Parallel"] = json!({ "Type": "Parallel", "Branches": [left, right],
                "Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": then }], "Next": then });
            machine["StartAt"] = "Parallel".into();
            machine["TimeoutSeconds"] = 10_000.into();
            machine
        },
    )
}

fn run(machine: &Machine, input: Value) -> Execution {
    block_on_paused(machine.run(input, &Deterministic, RunOptions::new("test")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// A machine without circles ends, with a result or an error of its own, and the same way every time.
    #[test]
    fn random_machines_end(definition in machine(), data in json_value(), items in prop::collection::vec(json_value(), 0..4)) {
        let machine = Machine::parse(&definition.to_string(), &BTreeMap::new()).expect("valid");
        let input = json!({ "a": data, "items": items });
        let first = run(&machine, input.clone());
        let ended_by_itself = matches!(
            first.outcome,
            ExecutionOutcome::Succeeded(_) | ExecutionOutcome::Failed { .. }
        );
        prop_assert!(ended_by_itself, "{:?}", first.outcome);
        prop_assert_eq!(&first.outcome, &run(&machine, input).outcome);
        let ids: Vec<u64> = first.history.iter().map(|event| event.id).collect();
        prop_assert_eq!(ids, (1..=first.history.len() as u64).collect::<Vec<_>>());
    }

    /// What is put at a reference path is found there, and nothing else changes.
    #[test]
    fn put_then_get(names in prop::collection::vec("[a-c]", 1..4), value in json_value(), data in json_value()) {
        let path = format!("$.{}", names.join("."));
        let definition = json!({ "StartAt": "Put", "States": {
            "Put": { "Type": "Pass", "Result": value, "ResultPath": path, "Next": "Get" },
            "Get": { "Type": "Pass", "Parameters": { "found.$": path, "all.$": "$" }, "End": true } } });
        let machine = Machine::parse(&definition.to_string(), &BTreeMap::new()).expect("valid");
        match run(&machine, data.clone()).outcome {
            ExecutionOutcome::Succeeded(output) => {
                prop_assert_eq!(&output["found"], &value);
                let mut restored = output["all"].clone();
                let pointer = format!("/{}", names.join("/"));
                if let Some(before) = data.pointer(&pointer) {
                    *restored.pointer_mut(&pointer).expect("just put") = before.clone();
                    prop_assert_eq!(restored, data);
                }
            }
            ExecutionOutcome::Failed { error, .. } => {
                prop_assert_eq!(error, "States.ResultPathMatchFailure");
                prop_assert!(blocked(&data, &names));
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    /// No text makes the parsers panic, and a path that is read is read to its end.
    #[test]
    fn any_text_as_an_expression(text in string_regex("[$@.a-c\\[\\]'\"*:,?()!=<>&|0-9 {}\\\\-]{0,24}").expect("a regex"), input in json_value()) {
        let names = ["InputPath", "ResultPath"];
        for name in names {
            let definition = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", (name): text, "End": true } } });
            if let Ok(machine) = Machine::parse(&definition.to_string(), &BTreeMap::new()) {
                run(&machine, input.clone());
            }
        }
        for call in [text.clone(), format!("States.Format({text})"), format!("States.Array('{text}', {text})")] {
            let definition = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Parameters": { "x.$": call }, "End": true } } });
            if let Ok(machine) = Machine::parse(&definition.to_string(), &BTreeMap::new()) {
                run(&machine, input.clone());
            }
        }
    }

    /// No text makes loading panic.
    #[test]
    fn any_text_as_a_definition(text in ".{0,64}") {
        let _ = Machine::parse(&text, &BTreeMap::new());
    }
}

/// Whether something that is no object stands on the way to a place.
fn blocked(data: &Value, names: &[String]) -> bool {
    let mut here = data;
    for name in names {
        match here {
            Value::Object(members) => match members.get(name) {
                Some(next) => here = next,
                None => return false,
            },
            _ => return true,
        }
    }
    false
}
