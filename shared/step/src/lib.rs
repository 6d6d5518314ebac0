#![doc = include_str!("../README.md")]

mod custom_resource;
mod endpoint;

pub use custom_resource::CustomResource;
pub use endpoint::{
    ApiRequest, ApiResponse, Endpoint, QueueConsumer, UploadConsumer, UploadedObject,
};

use contract::StepName;
use ports::Ports;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

/// A step fails with a named fault; the name is what the state machine's `ErrorEquals` matches.
pub type StepError = contract::Fault;

/// One step of the product: a typed function with its name and what it needs.
pub trait Step: 'static {
    /// Its name; for the steps of a question also the name of its state.
    const NAME: StepName;
    /// A view of the state document, or an event's content.
    type Input: DeserializeOwned + Send;
    /// What goes to the state's `ResultPath`.
    type Output: Serialize + Send;
    /// The ports it needs, taken from the bundle.
    type Deps: for<'a> From<&'a Ports> + Send + Sync;

    /// Does the step's work. Business outcomes are outputs; an error is a technical failure.
    fn run(
        input: Self::Input,
        deps: &Self::Deps,
    ) -> impl Future<Output = Result<Self::Output, StepError>> + Send;
}
