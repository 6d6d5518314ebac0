//! Executions of Step Functions.

mod history;

use crate::AwsConfig;
use crate::failure::{Call, fault};
use async_trait::async_trait;
use aws_sdk_sfn::Client;
use aws_sdk_sfn::error::ProvideErrorMetadata;
use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;
use aws_sdk_sfn::primitives::DateTimeFormat;
use aws_sdk_sfn::types::ExecutionStatus;
use contract::{ErrorName, Fault};
use ports::{Run, RunEvent, RunStatus, Workflow};
use serde_json::Value;

/// Events that one page of a history holds: the most there can be.
const PAGE: i32 = 1000;
/// The code for an execution that is not there.
const NOT_THERE: &str = "ExecutionDoesNotExist";

/// Executions of one state machine, each named by its job.
#[derive(Debug, Clone)]
pub struct StepFunctions {
    client: Client,
    machine: String,
}

impl StepFunctions {
    /// The state machine of that ARN.
    pub fn new(config: &AwsConfig, state_machine_arn: impl Into<String>) -> Self {
        Self {
            client: Client::new(config.sdk()),
            machine: state_machine_arn.into(),
        }
    }

    async fn has_ended(&self, job_id: &str) -> bool {
        matches!(self.run(job_id).await, Ok(Some(run)) if run.status != RunStatus::Running)
    }

    fn execution(&self, job_id: &str) -> Result<String, Fault> {
        execution_arn(&self.machine, job_id).ok_or_else(|| {
            let message = format!("{} is not the ARN of a state machine", self.machine);
            Fault::new(ErrorName::ConfigInvalid, message)
        })
    }
}

/// `arn:aws:states:<region>:<account>:execution:<machine>:<name>`; a version or alias at the end of the machine's ARN is
/// no part of it.
fn execution_arn(machine: &str, name: &str) -> Option<String> {
    let (place, machine) = machine.split_once(":stateMachine:")?;
    let machine = machine.split(':').next().filter(|name| !name.is_empty())?;
    Some(format!("{place}:execution:{machine}:{name}"))
}

const fn call<'a>(what: &'a str, permission: &'a str) -> Call<'a> {
    Call {
        what,
        permission,
        writes: false,
    }
}

#[async_trait]
impl Workflow for StepFunctions {
    /// While an execution of that name and input runs, Step Functions answers a second start as it did the first.
    async fn start(&self, job_id: &str, input: &Value) -> Result<bool, Fault> {
        let start = self.client.start_execution().name(job_id);
        let start = start.state_machine_arn(&self.machine);
        match start.input(input.to_string()).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ExecutionAlreadyExists") => Ok(false),
            Err(error) => Err(fault(
                error,
                call("start the job's execution", "states:StartExecution"),
            )),
        }
    }

    async fn run(&self, job_id: &str) -> Result<Option<Run>, Fault> {
        let describe = self.client.describe_execution();
        let describe = describe.execution_arn(self.execution(job_id)?);
        match describe.send().await {
            Ok(described) => run_of(&described).map(Some),
            Err(error) if error.code() == Some(NOT_THERE) => Ok(None),
            Err(error) => Err(fault(
                error,
                call("look at the job's execution", "states:DescribeExecution"),
            )),
        }
    }

    /// Nothing, when there is no execution.
    async fn history(&self, job_id: &str) -> Result<Vec<RunEvent>, Fault> {
        let history = self.client.get_execution_history().max_results(PAGE);
        let history = history.execution_arn(self.execution(job_id)?);
        let events = history.into_paginator().items().send();
        match events.try_collect().await {
            Ok(events) => history::run_events(&events),
            Err(error) if error.code() == Some(NOT_THERE) => Ok(Vec::new()),
            Err(error) => Err(fault(
                error,
                call(
                    "read the history of the job's execution",
                    "states:GetExecutionHistory",
                ),
            )),
        }
    }

    async fn stop(&self, job_id: &str, cause: &str) -> Result<(), Fault> {
        let stop = self.client.stop_execution().cause(cause);
        let stop = stop.execution_arn(self.execution(job_id)?);
        match stop.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(NOT_THERE) => Ok(()),
            // One that has ended cannot be stopped.
            Err(error) if self.has_ended(job_id).await => {
                tracing::debug!(?error, "an execution had ended before it was stopped");
                Ok(())
            }
            Err(error) => Err(fault(
                error,
                call("stop the job's execution", "states:StopExecution"),
            )),
        }
    }
}

fn run_of(described: &DescribeExecutionOutput) -> Result<Run, Fault> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let status = match described.status() {
        ExecutionStatus::Succeeded => {
            RunStatus::Succeeded(document(described.output().unwrap_or("null"))?)
        }
        ExecutionStatus::Failed => RunStatus::Failed {
            error: text(described.error()),
            cause: text(described.cause()),
        },
        ExecutionStatus::TimedOut => RunStatus::TimedOut,
        ExecutionStatus::Aborted => RunStatus::Stopped,
        _ => RunStatus::Running,
    };
    let ended_at = described
        .stop_date()
        .and_then(|at| at.fmt(DateTimeFormat::DateTime).ok());
    Ok(Run { status, ended_at })
}

/// A state document in Step Functions' words.
fn document(text: &str) -> Result<Value, Fault> {
    serde_json::from_str(text).map_err(|error| {
        let message = "a state document of the execution is not JSON";
        Fault::new(ErrorName::StoreCorrupt, message).with_source(error)
    })
}

#[cfg(test)]
mod tests {
    use super::execution_arn;

    #[test]
    fn an_execution_is_named_by_machine_and_job() {
        let arn = Some("arn:aws:states:eu-west-1:1:execution:ask:j".to_owned());
        for machine in ["ask", "ask:7", "ask:live"] {
            let machine = format!("arn:aws:states:eu-west-1:1:stateMachine:{machine}");
            assert_eq!(execution_arn(&machine, "j"), arn);
        }
        assert_eq!(execution_arn("ask", "j"), None);
    }
}
