//! What Step Functions tells of an execution, as the product tells it.

use super::document;
use aws_sdk_sfn::types::{HistoryEvent, HistoryEventType as Type};
use contract::Fault;
use ports::{RunEvent, RunEventKind};
use std::collections::HashMap;

/// Where an event stands: the Task state, and the error of its last call.
#[derive(Clone, Default)]
struct Place {
    task: Option<String>,
    failed: Option<(i64, String)>,
}

/// What happened to Task states, oldest first. Events of calls do not name their state: it is that of the event before
/// them. A failed call becomes `Retried` or `Failed` by what comes after it, and nothing as long as nothing does.
pub(super) fn run_events(events: &[HistoryEvent]) -> Result<Vec<RunEvent>, Fault> {
    let mut places: HashMap<i64, Place> = HashMap::new();
    let mut told = Vec::new();
    for event in events {
        let before = places.get(&event.previous_event_id()).cloned();
        let mut place = before.unwrap_or_default();
        let at_ms = event.timestamp().to_millis().unwrap_or_default();
        let mut tell = |state: &Option<String>, at_ms, kind| {
            let told = &mut told;
            if let Some(state) = state.clone() {
                told.push(RunEvent { state, at_ms, kind });
            }
        };
        if let Some((failed_at, error)) = place.failed.take() {
            if is_call(event.r#type()) {
                tell(&place.task, at_ms, RunEventKind::Retried);
            } else {
                tell(&place.task, failed_at, RunEventKind::Failed(error));
            }
        }
        match event.r#type() {
            Type::TaskStateEntered => {
                let entered = event.state_entered_event_details();
                place.task = entered.map(|entered| entered.name().to_owned());
                tell(&place.task, at_ms, RunEventKind::Entered);
            }
            Type::TaskStateExited => {
                let exited = event.state_exited_event_details();
                let output = exited.and_then(|exited| exited.output()).unwrap_or("null");
                let state = exited.map(|exited| exited.name().to_owned());
                tell(&state, at_ms, RunEventKind::Exited(document(output)?));
                place.task = None;
            }
            _ => place.failed = error_of(event).map(|error| (at_ms, error)),
        }
        places.insert(event.id(), place);
    }
    Ok(told)
}

/// Whether a call begins.
const fn is_call(kind: &Type) -> bool {
    matches!(
        kind,
        Type::LambdaFunctionScheduled | Type::TaskScheduled | Type::ActivityScheduled
    )
}

/// The name of the error, of an event that ends a call with one.
fn error_of(event: &HistoryEvent) -> Option<String> {
    macro_rules! error {
        ($details:ident) => {
            event.$details().and_then(|details| details.error())
        };
    }
    let (error, otherwise) = match event.r#type() {
        Type::LambdaFunctionFailed => (
            error!(lambda_function_failed_event_details),
            "States.TaskFailed",
        ),
        Type::LambdaFunctionScheduleFailed => (
            error!(lambda_function_schedule_failed_event_details),
            "States.TaskFailed",
        ),
        Type::LambdaFunctionStartFailed => (
            error!(lambda_function_start_failed_event_details),
            "States.TaskFailed",
        ),
        Type::LambdaFunctionTimedOut => (
            error!(lambda_function_timed_out_event_details),
            "States.Timeout",
        ),
        Type::TaskFailed => (error!(task_failed_event_details), "States.TaskFailed"),
        Type::TaskStartFailed => (error!(task_start_failed_event_details), "States.TaskFailed"),
        Type::TaskSubmitFailed => (
            error!(task_submit_failed_event_details),
            "States.TaskFailed",
        ),
        Type::TaskTimedOut => (error!(task_timed_out_event_details), "States.Timeout"),
        _ => return None,
    };
    Some(error.unwrap_or(otherwise).to_owned())
}
