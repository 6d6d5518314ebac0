//! Errors of Glue by the product's names.

use aws_sdk_glue::config::http::HttpResponse;
use aws_sdk_glue::error::{ProvideErrorMetadata, SdkError};
use contract::{ErrorName, Fault};
use std::error::Error;

/// The fault for a call that failed.
pub(super) fn of_glue<E>(error: SdkError<E, HttpResponse>, what: &str) -> Fault
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let name = name_of(&error);
    let said = error.message().unwrap_or("it gives no reason").to_owned();
    let message = match name {
        ErrorName::StoreUnavailable => {
            format!("Glue could not {what} now; try again a little later")
        }
        _ => format!("Glue could not {what}: {said}"),
    };
    Fault::new(name, message).with_source(error)
}

fn name_of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> ErrorName {
    let SdkError::ServiceError(answered) = error else {
        return ErrorName::StoreUnavailable;
    };
    match answered.err().code().unwrap_or_default() {
        "ThrottlingException"
        | "ConcurrentModificationException"
        | "OperationTimeoutException"
        | "ResourceNotReadyException" => ErrorName::StoreUnavailable,
        "ResourceNumberLimitExceededException" => ErrorName::StoreFull,
        "AccessDeniedException" | "GlueEncryptionException" => ErrorName::ConfigInvalid,
        _ => match answered.raw().status().as_u16() {
            400..429 => ErrorName::Internal,
            _ => ErrorName::StoreUnavailable,
        },
    }
}
