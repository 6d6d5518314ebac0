use contract::{ErrorName, Fault, Problem};
use ports::Ports;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::future::Future;

/// A call of the HTTP API, whoever received it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiRequest {
    /// The method in capitals.
    pub method: String,
    /// The route as the API declares it: `/v1/jobs/{id}`.
    pub route: String,
    /// What stands in the path where the route has names.
    pub parameters: BTreeMap<String, String>,
    /// The query string, decoded; the last value of a name.
    pub query: BTreeMap<String, String>,
    /// Headers by name in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// Who calls, as far as the front knows: the id of the API key.
    pub caller: String,
}

impl ApiRequest {
    /// The body as JSON of the contract.
    ///
    /// # Errors
    /// `Contract.InvalidInput`, with the field that is wrong.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let message = format!("the body does not have its form: {error}");
            Fault::new(ErrorName::InvalidInput, message)
        })
    }

    /// What stands in the path for that name.
    ///
    /// # Errors
    /// `Contract.InvalidInput` when the route has no such name.
    pub fn parameter(&self, name: &str) -> Result<&str, Fault> {
        self.parameters
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| {
                let message = format!("the path of {} has no {name}", self.route);
                Fault::new(ErrorName::InvalidInput, message)
            })
    }

    /// The fault of a call that the function does not answer: the API is wired wrongly.
    pub fn not_answered(&self) -> Fault {
        let message = format!("{} {} is not answered here", self.method, self.route);
        Fault::new(ErrorName::InvalidInput, message)
    }
}

/// The answer to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiResponse {
    /// The HTTP status.
    pub status: u16,
    /// Headers by name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl ApiResponse {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: BTreeMap::new(),
            body: Vec::new(),
        }
    }

    /// An answer in JSON.
    ///
    /// # Errors
    /// `Internal.Error` when the value cannot be written as JSON.
    pub fn json(status: u16, value: &impl Serialize) -> Result<Self, Fault> {
        let body = serde_json::to_vec(value).map_err(|error| {
            Fault::new(ErrorName::Internal, "the answer cannot be written as JSON")
                .with_source(error)
        })?;
        Ok(Self {
            body,
            ..Self::empty(status).with_header("content-type", "application/json")
        })
    }

    /// The answer that tells a fault (RFC 9457).
    pub fn problem(fault: &Fault) -> Self {
        let problem = Problem::new(fault.name, fault.message.clone());
        Self {
            body: serde_json::to_vec(&problem).unwrap_or_default(),
            ..Self::empty(problem.status).with_header("content-type", "application/problem+json")
        }
    }

    /// With one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_owned(), value.into());
        self
    }
}

/// A group of calls of the API that one function answers.
pub trait Endpoint: 'static {
    /// The function's package: `job-submit`.
    const NAME: &'static str;
    /// The ports it needs, taken from the bundle.
    type Deps: for<'a> From<&'a Ports> + Send + Sync;

    /// Answers the call. A fault becomes a problem of its status.
    fn call(
        request: ApiRequest,
        deps: &Self::Deps,
    ) -> impl Future<Output = Result<ApiResponse, Fault>> + Send;
}

/// A function that takes messages from a queue, one at a time and each at least once.
pub trait QueueConsumer: 'static {
    /// The function's package: `job-start`.
    const NAME: &'static str;
    /// The body of a message, as JSON.
    type Message: DeserializeOwned + Send;
    /// The ports it needs, taken from the bundle.
    type Deps: for<'a> From<&'a Ports> + Send + Sync;

    /// Does what the message asks for, once however often it comes. After a fault it comes again,
    /// until the queue gives it up.
    fn consume(
        message: Self::Message,
        deps: &Self::Deps,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// An object that arrived where uploads go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedObject {
    /// Its key, decoded.
    pub key: String,
    /// What tells this content of the key from an earlier one: the version, or the hash where the
    /// store keeps no versions.
    pub version: String,
    /// Its bytes.
    pub size_bytes: u64,
}

/// A function that is told of each uploaded object at least once.
pub trait UploadConsumer: 'static {
    /// The function's package: `ingest`.
    const NAME: &'static str;
    /// The ports it needs, taken from the bundle.
    type Deps: for<'a> From<&'a Ports> + Send + Sync;

    /// Does what the upload asks for, once however often it is told. After a fault it is told again.
    fn consume(
        object: UploadedObject,
        deps: &Self::Deps,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}
