use crate::TaskError;

/// Ends every execution; neither retried nor caught.
pub(crate) const RUNTIME: &str = "States.Runtime";
/// A payload above the limit; only caught by its own name.
pub(crate) const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
/// The time of a task ran out.
pub(crate) const TIMEOUT: &str = "States.Timeout";
/// Matches every error of a task but its timeout.
pub(crate) const TASK_FAILED: &str = "States.TaskFailed";
/// Matches every error but the two above.
pub(crate) const ALL: &str = "States.ALL";

/// All names that the language reserves.
pub(crate) const RESERVED: [&str; 17] = [
    ALL,
    "States.BranchFailed",
    DATA_LIMIT_EXCEEDED,
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    RUNTIME,
    TASK_FAILED,
    TIMEOUT,
];

/// The failure of a state: the same two texts as a task's.
pub(crate) type StateError = TaskError;

/// What the service reports when an expression does not fit the data: a path without a value, a value
/// of the wrong type. (Its documentation also lists `States.ParameterPathFailure` for
/// `Parameters`, but what executions show, and what stays uncaught, is `States.Runtime`.)
pub(crate) fn runtime(cause: impl Into<String>) -> StateError {
    StateError::new(RUNTIME, cause)
}

pub(crate) fn intrinsic_failure(cause: impl Into<String>) -> StateError {
    StateError::new("States.IntrinsicFailure", cause)
}

/// Whether a name of `ErrorEquals` matches an error.
pub(crate) fn matches(pattern: &str, error: &str) -> bool {
    match (pattern, error) {
        (_, RUNTIME) => false,
        (_, DATA_LIMIT_EXCEEDED) | (TASK_FAILED, TIMEOUT) => pattern == error,
        (ALL | TASK_FAILED, _) => true,
        _ => pattern == error,
    }
}
