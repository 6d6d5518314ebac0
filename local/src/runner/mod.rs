//! Runs jobs: the state machine of the cloud, interpreted in this process, over durable jobs.

mod registry;
mod stages;

pub use local_ports::JobEnd;
pub use registry::Registry;
pub use stages::{StageLog, StageWatch};

use asl::{Execution, ExecutionOutcome, Machine, RunOptions, TimeScale};
use contract::{Answer, AskRequest, AskState, ErrorName, Fault, Problem, StageRecord};
use ports::Ports;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// The one definition of the flow.
pub const ASK_MACHINE: &str = include_str!("../../../statemachines/ask.asl.json");

/// The machine with its steps, ready to answer.
pub struct Runner {
    machine: Machine,
    registry: Registry,
    time: TimeScale,
}

/// How a job ended, with the stages it went through.
#[derive(Debug)]
pub struct Ended {
    /// The end.
    pub end: JobEnd,
    /// The stages, in the order they were entered.
    pub stages: Vec<StageRecord>,
    /// The key of the object with all rows, when a query ran.
    pub result_key: Option<String>,
    /// The last state document, when it ended in success.
    pub document: Option<Value>,
}

impl Runner {
    /// Loads the machine and wires its steps.
    ///
    /// # Errors
    /// `Internal.Error` when the definition does not load: it is part of the program.
    pub fn new(ports: &Ports) -> Result<Self, Fault> {
        let machine = Machine::parse(ASK_MACHINE, &Registry::substitutions()).map_err(|error| {
            let message = format!("statemachines/ask.asl.json does not load: {error}");
            Fault::new(ErrorName::Internal, message)
        })?;
        Ok(Self {
            machine,
            registry: Registry::new(ports),
            time: TimeScale::REAL,
        })
    }

    /// With waits and timeouts on another scale, for tests.
    #[must_use]
    pub fn with_time(self, time: TimeScale) -> Self {
        Self { time, ..self }
    }

    /// Answers one question. Stages are told to `log` as they happen; cancelling the token drops
    /// the step that runs.
    pub async fn run(
        &self,
        request: &AskRequest,
        log: &StageLog,
        cancel: CancellationToken,
    ) -> Ended {
        let options = RunOptions {
            name: request.job_id.clone(),
            machine_name: "ask".to_owned(),
            cancel,
            observer: log,
            time: self.time,
        };
        let input = json!({ "request": request });
        let execution = self.machine.run(input, &self.registry, options).await;
        let stages = log.close();
        ended(execution, stages)
    }
}

fn ended(execution: Execution, stages: Vec<StageRecord>) -> Ended {
    let failed = |name, detail: String| JobEnd::Failed(Problem::new(name, detail));
    let mut result_key = None;
    let mut last = None;
    let end = match execution.outcome {
        ExecutionOutcome::Succeeded(document) => {
            result_key = document
                .pointer("/execution/result_key")
                .and_then(Value::as_str)
                .map(str::to_owned);
            last = Some(document.clone());
            answer(document, &stages).map_or_else(
                |fault| failed(fault.name, fault.message),
                |answer| JobEnd::Succeeded(Box::new(answer)),
            )
        }
        ExecutionOutcome::Failed { error, cause } => named_failure(&error, cause),
        ExecutionOutcome::TimedOut => failed(
            ErrorName::StepTimeout,
            "the job took longer than it may in all".to_owned(),
        ),
        ExecutionOutcome::Cancelled => JobEnd::Cancelled,
    };
    Ended {
        end,
        stages,
        result_key,
        document: last,
    }
}

fn answer(document: Value, stages: &[StageRecord]) -> Result<Answer, Fault> {
    let state: AskState = serde_json::from_value(document).map_err(|error| {
        let message = format!("the last state document does not have its form: {error}");
        Fault::new(ErrorName::Internal, message)
    })?;
    Answer::from_state(&state, stages.to_vec()).ok_or_else(|| {
        Fault::new(
            ErrorName::Internal,
            "the machine ended in success without an explanation",
        )
    })
}

/// An error of a step has one of our names; those of the interpreter begin with `States.`.
fn named_failure(error: &str, cause: String) -> JobEnd {
    let (name, detail) = match error.parse::<ErrorName>() {
        Ok(name) => (name, cause),
        Err(_) if error == "States.Timeout" => (
            ErrorName::StepTimeout,
            "a step took longer than it may".to_owned(),
        ),
        Err(_) => (ErrorName::Internal, format!("{error}: {cause}")),
    };
    JobEnd::Failed(Problem::new(name, detail))
}
