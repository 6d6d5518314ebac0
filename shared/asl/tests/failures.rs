//! Retries, catchers, timeouts, cancellation, and what the history says of them.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::{
    Event, EventKind, Execution, ExecutionOutcome, Observer, RunOptions, TaskError, Tasks,
    TimeScale,
};
use async_trait::async_trait;
use serde_json::{Value, json};
use support::{ScriptedTasks, block_on_paused, execute, failure, load};

fn task(more: Value) -> Value {
    let mut task = json!({ "Type": "Task", "Resource": "f", "Next": "Done" });
    let Value::Object(more) = more else {
        panic!("fields")
    };
    task.as_object_mut().expect("an object").extend(more);
    json!({ "StartAt": "A", "States": { "A": task, "Done": { "Type": "Succeed" } } })
}

fn delays(execution: &Execution) -> Vec<f64> {
    let delay = |event: &Event| match &event.kind {
        EventKind::RetryScheduled { delay, .. } => Some(delay.as_secs_f64()),
        _ => None,
    };
    execution.history.iter().filter_map(delay).collect()
}

/// The names of the events, short enough to compare.
fn names(history: &[Event]) -> Vec<String> {
    let name = |event: &Event| {
        let text = format!("{:?}", event.kind);
        text.split([' ', '{']).next().unwrap_or_default().to_owned()
    };
    history.iter().map(name).collect()
}

#[test]
fn delays_grow_to_their_cap() {
    let machine = task(
        json!({ "Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 3,
        "BackoffRate": 2, "MaxAttempts": 4, "MaxDelaySeconds": 10 }] }),
    );
    let tasks = ScriptedTasks::from_json(json!({ "f": [{ "error": "E" }] }));
    let execution = execute(&machine, json!({}), &tasks);
    assert_eq!(delays(&execution), [3.0, 6.0, 10.0, 10.0]);
    assert_eq!(tasks.calls()["f"].len(), 5);
}

#[test]
fn full_jitter_stays_below_the_delay() {
    let machine = task(
        json!({ "Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 8,
        "BackoffRate": 1, "MaxAttempts": 200, "JitterStrategy": "FULL" }] }),
    );
    let tasks = ScriptedTasks::from_json(json!({ "f": [{ "error": "E" }] }));
    let delays = delays(&execute(&machine, json!({}), &tasks));
    assert_eq!(delays.len(), 200);
    assert!(delays.iter().all(|delay| (0.0..8.0).contains(delay)));
    assert!(delays.iter().any(|delay| *delay < 4.0) && delays.iter().any(|delay| *delay > 4.0));
}

#[test]
fn a_backoff_beyond_measure_is_no_panic() {
    let machine = task(
        json!({ "Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 99_999_999,
        "BackoffRate": 1e300, "MaxAttempts": 3 }] }),
    );
    let tasks = ScriptedTasks::from_json(json!({ "f": [{ "error": "E" }, { "error": "E" }, {}] }));
    let machine = load(&machine).expect("valid");
    let options = RunOptions {
        time: TimeScale::NO_WAITS,
        ..RunOptions::new("test")
    };
    let execution = block_on_paused(machine.run(json!({}), &tasks, options));
    assert!(matches!(execution.outcome, ExecutionOutcome::Succeeded(_)));
}

#[test]
fn runtime_errors_are_neither_retried_nor_caught() {
    let all = json!({
        "Parameters": { "x.$": "$.missing" },
        "Retry": [{ "ErrorEquals": ["States.Runtime", "States.TaskFailed"] }, { "ErrorEquals": ["States.ALL"] }],
        "Catch": [{ "ErrorEquals": ["States.Runtime"], "Next": "Done" }, { "ErrorEquals": ["States.ALL"], "Next": "Done" }] });
    let tasks = ScriptedTasks::from_json(json!({ "f": [{}] }));
    let (error, cause) = failure(&task(all), json!({}), &tasks);
    assert_eq!(error, "States.Runtime");
    assert!(
        cause.contains("'$.missing' specified for the field 'x.$'"),
        "{cause}"
    );
    assert!(tasks.calls()["f"].is_empty());
    let selector = task(json!({ "ResultSelector": { "x.$": "$.missing" } }));
    assert_eq!(failure(&selector, json!({}), &tasks).0, "States.Runtime");
    let items = json!({ "StartAt": "M", "States": { "M": { "Type": "Map", "ItemsPath": "$.l", "End": true,
        "ItemProcessor": { "StartAt": "P", "States": { "P": { "Type": "Succeed" } } } } } });
    assert_eq!(
        failure(&items, json!({ "l": {} }), &tasks).0,
        "States.Runtime"
    );
}

