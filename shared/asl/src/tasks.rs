use async_trait::async_trait;
use serde_json::Value;

/// What Task states call: in the cloud the Lambda functions, here whatever the caller registers.
#[async_trait]
pub trait Tasks: Send + Sync {
    /// Runs the task behind `resource` (the state's `Resource` after substitution) on the state's
    /// effective input and gives its raw result.
    ///
    /// The future is dropped, not asked to stop, when the state times out, a sibling branch fails or the execution is
    /// cancelled. It is called again with an equal input for every retry.
    ///
    /// # Errors
    /// A [`TaskError`] whose name `Retry` and `Catch` of the state match on.
    async fn call(&self, resource: &str, input: Value) -> Result<Value, TaskError>;
}

/// The failure of a task, as Step Functions sees it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}: {cause}")]
pub struct TaskError {
    /// Error name, matched exactly by `ErrorEquals`.
    pub error: String,
    /// Free text for people (Lambda puts a JSON document here).
    pub cause: String,
}

impl TaskError {
    /// An error with this name and cause.
    pub fn new(error: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            cause: cause.into(),
        }
    }
}
