use crate::language::Language;
use crate::refusal;
use contract::{
    AskState, ErrorName, Execution, ExecutionVerdict, Fault, GenerationVerdict, Intent, Outcome,
    ValidationVerdict,
};

/// How the question ended.
#[derive(Debug)]
pub(crate) enum Ending<'a> {
    /// It was talk about the product or the data.
    Talk,
    /// It ended before there was a result; the text says why.
    Told(Outcome, String),
    /// There are rows.
    Rows(&'a Execution),
    /// The query found nothing.
    Empty(&'a Execution),
}

/// Reads the ending off the state. Steps are judged in the order Classify, Generate, Validate,
/// Execute: after a repair loop a later step's field may still hold what an earlier attempt left.
pub(crate) fn of(state: &AskState, language: Language) -> Result<Ending<'_>, Fault> {
    match state.classification.as_ref().map(|found| found.intent) {
        Some(Intent::Chat) => return Ok(Ending::Talk),
        Some(Intent::Unsupported) => {
            return Ok(told(Outcome::Refused, refusal::unsupported(language)));
        }
        Some(Intent::Sql | Intent::Plot) | None => {}
    }
    if let Some(generation) = &state.generation {
        let reason = generation.reason.as_deref();
        match generation.verdict {
            GenerationVerdict::AskBack => {
                let text = refusal::ask_back(&generation.choices, reason, language);
                return Ok(told(Outcome::NeedsClarification, text));
            }
            GenerationVerdict::Unanswerable => {
                return Ok(told(
                    Outcome::Unanswerable,
                    refusal::unanswerable(reason, language),
                ));
            }
            GenerationVerdict::NotPermitted => {
                return Ok(told(
                    Outcome::NotPermitted,
                    refusal::not_permitted(None, language),
                ));
            }
            GenerationVerdict::GaveUp => return Ok(gave_up(state, language)),
            GenerationVerdict::Sql => {}
        }
    }
    if let Some(validation) = &state.validation {
        let reason = validation.reason.as_deref();
        match validation.verdict {
            // Only who wrote the names may be told them.
            ValidationVerdict::NotPermitted => {
                let own = state.request.sql.as_ref().and(reason);
                return Ok(told(
                    Outcome::NotPermitted,
                    refusal::not_permitted(own, language),
                ));
            }
            ValidationVerdict::Rejected => {
                return Ok(told(Outcome::Refused, refusal::rejected(reason, language)));
            }
            ValidationVerdict::Valid => {}
        }
    }
    let execution = state.execution.as_ref().ok_or_else(|| {
        Fault::new(
            ErrorName::InvalidInput,
            "the state holds nothing to explain: no step has ended",
        )
    })?;
    Ok(executed(execution))
}

const fn told<'a>(outcome: Outcome, text: String) -> Ending<'a> {
    Ending::Told(outcome, text)
}

fn executed(execution: &Execution) -> Ending<'_> {
    match execution.verdict {
        ExecutionVerdict::Rows => Ending::Rows(execution),
        ExecutionVerdict::Empty | ExecutionVerdict::EmptyWithHints => Ending::Empty(execution),
        ExecutionVerdict::EngineError => told(
            Outcome::Refused,
            refusal::engine_error(execution.error.as_deref()),
        ),
    }
}

/// Nothing is left to try: what failed last is the reason.
fn gave_up(state: &AskState, language: Language) -> Ending<'_> {
    let rejected = state
        .validation
        .as_ref()
        .filter(|v| v.verdict != ValidationVerdict::Valid);
    if let Some(validation) = rejected {
        return match validation.verdict {
            ValidationVerdict::NotPermitted => told(
                Outcome::NotPermitted,
                refusal::not_permitted(None, language),
            ),
            _ => told(
                Outcome::Refused,
                refusal::rejected(validation.reason.as_deref(), language),
            ),
        };
    }
    if let Some(execution) = &state.execution {
        return executed(execution);
    }
    let generation = state.generation.as_ref();
    let reason = generation.and_then(|generation| {
        let last = generation.tried.last().map(|tried| tried.reason.as_str());
        generation.reason.as_deref().or(last)
    });
    told(Outcome::Refused, refusal::rejected(reason, language))
}
