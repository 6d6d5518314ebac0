use contract::{Fault, Outcome, Problem};
use std::process::ExitCode;

/// How a command ended; the number is the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Answered, or done.
    Answered = 0,
    /// Not answered: refused, unanswerable, empty, ambiguous, below the threshold.
    NotAnswered = 3,
    /// A technical failure.
    Failed = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Answered => Self::Answered,
            Outcome::Refused
            | Outcome::Unanswerable
            | Outcome::NeedsClarification
            | Outcome::NotPermitted
            | Outcome::Empty => Self::NotAnswered,
        }
    }
}

/// Tells the error in one sentence and gives the exit code.
pub(crate) fn failed(json: bool, error: &anyhow::Error) -> ExitCode {
    let problem = error
        .downcast_ref::<Fault>()
        .map(|f| Problem::new(f.name, f.message.clone()));
    #[expect(clippy::print_stderr, reason = "the last words of the program")]
    match (&problem, json) {
        (Some(problem), true) => {
            eprintln!("{}", serde_json::json!({ "error": problem }));
        }
        (Some(problem), false) => {
            eprintln!("analyst: {} [{}]", problem.detail, problem.title);
        }
        (None, true) => {
            eprintln!(
                "{}",
                serde_json::json!({ "error": { "detail": format!("{error:#}") } })
            );
        }
        (None, false) => eprintln!("analyst: {error:#}"),
    }
    Exit::Failed.into()
}
