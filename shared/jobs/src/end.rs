use contract::{AskState, ErrorName, JobStatus, Problem};
use ports::RunStatus;
use serde::Deserialize;

/// How an execution ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// With this state document.
    Succeeded(Box<AskState>),
    /// With an error.
    Failed(Problem),
    /// Because somebody stopped it.
    Cancelled,
}

impl End {
    /// The status of the job.
    pub const fn status(&self) -> JobStatus {
        match self {
            Self::Succeeded(_) => JobStatus::Succeeded,
            Self::Failed(_) => JobStatus::Failed,
            Self::Cancelled => JobStatus::Cancelled,
        }
    }
}

/// The end of an execution, and `None` while it goes on.
pub fn end_of(status: RunStatus) -> Option<End> {
    Some(match status {
        RunStatus::Running => return None,
        RunStatus::Succeeded(document) => match serde_json::from_value(document) {
            Ok(state) => End::Succeeded(Box::new(state)),
            Err(error) => {
                let detail = format!("the last state document does not have its form: {error}");
                End::Failed(Problem::new(ErrorName::Internal, detail))
            }
        },
        RunStatus::Failed { error, cause } => End::Failed(failure(&error, &cause)),
        RunStatus::TimedOut => End::Failed(Problem::new(
            ErrorName::StepTimeout,
            "the job took longer than it may in all",
        )),
        RunStatus::Stopped => End::Cancelled,
    })
}

/// An error of a step has one of our names; those of Step Functions begin with `States.`, those of
/// Lambda with `Lambda.` or `Sandbox.`.
fn failure(error: &str, cause: &str) -> Problem {
    let cause = message_of(cause);
    match error.parse::<ErrorName>() {
        Ok(name) => Problem::new(name, cause),
        Err(_) if matches!(error, "States.Timeout" | "Sandbox.Timedout") => {
            Problem::new(ErrorName::StepTimeout, "a step took longer than it may")
        }
        Err(_) => Problem::new(ErrorName::Internal, format!("{error}: {cause}")),
    }
}

/// The cause of a failed Lambda function is its error as JSON; the person wants its message.
fn message_of(cause: &str) -> String {
    #[derive(Deserialize)]
    struct LambdaError {
        #[serde(rename = "errorMessage")]
        message: String,
    }
    serde_json::from_str::<LambdaError>(cause)
        .map_or_else(|_| cause.to_owned(), |error| error.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn failed(error: &str, cause: &str) -> Problem {
        let end = end_of(RunStatus::Failed {
            error: error.into(),
            cause: cause.into(),
        });
        match end {
            Some(End::Failed(problem)) => problem,
            other => panic!("{other:?} is no failure"),
        }
    }

    #[test]
    fn a_failure_keeps_its_name_and_its_message() {
        let lambda = r#"{"errorType":"Engine.Timeout","errorMessage":"the query ran 60 s"}"#;
        for (error, cause, name, detail) in [
            (
                "Engine.Timeout",
                lambda,
                ErrorName::EngineTimeout,
                "the query ran 60 s",
            ),
            ("Engine.Timeout", "plain", ErrorName::EngineTimeout, "plain"),
            (
                "States.Timeout",
                "",
                ErrorName::StepTimeout,
                "a step took longer than it may",
            ),
            (
                "Sandbox.Timedout",
                r#"{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 1 Error: Task timed out"}"#,
                ErrorName::StepTimeout,
                "a step took longer than it may",
            ),
            (
                "Lambda.Unknown",
                "gone",
                ErrorName::Internal,
                "Lambda.Unknown: gone",
            ),
        ] {
            let problem = failed(error, cause);
            assert_eq!((problem.title, problem.detail.as_str()), (name, detail));
        }
    }

    #[test]
    fn a_document_of_another_form_is_a_defect() {
        let end = end_of(RunStatus::Succeeded(json!({"request": 1}))).unwrap();
        assert_eq!(end.status(), JobStatus::Failed);
        assert!(end_of(RunStatus::Running).is_none());
        assert_eq!(end_of(RunStatus::Stopped), Some(End::Cancelled));
    }
}
