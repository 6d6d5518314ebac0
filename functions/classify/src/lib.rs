#![doc = include_str!("../README.md")]

mod chart;
mod follow_up;
mod intent;
mod phrase;
mod places;

use contract::{AskRequest, Classification, ErrorName, Intent, StepName, Turn, Usage};
use ports::Ports;
use serde::Deserialize;
use step::{Step, StepError};

/// Characters a question may have.
pub const MAX_QUESTION_CHARS: usize = 2_000;

/// The Classify step.
#[derive(Debug)]
pub struct Classify;

/// What Classify reads of the state document.
#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    /// What was asked.
    pub request: AskRequest,
}

/// Classify needs no port.
#[derive(Debug, Clone, Copy)]
pub struct Deps;

impl From<&Ports> for Deps {
    fn from(_: &Ports) -> Self {
        Self
    }
}

impl Step for Classify {
    const NAME: StepName = StepName::Classify;
    type Input = Input;
    type Output = Classification;
    type Deps = Deps;

    async fn run(input: Input, _: &Deps) -> Result<Classification, StepError> {
        classify(&input.request)
    }
}

/// Classifies a question; `Contract.InvalidInput` when it is empty or longer than
/// [`MAX_QUESTION_CHARS`].
pub fn classify(request: &AskRequest) -> Result<Classification, StepError> {
    let typed = request.question.trim();
    if !typed.chars().any(char::is_alphanumeric) {
        return Err(StepError::new(
            ErrorName::InvalidInput,
            "the question is empty",
        ));
    }
    let length = typed.chars().count();
    if length > MAX_QUESTION_CHARS {
        let message =
            format!("the question has {length} characters; at most {MAX_QUESTION_CHARS} are read");
        return Err(StepError::new(ErrorName::InvalidInput, message));
    }
    let complete = before(&request.conversation)
        .and_then(|before| follow_up::rewrite(typed, &before))
        .unwrap_or_else(|| typed.to_owned());
    let (intent, standalone) = intent::read(&complete);
    // "as a chart" after a question for rows: the rewritten question still asks for a chart.
    let intent = match intent {
        Intent::Sql if intent::read(typed).0 == Intent::Plot => Intent::Plot,
        intent => intent,
    };
    Ok(Classification {
        intent,
        rewritten: standalone != typed,
        slots: question_slots::extract(&standalone),
        question: standalone,
        usage: Usage::default(),
    })
}

/// The last question of a conversation, made whole: a turn may itself be a follow-up, as it was typed.
fn before(conversation: &[Turn]) -> Option<String> {
    conversation
        .iter()
        .fold(None, |before: Option<String>, turn| {
            let whole = before.and_then(|before| follow_up::rewrite(&turn.question, &before));
            Some(whole.unwrap_or_else(|| turn.question.clone()))
        })
}
