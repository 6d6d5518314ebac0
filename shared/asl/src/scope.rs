use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::timestamp;

/// What expressions of a state can see.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    /// `$`.
    pub(crate) data: &'s Value,
    /// `$$`.
    pub(crate) context: &'s Context<'s>,
}

impl<'s> Scope<'s> {
    /// The same context over other data.
    pub(crate) fn over<'d>(self, data: &'d Value) -> Scope<'d>
    where
        's: 'd,
    {
        Scope {
            data,
            context: self.context,
        }
    }
}

/// The part of the context object that is the same in the whole execution.
#[derive(Debug)]
pub(crate) struct ExecutionContext {
    pub(crate) name: String,
    pub(crate) machine_name: String,
    pub(crate) input: Arc<Value>,
    pub(crate) started: SystemTime,
}

/// An item of a Map state.
#[derive(Debug, Clone)]
pub(crate) struct MapItem {
    pub(crate) index: usize,
    pub(crate) value: Value,
}

/// The context object at one point of an execution. Few states look at it, so it is built when
/// first asked for.
pub(crate) struct Context<'c> {
    pub(crate) execution: &'c ExecutionContext,
    pub(crate) state: &'c str,
    pub(crate) entered: SystemTime,
    pub(crate) retry_count: u32,
    pub(crate) item: Option<&'c MapItem>,
    built: OnceLock<Value>,
}

impl<'c> Context<'c> {
    pub(crate) fn new(
        execution: &'c ExecutionContext,
        state: &'c str,
        entered: SystemTime,
        item: Option<&'c MapItem>,
    ) -> Self {
        Self {
            execution,
            state,
            entered,
            retry_count: 0,
            item,
            built: OnceLock::new(),
        }
    }

    /// The same point at another retry or with another item.
    pub(crate) fn with(&self, retry_count: u32, item: Option<&'c MapItem>) -> Self {
        Self {
            retry_count,
            item,
            ..Self::new(self.execution, self.state, self.entered, None)
        }
    }

    /// The object as paths see it.
    pub(crate) fn object(&self) -> &Value {
        self.built.get_or_init(|| self.build())
    }

    fn build(&self) -> Value {
        let execution = self.execution;
        let machine = &execution.machine_name;
        let mut object = json!({
            "Execution": {
                "Id": format!(
                    "arn:aws:states:local:000000000000:execution:{machine}:{}",
                    execution.name
                ),
                "Input": *execution.input,
                "Name": execution.name,
                "RedriveCount": 0,
                "RoleArn": "arn:aws:iam::000000000000:role/local",
                "StartTime": timestamp::text(execution.started),
            },
            "State": {
                "EnteredTime": timestamp::text(self.entered),
                "Name": self.state,
                "RetryCount": self.retry_count,
            },
            "StateMachine": {
                "Id": format!("arn:aws:states:local:000000000000:stateMachine:{machine}"),
                "Name": machine,
            },
        });
        if let Some(item) = self.item {
            object["Map"] = json!({ "Item": { "Index": item.index, "Value": item.value } });
        }
        object
    }
}
