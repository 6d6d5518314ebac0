//! Machines from end to end: data flow, retries, catches, time and history.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use asl::{
    EventKind, Execution, ExecutionOutcome, Machine, RunOptions, TaskError, Tasks, TimeScale,
};
use async_trait::async_trait;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// `echo` gives its input, `fail:<name>` fails, `flaky:<n>` fails n times, `stall` never ends.
#[derive(Default)]
struct Scripted {
    calls: AtomicUsize,
    inputs: Mutex<Vec<Value>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

#[async_trait]
impl Tasks for Scripted {
    async fn call(&self, resource: &str, input: Value) -> Result<Value, TaskError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        self.inputs.lock().unwrap().push(input.clone());
        match resource.split_once(':').unwrap_or((resource, "")) {
            ("echo", _) => Ok(input),
            ("fail", name) => Err(TaskError::new(name, "scripted")),
            ("flaky", times) if call < times.parse().unwrap() => {
                Err(TaskError::new("Model.Throttled", "slow down"))
            }
            ("flaky", _) => Ok(json!({ "calls": call + 1 })),
            ("slow", _) => {
                let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
                self.most_at_once.fetch_max(now, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                self.at_once.fetch_sub(1, Ordering::SeqCst);
                Ok(input)
            }
            _ => std::future::pending().await,
        }
    }
}

fn machine(states: &Value) -> Machine {
    let definition = json!({ "StartAt": "First", "States": states });
    Machine::parse(&definition.to_string(), &BTreeMap::new()).unwrap()
}

async fn execute(machine: &Machine, tasks: &Scripted, input: Value) -> Execution {
    let options = RunOptions {
        time: TimeScale::NO_WAITS,
        ..RunOptions::new("test")
    };
    machine.run(input, tasks, options).await
}

async fn output(states: &Value, input: Value) -> Value {
    match execute(&machine(states), &Scripted::default(), input)
        .await
        .outcome
    {
        ExecutionOutcome::Succeeded(output) => output,
        other => panic!("{other:?}"),
    }
}

async fn failure(states: &Value, input: Value) -> String {
    match execute(&machine(states), &Scripted::default(), input)
        .await
        .outcome
    {
        ExecutionOutcome::Failed { error, .. } => error,
        other => panic!("{other:?}"),
    }
}

fn names(execution: &Execution) -> Vec<&'static str> {
    let name = |kind: &EventKind| match kind {
        EventKind::ExecutionStarted { .. } => "started",
        EventKind::StateEntered { .. } => "entered",
        EventKind::TaskScheduled { .. } => "scheduled",
        EventKind::TaskSucceeded { .. } => "task succeeded",
        EventKind::TaskFailed { .. } => "task failed",
        EventKind::TaskTimedOut { .. } => "task timed out",
        EventKind::RetryScheduled { .. } => "retry",
        EventKind::ErrorCaught { .. } => "caught",
        EventKind::StateExited { .. } => "exited",
        EventKind::StateFailed { .. } => "state failed",
        EventKind::ExecutionSucceeded { .. } => "succeeded",
        EventKind::ExecutionFailed { .. } => "failed",
        EventKind::ExecutionTimedOut => "timed out",
        EventKind::ExecutionAborted => "aborted",
    };
    execution
        .history
        .iter()
        .map(|event| name(&event.kind))
        .collect()
}

#[tokio::test]
async fn data_flows_through_every_filter() {
    let states = json!({ "First": {
        "Type": "Task", "Resource": "echo", "End": true,
        "InputPath": "$.in",
        "Parameters": { "x.$": "$.a", "y": 2 },
        "ResultSelector": { "sum.$": "States.MathAdd($.x, $.y)" },
        "ResultPath": "$.out",
        "OutputPath": "$.out"
    }});
    assert_eq!(
        output(&states, json!({"in": {"a": 1}})).await,
        json!({"sum": 3})
    );
}

#[tokio::test]
async fn results_are_placed_or_dropped() {
    let task = |result_path: Value| json!({ "First": { "Type": "Pass", "Result": 1, "ResultPath": result_path, "End": true } });
    assert_eq!(
        output(&task(json!("$.a.b")), json!({"c": 2})).await,
        json!({"c": 2, "a": {"b": 1}})
    );
    assert_eq!(output(&task(json!("$")), json!({"c": 2})).await, json!(1));
    assert_eq!(
        output(&task(Value::Null), json!({"c": 2})).await,
        json!({"c": 2})
    );
    let error = failure(&task(json!("$.c.d")), json!({"c": 2})).await;
    assert_eq!(error, "States.ResultPathMatchFailure");
}

#[tokio::test]
async fn a_retrier_tries_again_and_the_history_tells() {
    let states = json!({ "First": {
        "Type": "Task", "Resource": "flaky:2", "End": true,
        "Retry": [{ "ErrorEquals": ["Model.Throttled"], "MaxAttempts": 2 }]
    }});
    let tasks = Scripted::default();
    let execution = execute(&machine(&states), &tasks, json!({})).await;
    assert_eq!(
        execution.outcome,
        ExecutionOutcome::Succeeded(json!({"calls": 3}))
    );
    assert_eq!(
        names(&execution),
        [
            "started",
            "entered",
            "scheduled",
            "task failed",
            "retry",
            "scheduled",
            "task failed",
            "retry",
            "scheduled",
            "task succeeded",
            "exited",
            "succeeded"
        ]
    );
}

