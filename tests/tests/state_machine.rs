//! The definition, the steps, the error names and the function crates agree.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use analyst::runner::{ASK_MACHINE, Registry};
use asl::{Machine, TaskStateInfo};
use contract::{ErrorName, StepName};
use std::collections::BTreeSet;

/// Errors of the Lambda service and its SDK that pass by themselves, as AWS advises to retry.
const AWS_TRANSIENT: &[&str] = &[
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
];

const AWS_OTHER: &[&str] = &["Sandbox.Timedout", "States.ALL", "States.Timeout"];

fn tasks() -> Vec<TaskStateInfo> {
    let machine = Machine::parse(ASK_MACHINE, &Registry::substitutions()).unwrap();
    machine.task_states().collect()
}

#[test]
fn states_and_steps_are_one_to_one() {
    let states: BTreeSet<String> = tasks().into_iter().map(|task| task.name).collect();
    let steps: BTreeSet<String> = StepName::PIPELINE.iter().map(ToString::to_string).collect();
    assert_eq!(states, steps);
}

#[test]
fn each_state_calls_its_own_function_and_writes_to_its_own_field() {
    for task in tasks() {
        let step: StepName = task.name.parse().unwrap();
        let key = format!("{step}FunctionArn");
        assert_eq!(task.resource, Registry::substitutions()[&key]);
        let field = step.result_field().unwrap();
        assert_eq!(
            task.result_path.as_deref(),
            Some(format!("$.{field}").as_str())
        );
        assert!(task.timeout_seconds.is_some(), "{step} may run for ever");
    }
}

#[test]
fn each_function_has_its_crate() {
    let folders: BTreeSet<String> = std::fs::read_dir(tests::root().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for step in StepName::PIPELINE.into_iter().chain([StepName::Ingest]) {
        assert!(folders.contains(step.package()), "{step} has no crate");
        assert!(ASK_MACHINE.contains(&step.arn_placeholder()) || step == StepName::Ingest);
    }
}

#[test]
fn only_known_errors_are_matched() {
    let known: BTreeSet<&str> = ErrorName::ALL
        .iter()
        .map(|name| name.as_str())
        .chain(AWS_TRANSIENT.iter().copied())
        .chain(AWS_OTHER.iter().copied())
        .collect();
    for task in tasks() {
        for error in task.retry_errors.iter().chain(&task.catch_errors).flatten() {
            assert!(
                known.contains(error.as_str()),
                "{} matches {error}",
                task.name
            );
        }
    }
}

#[test]
fn what_may_pass_is_retried_and_what_will_not_is_not() {
    for task in tasks() {
        let retried: BTreeSet<&str> = task
            .retry_errors
            .iter()
            .flatten()
            .map(String::as_str)
            .collect();
        for name in ErrorName::ALL {
            assert_eq!(
                retried.contains(name.as_str()),
                name.retryable(),
                "{} {name}",
                task.name
            );
        }
        for name in AWS_TRANSIENT {
            assert!(
                retried.contains(name),
                "{} does not retry {name}",
                task.name
            );
        }
        assert!(
            !retried.contains("States.ALL"),
            "{} retries what is permanent",
            task.name
        );
    }
}

#[test]
fn every_error_leads_to_a_named_end() {
    for task in tasks() {
        let last = task.catch_errors.last().unwrap();
        assert_eq!(last, &["States.ALL"], "{} lets an error through", task.name);
    }
}

#[test]
fn a_cache_that_fails_or_hangs_costs_no_job() {
    let machine: serde_json::Value = serde_json::from_str(ASK_MACHINE).unwrap();
    let catch = &machine["States"]["CacheCheck"]["Catch"][0];
    let caught: BTreeSet<&str> = catch["ErrorEquals"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|error| error.as_str())
        .collect();
    for error in [
        "Cache.Unavailable",
        "Step.Timeout",
        "Sandbox.Timedout",
        "States.Timeout",
    ] {
        assert!(caught.contains(error), "{error}");
    }
    assert_eq!(catch["Next"], "Schema");
    let write = &machine["States"]["CacheWrite"]["Catch"];
    assert_eq!(write[0]["ErrorEquals"], serde_json::json!(["States.ALL"]));
    assert_eq!(write[0]["Next"], "Done");
}
