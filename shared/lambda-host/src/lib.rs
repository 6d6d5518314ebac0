#![doc = include_str!("../README.md")]

mod environment;
mod handler;

pub use lambda_runtime::Error;

use environment::Environment;
use handler::Handler;
use lambda_runtime::{LambdaEvent, service_fn};
use step::Step;

/// Runs the step as a Lambda function until the runtime ends.
///
/// # Errors
/// When the configuration is unusable, or the runtime API cannot be reached.
pub fn run<S: Step>() -> Result<(), Error> {
    let environment = Environment::read()?;
    environment.start_logs()?;
    let handler = Handler::<S>::new(&environment.ports()?);
    let handler = &handler;
    let service = service_fn(move |event: LambdaEvent<serde_json::Value>| async move {
        handler.handle(event.payload).await
    });
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(lambda_runtime::run(service))
}