#[test]
fn other_state_errors_are_caught() {
    let machine = task(json!({ "ResultPath": "$.n.x",
        "Catch": [{ "ErrorEquals": ["States.ResultPathMatchFailure"], "ResultPath": "$.f", "Next": "Done" }] }));
    let tasks = ScriptedTasks::from_json(json!({ "f": [{}] }));
    let execution = execute(&machine, json!({ "n": 1 }), &tasks);
    let ExecutionOutcome::Succeeded(output) = execution.outcome else {
        panic!("caught")
    };
    assert_eq!(output["f"]["Error"], "States.ResultPathMatchFailure");
}

#[test]
fn a_catcher_may_lead_back() {
    let machine = task(
        json!({ "Catch": [{ "ErrorEquals": ["E"], "ResultPath": "$.failure", "Next": "A" }] }),
    );
    let tasks = ScriptedTasks::from_json(
        json!({ "f": [{ "error": "E", "cause": "c" }, { "echo": true }] }),
    );
    let execution = execute(&machine, json!({ "k": 1 }), &tasks);
    let ExecutionOutcome::Succeeded(output) = execution.outcome else {
        panic!("a second call")
    };
    assert_eq!(output["failure"]["Error"], "E");
    assert_eq!(output["k"], 1);
}

#[test]
fn the_history_of_a_retry_and_a_catch() {
    let machine = task(
        json!({ "Retry": [{ "ErrorEquals": ["E"], "MaxAttempts": 1 }],
        "Catch": [{ "ErrorEquals": ["E"], "ResultPath": "$.failure", "Next": "Done" }] }),
    );
    let tasks = ScriptedTasks::from_json(json!({ "f": [{ "error": "E", "delay_seconds": 2 }] }));
    let execution = execute(&machine, json!({}), &tasks);
    assert_eq!(
        names(&execution.history),
        [
            "ExecutionStarted",
            "StateEntered",
            "TaskScheduled",
            "TaskFailed",
            "RetryScheduled",
            "TaskScheduled",
            "TaskFailed",
            "ErrorCaught",
            "StateExited",
            "StateEntered",
            "StateExited",
            "ExecutionSucceeded"
        ]
    );
    let ids: Vec<u64> = execution.history.iter().map(|event| event.id).collect();
    assert_eq!(ids, (1..=12).collect::<Vec<_>>());
    let EventKind::TaskFailed {
        attempt: 2,
        duration,
        ref error,
        ..
    } = execution.history[6].kind
    else {
        panic!("{:?}", execution.history[6])
    };
    assert_eq!((duration, error.as_str()), (Duration::from_secs(2), "E"));
    let EventKind::StateExited { duration, .. } = execution.history[8].kind else {
        panic!("exited")
    };
    assert_eq!(
        duration,
        Duration::from_secs(5),
        "two calls and the delay between them"
    );
}

#[test]
fn the_observer_sees_the_history_as_it_happens() {
    #[derive(Default)]
    struct Seen(Mutex<Vec<Event>>);
    impl Observer for Seen {
        fn event(&self, event: &Event) {
            self.0
                .lock()
                .expect("no panic while locked")
                .push(event.clone());
        }
    }
    let seen = Seen::default();
    let machine = load(&task(json!({}))).expect("valid");
    let tasks = ScriptedTasks::from_json(json!({ "f": [{ "output": 1 }] }));
    let options = RunOptions::new("test").observed_by(&seen);
    let execution = block_on_paused(machine.run(json!({}), &tasks, options));
    assert_eq!(
        *seen.0.lock().expect("no panic while locked"),
        execution.history
    );
}

/// A task that never ends by itself and counts how often it was started and dropped.
#[derive(Default)]
struct Endless {
    started: AtomicUsize,
    dropped: Arc<AtomicUsize>,
}

struct CountsDrop(Arc<AtomicUsize>);

impl Drop for CountsDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Tasks for Endless {
    async fn call(&self, resource: &str, _input: Value) -> Result<Value, TaskError> {
        self.started.fetch_add(1, Ordering::SeqCst);
        let _counted = CountsDrop(Arc::clone(&self.dropped));
        if resource == "fails" {
            tokio::time::sleep(Duration::from_secs(1)).await;
            return Err(TaskError::new("E", ""));
        }
        std::future::pending().await
    }
}

