//! Errors of calls by the product's names, for the services that keep things: S3, SQS, Step Functions, Secrets Manager.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use contract::{ErrorName, Fault};
use std::error::Error;

/// What a service means by an error, whatever it calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no such thing.
    NotFound,
    /// The role may not do this.
    Denied,
    /// Too many calls, a fault of the service or of the way to it.
    Unavailable,
    /// The call is not as it must be.
    Refused,
}

/// What the failed call was for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    /// `read the object a/b`: completes "could not".
    pub(crate) what: &'a str,
    /// The permission it needs, `s3:GetObject`.
    pub(crate) permission: &'a str,
    /// Whether it writes an object.
    pub(crate) writes: bool,
}

impl Failure {
    /// By the code in the answer, or else by its status: an answer to HEAD has no code.
    pub(crate) fn of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Self {
        match error {
            SdkError::ServiceError(answered) => {
                let status = answered.raw().status().as_u16();
                Self::by_code(answered.err().code().unwrap_or_default(), status)
            }
            SdkError::ConstructionFailure(_) => Self::Refused,
            _ => Self::Unavailable,
        }
    }

    fn by_code(code: &str, status: u16) -> Self {
        match code {
            "NoSuchKey" | "NotFound" | "ResourceNotFoundException" => Self::NotFound,
            "AccessDenied" | "AccessDeniedException" | "UnrecognizedClientException" => {
                Self::Denied
            }
            "ThrottlingException"
            | "Throttling"
            | "RequestThrottled"
            | "TooManyRequestsException"
            | "ExecutionLimitExceeded"
            | "KmsThrottlingException"
            | "KmsThrottled"
            | "SlowDown"
            | "RequestTimeout" => Self::Unavailable,
            _ => match status {
                403 => Self::Denied,
                404 if code.is_empty() => Self::NotFound,
                408 | 409 | 429 | 500.. => Self::Unavailable,
                _ => Self::Refused,
            },
        }
    }
}

/// The fault for a failed call.
pub(crate) fn fault<E>(error: SdkError<E, HttpResponse>, call: Call<'_>) -> Fault
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let Call {
        what,
        permission,
        writes,
    } = call;
    let said = error.message().unwrap_or("it gives no reason");
    let (name, message) = match Failure::of(&error) {
        Failure::NotFound => (
            ErrorName::StoreNotFound,
            format!("could not {what}: there is none"),
        ),
        Failure::Denied => (
            if writes {
                ErrorName::StoreReadOnly
            } else {
                ErrorName::ConfigInvalid
            },
            format!("could not {what}: the role lacks the permission {permission}"),
        ),
        Failure::Unavailable => (
            ErrorName::StoreUnavailable,
            format!("could not {what} now; try again a little later"),
        ),
        Failure::Refused => (
            ErrorName::ConfigInvalid,
            format!("could not {what}: {said}"),
        ),
    };
    Fault::new(name, message).with_source(error)
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn codes_come_before_states() {
        for (code, status, failure) in [
            ("ThrottlingException", 400, Failure::Unavailable),
            ("AccessDeniedException", 400, Failure::Denied),
            ("ResourceNotFoundException", 400, Failure::NotFound),
            ("SlowDown", 503, Failure::Unavailable),
            ("", 404, Failure::NotFound),
            ("NoSuchBucket", 404, Failure::Refused),
            ("", 403, Failure::Denied),
            ("InternalError", 500, Failure::Unavailable),
            ("EntityTooLarge", 400, Failure::Refused),
        ] {
            assert_eq!(Failure::by_code(code, status), failure, "{code} {status}");
        }
    }
}
