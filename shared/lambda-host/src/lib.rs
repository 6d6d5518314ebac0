#![doc = include_str!("../README.md")]

mod emf;
mod environment;
mod host;
mod prices;
#[cfg(feature = "custom-resource")]
mod shell_custom_resource;
#[cfg(feature = "endpoint")]
mod shell_endpoint;
#[cfg(feature = "queue")]
mod shell_queue;
mod shell_step;
#[cfg(feature = "uploads")]
mod shell_uploads;
mod wiring;

pub use lambda_runtime::Error;

use environment::Environment;
use host::{Host, Shell};
use lambda_runtime::service_fn;
use ports::Ports;
use prices::Prices;
use shell_step::StepShell;
use step::Step;

/// Runs the step as a Lambda function until the runtime ends.
///
/// # Errors
/// When the configuration is unusable, or the runtime API cannot be reached.
pub fn run<S: Step>() -> Result<(), Error> {
    serve(|ports, _| StepShell::<S>::new(ports))
}

/// Runs a function that answers calls of the API, as API Gateway hands them on. A fault becomes a
/// problem (RFC 9457) of its status; an event that is no call is a bad request.
///
/// # Errors
/// As [`run`].
#[cfg(feature = "endpoint")]
pub fn run_endpoint<E: step::Endpoint>() -> Result<(), Error> {
    serve(|ports, _| shell_endpoint::EndpointShell::<E>::new(ports))
}

/// Runs a function that takes messages from SQS. It answers with the messages that failed, for which
/// the event source needs `ReportBatchItemFailures`.
///
/// # Errors
/// As [`run`].
#[cfg(feature = "queue")]
pub fn run_queue<C: step::QueueConsumer>() -> Result<(), Error> {
    serve(|ports, _| shell_queue::QueueShell::<C>::new(ports))
}

/// Runs a function that is told of uploaded objects: by a notification of S3, by the
/// `Object Created` of `EventBridge`, or by a person with `{"key", "version", "size_bytes"}`.
///
/// # Errors
/// As [`run`].
#[cfg(feature = "uploads")]
pub fn run_uploads<C: step::UploadConsumer>() -> Result<(), Error> {
    serve(|ports, environment| {
        shell_uploads::UploadShell::<C>::new(ports, environment.get("ANALYST_BUCKET"))
    })
}

/// Runs a function that makes a custom resource of a stack. It answers `CloudFormation` whatever comes of it, so that no stack
/// waits for an hour.
///
/// # Errors
/// As [`run`].
#[cfg(feature = "custom-resource")]
pub fn run_custom_resource<R: step::CustomResource>() -> Result<(), Error> {
    serve(|ports, _| shell_custom_resource::CustomResourceShell::<R>::new(ports))
}

fn serve<S: Shell>(shell: impl FnOnce(&Ports, &Environment) -> S) -> Result<(), Error> {
    let environment = Environment::read()?;
    environment.start_logs()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let ports = wiring::ports(&environment).await?;
        let host = Host::new(
            shell(&ports, &environment),
            environment.stage(),
            Prices::of(&environment)?,
        );
        let host = &host;
        lambda_runtime::run(service_fn(move |event| host.handle(event))).await
    })
}
