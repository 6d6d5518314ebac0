//! Jobs: the queue, and executions that are named by them.

use super::emulator::Emulator;
use crate::{AwsConfig, SqsQueue, StepFunctions};
use contract::{ErrorName, JobMessage};
use ports::{JobQueue, RunEventKind, RunStatus, Workflow};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_job_is_a_message() {
    let Some(emulator) = Emulator::shared("a_job_is_a_message") else {
        return;
    };
    let config = emulator.config();
    let client = aws_sdk_sqs::Client::new(config.sdk());
    let made = client.create_queue().queue_name("jobs").send().await;
    let url = made.unwrap().queue_url().unwrap().to_owned();
    SqsQueue::new(&config, &url).send("job-1").await.unwrap();
    let received = client.receive_message().queue_url(&url).send().await;
    let message: JobMessage =
        serde_json::from_str(received.unwrap().messages()[0].body().unwrap()).unwrap();
    assert_eq!(message.job_id, "job-1");

    let nowhere = url.replace("jobs", "none");
    let fault = SqsQueue::new(&config, nowhere).send("job-2").await;
    let fault = fault.unwrap_err();
    assert!(!fault.name.retryable(), "{fault}");
}

async fn machine(config: &AwsConfig, name: &str, states: Value, first: &str) -> StepFunctions {
    let client = aws_sdk_sfn::Client::new(config.sdk());
    let definition = json!({ "StartAt": first, "States": states });
    let made = client.create_state_machine().name(name);
    let made = made.definition(definition.to_string());
    let made = made.role_arn("arn:aws:iam::000000000000:role/any").send();
    StepFunctions::new(config, made.await.unwrap().state_machine_arn())
}

async fn ended(workflow: &StepFunctions, job_id: &str) -> RunStatus {
    for _ in 0..200 {
        let run = workflow.run(job_id).await.unwrap().unwrap();
        if run.status != RunStatus::Running {
            assert!(run.ended_at.is_some());
            return run.status;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the execution does not end");
}

#[tokio::test]
async fn a_job_is_one_execution() {
    let Some(emulator) = Emulator::shared("a_job_is_one_execution") else {
        return;
    };
    let config = emulator.config();
    let states = json!({
        "Look": { "Type": "Pass", "Result": { "found": 3 }, "ResultPath": "$.look", "Next": "Done" },
        "Done": { "Type": "Succeed" },
    });
    let workflow = machine(&config, "one", states, "Look").await;
    assert_eq!(workflow.run("j").await.unwrap(), None);
    assert_eq!(workflow.history("j").await.unwrap(), []);
    workflow.stop("j", "nobody began it").await.unwrap();

    assert!(workflow.start("j", &json!({ "asked": 1 })).await.unwrap());
    let end = json!({ "asked": 1, "look": { "found": 3 } });
    assert_eq!(ended(&workflow, "j").await, RunStatus::Succeeded(end));
    let again = workflow.start("j", &json!({ "asked": 2 })).await;
    assert!(!again.unwrap(), "a name is used once");
    workflow.stop("j", "too late").await.unwrap();
    assert!(matches!(
        ended(&workflow, "j").await,
        RunStatus::Succeeded(_)
    ));
}

#[tokio::test]
async fn how_it_failed_and_that_it_was_stopped_is_told() {
    let Some(emulator) = Emulator::shared("how_it_failed") else {
        return;
    };
    let config = emulator.config();
    let states =
        json!({ "Broken": { "Type": "Fail", "Error": "Engine.Failed", "Cause": "no luck" } });
    let failing = machine(&config, "failing", states, "Broken").await;
    failing.start("j", &json!({})).await.unwrap();
    let failed = RunStatus::Failed {
        error: "Engine.Failed".into(),
        cause: "no luck".into(),
    };
    assert_eq!(ended(&failing, "j").await, failed);

    let states = json!({
        "Patience": { "Type": "Wait", "Seconds": 60, "Next": "Done" },
        "Done": { "Type": "Succeed" },
    });
    let waiting = machine(&config, "waiting", states, "Patience").await;
    waiting.start("j", &json!({})).await.unwrap();
    waiting.stop("j", "enough").await.unwrap();
    assert_eq!(ended(&waiting, "j").await, RunStatus::Stopped);
}

/// States of type Task are what the stages of a job are made from.
#[tokio::test]
async fn the_history_tells_of_tasks() {
    let Some(emulator) = Emulator::shared("the_history_tells_of_tasks") else {
        return;
    };
    let config = emulator.config();
    let nowhere = "arn:aws:lambda:eu-west-1:000000000000:function:none";
    let states = json!({
        "Execute": {
            "Type": "Task", "Resource": nowhere, "ResultPath": "$.execution", "Next": "Done",
            "Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Done" }],
        },
        "Done": { "Type": "Succeed" },
    });
    let workflow = machine(&config, "tasks", states, "Execute").await;
    workflow.start("j", &json!({})).await.unwrap();
    ended(&workflow, "j").await;
    let history = workflow.history("j").await.unwrap();
    assert!(history.iter().all(|event| event.state == "Execute"));
    let kinds: Vec<&RunEventKind> = history.iter().map(|event| &event.kind).collect();
    // The emulator writes no event for a function that is not there; AWS does.
    let [RunEventKind::Entered, .., RunEventKind::Exited(end)] = kinds[..] else {
        panic!("{history:?}");
    };
    assert!(end["failure"]["Error"].is_string(), "{end}");
}

#[tokio::test]
async fn a_machine_that_is_not_there_is_a_fault_of_the_configuration() {
    let Some(emulator) = Emulator::shared("a_machine_that_is_not_there") else {
        return;
    };
    let arn = "arn:aws:states:eu-west-1:000000000000:stateMachine:none";
    let workflow = StepFunctions::new(&emulator.config(), arn);
    let fault = workflow.start("j", &json!({})).await.unwrap_err();
    assert!(!fault.name.retryable(), "{fault}");
    assert_ne!(fault.name, ErrorName::Internal, "{fault}");
}