#[tokio::test]
async fn a_catcher_keeps_the_input_and_says_what_happened() {
    let states = json!({
        "First": {
            "Type": "Task", "Resource": "fail:Engine.Timeout", "Next": "Last",
            "Catch": [
                { "ErrorEquals": ["Other"], "Next": "Wrong" },
                { "ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Last" }
            ]
        },
        "Wrong": { "Type": "Fail" },
        "Last": { "Type": "Succeed" }
    });
    assert_eq!(
        output(&states, json!({"a": 1})).await,
        json!({"a": 1, "failure": {"Error": "Engine.Timeout", "Cause": "scripted"}})
    );
}

#[tokio::test]
async fn a_fail_state_takes_its_texts_from_paths() {
    let states = json!({
        "First": { "Type": "Fail", "ErrorPath": "$.failure.Error", "CausePath": "$.failure.Cause" }
    });
    let input = json!({"failure": {"Error": "E", "Cause": "C"}});
    let execution = execute(&machine(&states), &Scripted::default(), input).await;
    let expected = ExecutionOutcome::Failed {
        error: "E".into(),
        cause: "C".into(),
    };
    assert_eq!(execution.outcome, expected);
}

#[tokio::test]
async fn parallel_branches_give_a_list_and_one_failure_fails_all() {
    let branch = |resource: &str, name: &str| {
        json!({ "StartAt": name, "States": {
            name: { "Type": "Task", "Resource": resource, "End": true }
        }})
    };
    let parallel = |second: &str| {
        json!({ "First": {
            "Type": "Parallel", "End": true,
            "Branches": [branch("echo", "A"), branch(second, "B")]
        }})
    };
    assert_eq!(output(&parallel("echo"), json!(1)).await, json!([1, 1]));
    assert_eq!(failure(&parallel("fail:X"), json!(1)).await, "X");
}

#[tokio::test]
async fn a_map_keeps_the_order_and_the_limit() {
    let states = json!({ "First": {
        "Type": "Map", "End": true, "ItemsPath": "$.items", "MaxConcurrency": 2,
        "ItemSelector": { "index.$": "$$.Map.Item.Index", "item.$": "$$.Map.Item.Value", "all.$": "$.k" },
        "ItemProcessor": { "StartAt": "One", "States": {
            "One": { "Type": "Task", "Resource": "slow", "OutputPath": "$.item", "End": true }
        }}
    }});
    let tasks = Scripted::default();
    let input = json!({"items": [5, 6, 7, 8], "k": true});
    let execution = execute(&machine(&states), &tasks, input).await;
    assert_eq!(
        execution.outcome,
        ExecutionOutcome::Succeeded(json!([5, 6, 7, 8]))
    );
    assert_eq!(tasks.most_at_once.load(Ordering::SeqCst), 2);
    let first = tasks.inputs.lock().unwrap()[0].clone();
    assert_eq!(first, json!({"index": 0, "item": 5, "all": true}));
}

#[tokio::test]
async fn a_task_that_stalls_times_out_and_can_be_caught() {
    let states = json!({ "First": {
        "Type": "Task", "Resource": "stall", "TimeoutSeconds": 1, "End": true,
        "Catch": [{ "ErrorEquals": ["States.Timeout"], "Next": "Late" }]
    }, "Late": { "Type": "Pass", "Result": "late", "End": true }});
    let time = TimeScale {
        waits: 0.0,
        timeouts: 0.02,
    };
    let options = RunOptions {
        time,
        ..RunOptions::new("test")
    };
    let execution = machine(&states)
        .run(json!({}), &Scripted::default(), options)
        .await;
    assert_eq!(
        execution.outcome,
        ExecutionOutcome::Succeeded(json!("late"))
    );
    assert!(names(&execution).contains(&"task timed out"));
}

#[tokio::test]
async fn the_machine_itself_can_run_out_of_time() {
    let definition = json!({ "StartAt": "W", "TimeoutSeconds": 1, "States": {
        "W": { "Type": "Wait", "Seconds": 600, "End": true }
    }});
    let machine = Machine::parse(&definition.to_string(), &BTreeMap::new()).unwrap();
    let time = TimeScale {
        waits: 1.0,
        timeouts: 0.02,
    };
    let options = RunOptions {
        time,
        ..RunOptions::new("test")
    };
    let execution = machine.run(json!({}), &Scripted::default(), options).await;
    assert_eq!(execution.outcome, ExecutionOutcome::TimedOut);
}

#[tokio::test]
async fn cancelling_ends_it_at_once() {
    let states = json!({ "First": { "Type": "Task", "Resource": "stall", "End": true } });
    let cancel = CancellationToken::new();
    let options = RunOptions {
        cancel: cancel.clone(),
        ..RunOptions::new("test")
    };
    let (machine, tasks) = (machine(&states), Scripted::default());
    let run = machine.run(json!({}), &tasks, options);
    let (execution, ()) = tokio::join!(run, async { cancel.cancel() });
    assert_eq!(execution.outcome, ExecutionOutcome::Cancelled);
    assert_eq!(names(&execution).last(), Some(&"aborted"));
}

#[tokio::test]
async fn a_payload_larger_than_the_service_takes_is_refused() {
    let states = json!({ "First": { "Type": "Task", "Resource": "echo", "End": true } });
    assert_eq!(
        output(&states, json!("x".repeat(200_000))).await,
        json!("x".repeat(200_000))
    );
    let error = failure(&states, json!("x".repeat(262_144))).await;
    assert_eq!(error, "States.DataLimitExceeded");
}

#[tokio::test]
async fn what_is_not_there_is_a_runtime_error_nobody_catches() {
    let states = json!({ "First": {
        "Type": "Task", "Resource": "echo", "InputPath": "$.absent", "End": true,
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Caught" }]
    }, "Caught": { "Type": "Succeed" }});
    assert_eq!(failure(&states, json!({})).await, "States.Runtime");
}