impl Endless {
    fn counts(&self) -> (usize, usize) {
        (
            self.started.load(Ordering::SeqCst),
            self.dropped.load(Ordering::SeqCst),
        )
    }
}

#[test]
fn a_task_that_runs_too_long_is_dropped() {
    let machine = task(json!({ "TimeoutSecondsPath": "$.limit",
        "Retry": [{ "ErrorEquals": ["States.Timeout"], "MaxAttempts": 1 }],
        "Catch": [{ "ErrorEquals": ["States.TaskFailed"], "Next": "Done" },
                  { "ErrorEquals": ["States.ALL"], "Next": "Done" }] }));
    let machine = load(&machine).expect("valid");
    let tasks = Endless::default();
    let execution =
        block_on_paused(machine.run(json!({ "limit": 5 }), &tasks, RunOptions::new("test")));
    assert_eq!(
        execution.outcome,
        ExecutionOutcome::Succeeded(json!({ "Error": "States.Timeout", "Cause": "" }))
    );
    assert_eq!(tasks.counts(), (2, 2));
    for limit in [json!(0), json!(-1), json!("5"), json!(1.5)] {
        let run = machine.run(json!({ "limit": limit }), &tasks, RunOptions::new("test"));
        let outcome = block_on_paused(run).outcome;
        assert!(
            matches!(outcome, ExecutionOutcome::Failed { .. }),
            "{limit}: {outcome:?}"
        );
    }
}

#[test]
fn the_machine_runs_too_long() {
    let mut machine = task(json!({ "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Done" }] }));
    machine["TimeoutSeconds"] = json!(60);
    let machine = load(&machine).expect("valid");
    let tasks = Endless::default();
    let started = std::time::Instant::now();
    let execution = block_on_paused(machine.run(json!({}), &tasks, RunOptions::new("test")));
    assert_eq!(execution.outcome, ExecutionOutcome::TimedOut);
    assert_eq!(
        names(&execution.history).last().map(String::as_str),
        Some("ExecutionTimedOut")
    );
    assert_eq!(tasks.counts(), (1, 1));
    assert!(started.elapsed() < Duration::from_secs(10), "virtual time");
}

#[test]
fn cancelling_drops_every_running_task() {
    let branch = |name: &str| json!({ "StartAt": name, "States": { (name): { "Type": "Task", "Resource": "f", "End": true } } });
    let machine = load(
        &json!({ "StartAt": "P", "States": { "P": { "Type": "Parallel", "End": true,
        "Branches": [branch("A"), branch("B")] } } }),
    )
    .expect("valid");
    let tasks = Endless::default();
    let options = RunOptions::new("test");
    let cancel = options.cancel.clone();
    let execution = block_on_paused(async {
        let cancelling = async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            assert_eq!(tasks.counts(), (2, 0));
            cancel.cancel();
        };
        tokio::join!(machine.run(json!({}), &tasks, options), cancelling).0
    });
    assert_eq!(execution.outcome, ExecutionOutcome::Cancelled);
    assert_eq!(tasks.counts(), (2, 2));
    assert!(matches!(
        execution.history.last().map(|event| &event.kind),
        Some(EventKind::ExecutionAborted)
    ));
}

#[test]
fn cancelled_before_the_start() {
    let machine = load(&task(json!({}))).expect("valid");
    let tasks = Endless::default();
    let options = RunOptions::new("test");
    options.cancel.cancel();
    let execution = block_on_paused(machine.run(json!({}), &tasks, options));
    assert_eq!(execution.outcome, ExecutionOutcome::Cancelled);
    assert_eq!(tasks.counts(), (0, 0));
}

#[test]
fn a_failing_branch_drops_the_others() {
    let branch = |name: &str, resource: &str| json!({ "StartAt": name, "States": { (name): { "Type": "Task", "Resource": resource, "End": true } } });
    let machine = load(
        &json!({ "StartAt": "P", "States": { "P": { "Type": "Parallel", "End": true,
        "Branches": [branch("A", "waits"), branch("B", "fails")] } } }),
    )
    .expect("valid");
    let tasks = Endless::default();
    let execution = block_on_paused(machine.run(json!({}), &tasks, RunOptions::new("test")));
    let error = ExecutionOutcome::Failed {
        error: "E".to_owned(),
        cause: String::new(),
    };
    assert_eq!(execution.outcome, error);
    assert_eq!(tasks.counts(), (2, 2));
}

