//! Errors of Athena: those of the statement, and all others by the product's names.

use aws_sdk_athena::config::http::HttpResponse;
use aws_sdk_athena::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_athena::types::{AthenaError, QueryExecution};
use contract::{ErrorName, Fault};
use ports::EngineError;
use std::error::Error;
use std::ops::RangeInclusive;

/// Categories of [`AthenaError`].
const SYSTEM: i32 = 1;
/// Types of [`AthenaError`]: the statement takes more than there is.
const EXHAUSTED: RangeInclusive<i32> = 0..=8;
/// The query ran longer than Athena allows.
const TIMED_OUT: [i32; 2] = [206, 210];

/// The fault for a call that failed.
pub(super) fn of_call<E>(error: SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let name = name_of(&error);
    let said = error.message().unwrap_or("it gives no reason").to_owned();
    let message = match name {
        ErrorName::EngineThrottled => {
            "Athena runs as many queries as it may; try again a little later".to_owned()
        }
        ErrorName::ConfigInvalid => format!("Athena may not be used like this: {said}"),
        ErrorName::EngineFailed => format!("Athena does not take the query: {said}"),
        _ => "Athena cannot be reached now; try again a little later".to_owned(),
    };
    Fault::new(name, message).with_source(error)
}

fn name_of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> ErrorName {
    let SdkError::ServiceError(answered) = error else {
        return ErrorName::EngineUnavailable;
    };
    match answered.err().code().unwrap_or_default() {
        "TooManyRequestsException" | "ThrottlingException" => ErrorName::EngineThrottled,
        "AccessDeniedException" | "UnrecognizedClientException" => ErrorName::ConfigInvalid,
        "InvalidRequestException" => ErrorName::EngineFailed,
        _ => match answered.raw().status().as_u16() {
            429 => ErrorName::EngineThrottled,
            400..500 => ErrorName::EngineFailed,
            _ => ErrorName::EngineUnavailable,
        },
    }
}

/// The error of a query that ended without rows.
pub(super) fn of_execution(execution: &QueryExecution) -> EngineError {
    let status = execution.status();
    let reason = status.and_then(|status| status.state_change_reason());
    match status.and_then(|status| status.athena_error()) {
        Some(error) => of_athena(error, reason),
        // Without a category, the engine's words are about the statement.
        None => EngineError::Statement(reason.unwrap_or("the query failed").to_owned()),
    }
}

fn of_athena(error: &AthenaError, reason: Option<&str>) -> EngineError {
    let said = reason.or_else(|| error.error_message());
    let said = said.unwrap_or("the query failed").to_owned();
    let kind = error.error_type().unwrap_or(-1);
    let name = if TIMED_OUT.contains(&kind) {
        ErrorName::EngineTimeout
    } else if EXHAUSTED.contains(&kind) {
        return EngineError::Statement(said);
    } else if error.retryable() {
        ErrorName::EngineUnavailable
    } else if error.error_category() == Some(SYSTEM) {
        ErrorName::EngineFailed
    } else {
        return EngineError::Statement(said);
    };
    let message = format!("Athena could not run the query: {said}");
    EngineError::Fault(Fault::new(name, message))
}

/// The error of a query that was stopped, and not by us.
pub(super) fn of_cancelled(execution: &QueryExecution) -> EngineError {
    let status = execution.status();
    let reason = status.and_then(|status| status.state_change_reason());
    let reason = reason.unwrap_or("it gives no reason");
    // The bound of the workgroup; a narrower statement passes it.
    if reason.to_ascii_lowercase().contains("bytes scanned limit") {
        return EngineError::Statement(reason.to_owned());
    }
    let message = format!("the query was stopped in Athena: {reason}");
    EngineError::Fault(Fault::new(ErrorName::EngineFailed, message))
}
