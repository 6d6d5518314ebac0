//! Errors of Bedrock by the product's names.

use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use contract::{ErrorName, Fault};
use std::error::Error;

/// The fault for a failed call of the model.
pub(super) fn fault<E>(error: SdkError<E, HttpResponse>, model_id: &str) -> Fault
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let name = name_of(&error);
    let said = error.message().map(ToOwned::to_owned).unwrap_or_default();
    let message = match name {
        ErrorName::ModelThrottled => {
            format!(
                "Bedrock asks to call the model {model_id} less often; try again a little later"
            )
        }
        ErrorName::ModelTimeout => format!("the model {model_id} did not answer in time"),
        ErrorName::ConfigInvalid if said.is_empty() => {
            format!("Bedrock does not take the request to the model {model_id}")
        }
        ErrorName::ConfigInvalid => {
            format!("Bedrock does not take the request to the model {model_id}: {said}")
        }
        _ => format!("the model {model_id} cannot be reached now; try again a little later"),
    };
    Fault::new(name, message).with_source(error)
}

fn name_of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> ErrorName {
    match error {
        SdkError::TimeoutError(_) => ErrorName::ModelTimeout,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => ErrorName::ModelTimeout,
        SdkError::ServiceError(answered) => {
            let status = answered.raw().status().as_u16();
            by_code(answered.err().code().unwrap_or_default(), status)
        }
        SdkError::ConstructionFailure(_) => ErrorName::ConfigInvalid,
        // A response that cannot be read is the service's trouble, not that of the one who asked.
        _ => ErrorName::ModelUnavailable,
    }
}

fn by_code(code: &str, status: u16) -> ErrorName {
    match code {
        "ThrottlingException" | "ServiceQuotaExceededException" | "TooManyRequestsException" => {
            ErrorName::ModelThrottled
        }
        "ModelTimeoutException" => ErrorName::ModelTimeout,
        "ModelNotReadyException" | "ModelErrorException" => ErrorName::ModelUnavailable,
        _ => match status {
            429 => ErrorName::ModelThrottled,
            408 | 504 => ErrorName::ModelTimeout,
            400..500 => ErrorName::ConfigInvalid,
            _ => ErrorName::ModelUnavailable,
        },
    }
}
