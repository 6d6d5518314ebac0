use std::collections::BTreeMap;

use serde_json::Value;

use crate::definition::{Catcher, Definition, Flow, Kind, ResultPath, Retrier, TaskTimeout};
use crate::{Execution, LoadError, RunOptions, Tasks};
use crate::{document, interpreter, substitution};

/// A loaded and validated state machine. It never changes and may be run many times, also at once.
#[derive(Debug)]
pub struct Machine {
    definition: Definition,
}

impl Machine {
    /// Loads a definition. Every `${Name}` inside its string values is replaced first; the value
    /// of a placeholder is inserted as it is.
    ///
    /// # Errors
    /// When the text is no JSON, a placeholder has no value or a value no placeholder, or the
    /// definition is not one this interpreter can run exactly as the service would. The error names the place.
    pub fn parse(
        definition: &str,
        substitutions: &BTreeMap<String, String>,
    ) -> Result<Self, LoadError> {
        let mut document = document::read(definition)?;
        substitution::substitute(&mut document, substitutions)?;
        Ok(Self {
            definition: Definition::read(&document)?,
        })
    }

    /// Every Task state, those inside Parallel and Map included.
    pub fn task_states(&self) -> impl Iterator<Item = TaskStateInfo> {
        let mut found = Vec::new();
        collect_tasks(&self.definition.flow, &mut found);
        found.into_iter()
    }

    /// The machine's own `TimeoutSeconds`.
    pub fn timeout_seconds(&self) -> Option<u32> {
        self.definition.timeout_seconds
    }

    /// Runs the machine from its start to its end, on the caller's task and within a tokio runtime with
    /// its timer enabled. Every failure is part of the execution's outcome.
    ///
    /// Dropping the future drops the running tasks with it.
    pub async fn run(&self, input: Value, tasks: &dyn Tasks, options: RunOptions<'_>) -> Execution {
        interpreter::run(&self.definition, input, tasks, options).await
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
    /// `ResultPath` as written, `$` when absent; `None` when it is null.
    pub result_path: Option<String>,
}

fn collect_tasks(flow: &Flow, found: &mut Vec<TaskStateInfo>) {
    for state in &flow.states {
        if let Kind::Task(task, work) = &state.kind {
            let retry_errors = work
                .retriers
                .iter()
                .map(|Retrier { errors, .. }| errors.clone());
            let catch_errors = work
                .catchers
                .iter()
                .map(|Catcher { errors, .. }| errors.clone());
            found.push(TaskStateInfo {
                name: state.name.to_string(),
                resource: task.resource.to_string(),
                retry_errors: retry_errors.collect(),
                catch_errors: catch_errors.collect(),
                timeout_seconds: match task.timeout {
                    TaskTimeout::Seconds(seconds) => Some(seconds),
                    TaskTimeout::None | TaskTimeout::Path(_) => None,
                },
                result_path: match &work.result_path {
                    ResultPath::Put(path) => Some(path.text().to_owned()),
                    ResultPath::Discard => None,
                },
            });
        }
        for inner in state.kind.inner_flows() {
            collect_tasks(inner, found);
        }
    }
}