/// Notes how many calls run at once.
#[derive(Default)]
struct Crowd {
    now: AtomicUsize,
    most: AtomicUsize,
}

#[async_trait]
impl Tasks for Crowd {
    async fn call(&self, _resource: &str, input: Value) -> Result<Value, TaskError> {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        Ok(input)
    }
}

#[test]
fn a_map_runs_as_many_at_once_as_it_may() {
    for (limit, expected) in [(1, 1), (3, 3), (0, 40)] {
        let machine = load(
            &json!({ "StartAt": "M", "States": { "M": { "Type": "Map", "End": true,
            "MaxConcurrency": limit, "ItemProcessor": { "StartAt": "T", "States": {
                "T": { "Type": "Task", "Resource": "f", "End": true } } } } } }),
        )
        .expect("valid");
        let tasks = Crowd::default();
        let items: Value = (0..50).collect();
        let execution =
            block_on_paused(machine.run(items.clone(), &tasks, RunOptions::new("test")));
        assert_eq!(execution.outcome, ExecutionOutcome::Succeeded(items));
        assert_eq!(tasks.most.load(Ordering::SeqCst), expected);
        let iterations = execution
            .history
            .iter()
            .filter_map(|event| match &event.kind {
                EventKind::TaskScheduled { .. } => event.iteration,
                _ => None,
            });
        assert_eq!(iterations.count(), 50);
    }
}

#[test]
fn iterations_start_in_order() {
    let machine = json!({ "StartAt": "M", "States": { "M": { "Type": "Map", "End": true,
        "ItemProcessor": { "StartAt": "P", "States": {
            "P": { "Type": "Pass", "Next": "T" },
            "T": { "Type": "Task", "Resource": "f", "End": true } } } } } });
    let tasks = ScriptedTasks::from_json(json!({ "f": [{ "echo": true, "delay_seconds": 1 }] }));
    execute(&machine, json!([0, 1, 2, 3, 4]), &tasks);
    assert_eq!(tasks.calls()["f"], [0, 1, 2, 3, 4]);
}

#[test]
fn a_machine_that_goes_in_circles_ends() {
    let machine = json!({ "StartAt": "A", "States": {
        "A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Pass", "Next": "A" } } });
    let (error, cause) = failure(&machine, json!({}), &ScriptedTasks::none());
    assert_eq!(error, "States.Runtime");
    assert!(cause.contains("25000"), "{cause}");
}

#[test]
fn waits_and_their_scale() {
    let machine = load(&json!({ "StartAt": "W", "States": {
        "W": { "Type": "Wait", "SecondsPath": "$.s", "End": true } } }))
    .expect("valid");
    let tasks = ScriptedTasks::none();
    let elapsed = |factor: f64| {
        let time = TimeScale {
            waits: factor,
            timeouts: 1.0,
        };
        let options = RunOptions {
            time,
            ..RunOptions::new("test")
        };
        block_on_paused(async {
            let started = tokio::time::Instant::now();
            let execution = machine.run(json!({ "s": 100 }), &tasks, options).await;
            assert!(matches!(execution.outcome, ExecutionOutcome::Succeeded(_)));
            started.elapsed().as_secs()
        })
    };
    assert_eq!((elapsed(1.0), elapsed(0.1), elapsed(0.0)), (100, 10, 0));
    let until = json!({ "StartAt": "W", "States": {
        "W": { "Type": "Wait", "TimestampPath": "$.t", "End": true } } });
    let past = json!({ "t": "1970-01-01T00:00:00Z" });
    execute(&until, past, &tasks);
    assert_eq!(
        failure(&until, json!({ "t": 5 }), &tasks).0,
        "States.Runtime"
    );
}

#[tokio::test]
async fn a_run_can_be_spawned() {
    let machine = Arc::new(load(&task(json!({}))).expect("valid"));
    let running = tokio::spawn(async move {
        let tasks = ScriptedTasks::from_json(json!({ "f": [{ "output": 1 }] }));
        machine
            .run(json!({}), &tasks, RunOptions::new("test"))
            .await
    });
    let execution = running.await.expect("no panic");
    assert_eq!(execution.outcome, ExecutionOutcome::Succeeded(json!(1)));
}
