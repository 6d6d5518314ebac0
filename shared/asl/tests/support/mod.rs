//! Scripted tasks and machines for the tests.
#![expect(dead_code, reason = "every test binary uses a part of it")]

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Mutex;
use std::time::Duration;

use asl::{Execution, ExecutionOutcome, LoadError, Machine, RunOptions, TaskError, Tasks};
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};

/// What a function answers to one call.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    #[serde(default)]
    pub(crate) output: Value,
    #[serde(default)]
    pub(crate) echo: bool,
    pub(crate) error: Option<String>,
    #[serde(default)]
    pub(crate) cause: String,
    #[serde(default)]
    pub(crate) delay_seconds: f64,
}

/// Functions with replies in the order of their calls, the last one again and again.
pub(crate) struct ScriptedTasks {
    replies: BTreeMap<String, Vec<Reply>>,
    calls: Mutex<BTreeMap<String, Vec<Value>>>,
}

impl ScriptedTasks {
    pub(crate) fn new(replies: BTreeMap<String, Vec<Reply>>) -> Self {
        let calls = replies
            .keys()
            .map(|name| (name.clone(), Vec::new()))
            .collect();
        Self {
            replies,
            calls: Mutex::new(calls),
        }
    }

    /// From `{"function": [replies]}`.
    pub(crate) fn from_json(replies: Value) -> Self {
        Self::new(serde_json::from_value(replies).expect("replies"))
    }

    pub(crate) fn none() -> Self {
        Self::new(BTreeMap::new())
    }

    /// The inputs of every function so far.
    pub(crate) fn calls(&self) -> BTreeMap<String, Vec<Value>> {
        self.calls.lock().expect("no panic while locked").clone()
    }
}

#[async_trait]
impl Tasks for ScriptedTasks {
    async fn call(&self, resource: &str, input: Value) -> Result<Value, TaskError> {
        let name = resource.rsplit(':').next().unwrap_or(resource);
        let replies = self.replies.get(name).expect("a scripted function");
        let reply = {
            let mut calls = self.calls.lock().expect("no panic while locked");
            let calls = calls.get_mut(name).expect("a scripted function");
            let reply = &replies[calls.len().min(replies.len() - 1)];
            calls.push(input.clone());
            reply.clone()
        };
        tokio::time::sleep(Duration::from_secs_f64(reply.delay_seconds)).await;
        match reply.error {
            // As Lambda reports it.
            Some(error) => {
                let cause = json!({ "errorMessage": reply.cause, "errorType": error });
                Err(TaskError::new(error, cause.to_string()))
            }
            None if reply.echo => Ok(input),
            None => Ok(reply.output),
        }
    }
}

/// Runs a future on a clock that jumps to the next timer, so that no test really waits.
pub(crate) fn block_on_paused<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// Loads a machine without substitutions.
pub(crate) fn load(definition: &Value) -> Result<Machine, LoadError> {
    Machine::parse(&definition.to_string(), &BTreeMap::new())
}

/// Loads and runs a machine that must load.
pub(crate) fn execute(definition: &Value, input: Value, tasks: &ScriptedTasks) -> Execution {
    let machine = load(definition).expect("a valid machine");
    block_on_paused(machine.run(input, tasks, RunOptions::new("test")))
}

/// The output of a machine that must succeed.
pub(crate) fn output(definition: &Value, input: Value) -> Value {
    match execute(definition, input, &ScriptedTasks::none()).outcome {
        ExecutionOutcome::Succeeded(output) => output,
        other => panic!("{other:?}"),
    }
}

/// Name and cause of the error of a machine that must fail.
pub(crate) fn failure(definition: &Value, input: Value, tasks: &ScriptedTasks) -> (String, String) {
    match execute(definition, input, tasks).outcome {
        ExecutionOutcome::Failed { error, cause } => (error, cause),
        other => panic!("{other:?}"),
    }
}
