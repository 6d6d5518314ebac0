use crate::history::History;
use crate::load_error::{LoadError, Problem};
use crate::run::{Run, Scope};
use crate::states::{Flow, Kind, ResultPath, Seconds};
use crate::{
    EventKind, Execution, ExecutionOutcome, RunOptions, TaskError, Tasks, load, substitute,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A loaded, validated state machine.
#[derive(Debug)]
pub struct Machine {
    flow: Flow,
    timeout_seconds: Option<u32>,
}

impl Machine {
    /// Loads a definition and fills in its `${Name}` placeholders.
    ///
    /// # Errors
    /// When it is no JSON, uses something the interpreter does not implement, or is not sound: a
    /// dangling `Next`, a state never reached, a Choice without `Default`, a substitution without a
    /// placeholder...
    pub fn parse(
        definition: &str,
        substitutions: &BTreeMap<String, String>,
    ) -> Result<Self, LoadError> {
        let mut definition: Value = serde_json::from_str(definition)
            .map_err(|error| LoadError::new("", Problem::Json(error.to_string())))?;
        substitute::substitute(&mut definition, substitutions)?;
        let (flow, timeout_seconds) = load::machine(&definition)?;
        Ok(Self {
            flow,
            timeout_seconds,
        })
    }

    /// Every Task state, those in branches included.
    pub fn task_states(&self) -> impl Iterator<Item = TaskStateInfo> {
        let mut tasks = Vec::new();
        collect_tasks(&self.flow, &mut tasks);
        tasks.into_iter()
    }

    /// Runs it to its end on the caller's task. Dropping the future drops what runs.
    pub async fn run(&self, input: Value, tasks: &dyn Tasks, options: RunOptions<'_>) -> Execution {
        let history = History::new(options.observer);
        let input = Arc::new(input);
        history.tell(
            None,
            EventKind::ExecutionStarted {
                input: Arc::clone(&input),
            },
        );
        let run = Run::new(tasks, &history, &options, Arc::clone(&input));
        let limit = async {
            match self.timeout_seconds {
                Some(seconds) => tokio::time::sleep(options.time.timeout(seconds)).await,
                None => std::future::pending().await,
            }
        };
        let outcome = tokio::select! {
            biased;
            () = options.cancel.cancelled() => ExecutionOutcome::Cancelled,
            result = run.flow(&self.flow, input, Scope::default()) => ended(result),
            () = limit => ExecutionOutcome::TimedOut,
        };
        history.tell(None, last_event(&outcome));
        drop(run);
        Execution {
            outcome,
            history: history.into_events(),
        }
    }
}

fn ended(result: Result<Arc<Value>, TaskError>) -> ExecutionOutcome {
    match result {
        Ok(output) => ExecutionOutcome::Succeeded(Arc::unwrap_or_clone(output)),
        Err(TaskError { error, cause }) => ExecutionOutcome::Failed { error, cause },
    }
}

fn last_event(outcome: &ExecutionOutcome) -> EventKind {
    match outcome {
        ExecutionOutcome::Succeeded(output) => EventKind::ExecutionSucceeded {
            output: Arc::new(output.clone()),
        },
        ExecutionOutcome::Failed { error, cause } => EventKind::ExecutionFailed {
            error: error.clone(),
            cause: cause.clone(),
        },
        ExecutionOutcome::TimedOut => EventKind::ExecutionTimedOut,
        ExecutionOutcome::Cancelled => EventKind::ExecutionAborted,
    }
}

fn collect_tasks(flow: &Flow, tasks: &mut Vec<TaskStateInfo>) {
    for state in flow.states.values() {
        if let Kind::Task {
            resource,
            timeout,
            work,
        } = &state.kind
        {
            tasks.push(TaskStateInfo {
                name: state.name.to_string(),
                resource: resource.to_string(),
                retry_errors: work
                    .retry
                    .iter()
                    .map(|retrier| retrier.errors.clone())
                    .collect(),
                catch_errors: work
                    .catch
                    .iter()
                    .map(|catcher| catcher.errors.clone())
                    .collect(),
                timeout_seconds: match timeout {
                    Some(Seconds::Fixed(seconds)) => Some(*seconds),
                    _ => None,
                },
                result_path: match &work.result_path {
                    ResultPath::At(path) => Some(path.as_str().to_owned()),
                    ResultPath::Discard => None,
                },
            });
        }
        for inner in state.inner() {
            collect_tasks(inner, tasks);
        }
    }
}

/// What a drift test wants to know of a Task state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskStateInfo {
    /// Name of the state.
    pub name: String,
    /// `Resource` after substitution.
    pub resource: String,
    /// `ErrorEquals` of each retrier, in order.
    pub retry_errors: Vec<Vec<String>>,
    /// `ErrorEquals` of each catcher, in order.
    pub catch_errors: Vec<Vec<String>>,
    /// `TimeoutSeconds`, when given as a number.
    pub timeout_seconds: Option<u32>,
    /// `ResultPath` as written, `$` when absent; `None` when null.
    pub result_path: Option<String>,
}
