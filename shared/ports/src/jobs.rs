use async_trait::async_trait;
use contract::Fault;
use serde_json::Value;

/// Jobs on their way to the workflow, at least once each.
#[async_trait]
pub trait JobQueue: Send + Sync {
    /// Puts the job's id into the queue; its record is in the object store already.
    async fn send(&self, job_id: &str) -> Result<(), Fault>;
}

/// How an execution stands.
#[derive(Debug, Clone, PartialEq)]
pub enum RunStatus {
    /// It goes on.
    Running,
    /// It ended with this state document.
    Succeeded(Value),
    /// It ended in a Fail state, or with an error nobody caught.
    Failed {
        /// The error's name.
        error: String,
        /// What happened.
        cause: String,
    },
    /// It took longer than it may in all.
    TimedOut,
    /// Somebody stopped it.
    Stopped,
}

/// What happened to a Task state of an execution.
#[derive(Debug, Clone, PartialEq)]
pub enum RunEventKind {
    /// It was entered.
    Entered,
    /// A call of it failed and was made again.
    Retried,
    /// It was left with a result, or after an error was caught: the document as it was then.
    Exited(Value),
    /// It failed; `Exited` follows when the error was caught.
    Failed(String),
}

/// One line of the history of an execution.
#[derive(Debug, Clone, PartialEq)]
pub struct RunEvent {
    /// The state.
    pub state: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// What.
    pub kind: RunEventKind,
}

/// An execution as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// How it stands.
    pub status: RunStatus,
    /// When it ended, RFC 3339.
    pub ended_at: Option<String>,
}

/// Executions of the state machine of questions, one a job and named by its id.
#[async_trait]
pub trait Workflow: Send + Sync {
    /// Starts the job's execution; false when it was started before, with whatever input.
    async fn start(&self, job_id: &str, input: &Value) -> Result<bool, Fault>;

    /// How the job's execution stands; `None` when there is none.
    async fn run(&self, job_id: &str) -> Result<Option<Run>, Fault>;

    /// What happened in it so far, oldest first, all of it.
    async fn history(&self, job_id: &str) -> Result<Vec<RunEvent>, Fault>;

    /// Stops it; no error when it has ended or never began.
    async fn stop(&self, job_id: &str, cause: &str) -> Result<(), Fault>;
}
