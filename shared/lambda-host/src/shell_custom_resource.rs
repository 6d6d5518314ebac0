//! The shell of a custom resource of `CloudFormation`, which waits at an address for an answer: an hour, if nobody stopped it.

use crate::host::{Answered, Shell};
use aws::ResponseUrls;
use contract::{ErrorName, Fault};
use ports::Ports;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use step::CustomResource;

/// What is kept of the function's time for the answer: more than [`ResponseUrls`] takes at most.
const FOR_THE_ANSWER: Duration = Duration::from_secs(20);
/// Letters of a reason; `CloudFormation` takes 4096 bytes in all.
const REASON_CHARS: usize = 800;

/// The request, as far as an answer needs it. What is missing is empty, so that whatever has an address is answered.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Request {
    request_type: String,
    #[serde(rename = "ResponseURL")]
    response_url: String,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
    resource_properties: Value,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            request_type: String::new(),
            response_url: String::new(),
            stack_id: String::new(),
            request_id: String::new(),
            logical_resource_id: String::new(),
            physical_resource_id: None,
            resource_properties: Value::Null,
        }
    }
}

type Attributes = BTreeMap<String, String>;

/// A custom resource with its ports.
pub(crate) struct CustomResourceShell<R: CustomResource> {
    deps: Arc<R::Deps>,
    responses: ResponseUrls,
    resource: PhantomData<fn() -> R>,
}

impl<R: CustomResource> CustomResourceShell<R> {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            deps: Arc::new(R::Deps::from(ports)),
            responses: ResponseUrls::default(),
            resource: PhantomData,
        }
    }

    async fn made(&self, request: &Request, deadline: SystemTime) -> Result<Attributes, Fault> {
        match request.request_type.as_str() {
            "Create" | "Update" => self.apply(&request.resource_properties, deadline).await,
            "Delete" => Ok(Attributes::new()),
            other => Err(invalid(format!("there is no request {other:?}"))),
        }
    }

    /// In a task of its own, so that a panic is a fault like another one.
    async fn apply(&self, properties: &Value, deadline: SystemTime) -> Result<Attributes, Fault> {
        let properties = R::Properties::deserialize(properties)
            .map_err(|error| invalid(format!("the properties do not have their form: {error}")))?;
        let deps = Arc::clone(&self.deps);
        let mut task = tokio::spawn(async move { R::apply(properties, &deps).await });
        let left = deadline.duration_since(SystemTime::now());
        let time = left.unwrap_or_default().saturating_sub(FOR_THE_ANSWER);
        match tokio::time::timeout(time, &mut task).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(_)) => Err(Fault::new(
                ErrorName::Internal,
                "the function failed over it",
            )),
            Err(_) => {
                task.abort();
                let message = "it took longer than the function may run";
                Err(Fault::new(ErrorName::Internal, message))
            }
        }
    }
}

impl<R: CustomResource> Shell for CustomResourceShell<R>
where
    R::Deps: 'static,
{
    fn name(&self) -> &'static str {
        R::NAME
    }

    async fn answer(&self, event: Value) -> Result<Answered, Fault> {
        let day = Duration::from_secs(24 * 3600);
        self.answer_by(event, SystemTime::now() + day).await
    }

    /// The event succeeds when `CloudFormation` was told how it ended, however that was. When it could not be told, it is
    /// a fault: Lambda calls again then.
    async fn answer_by(&self, event: Value, deadline: SystemTime) -> Result<Answered, Fault> {
        let request: Request = serde_json::from_value(event)
            .map_err(|error| invalid(format!("the event is no request of a stack: {error}")))?;
        let made = self.made(&request, deadline).await;
        if let Err(fault) = &made {
            let cause = std::error::Error::source(fault).map(ToString::to_string);
            tracing::error!(error = %fault.name, reason = %fault, cause, "the resource is not made");
        }
        let document = document::<R>(&request, &made);
        self.responses.put(&request.response_url, &document).await?;
        let outcome = made.map_or_else(|fault| fault.name.as_str(), |_| "done");
        Ok(Answered::new(Value::Null, outcome))
    }
}

/// What `CloudFormation` is told. The id is always the same: another one would make it delete the resource of the old one.
fn document<R: CustomResource>(request: &Request, made: &Result<Attributes, Fault>) -> String {
    let mut document = json!({
        "PhysicalResourceId": request.physical_resource_id.as_deref().unwrap_or(R::NAME),
        "StackId": request.stack_id,
        "RequestId": request.request_id,
        "LogicalResourceId": request.logical_resource_id,
    });
    match made {
        Ok(attributes) => {
            document["Status"] = "SUCCESS".into();
            document["Data"] = json!(attributes);
        }
        Err(fault) => {
            let reason = format!("{}: {}", fault.name, fault.message);
            document["Status"] = "FAILED".into();
            document["Reason"] = reason.chars().take(REASON_CHARS).collect::<String>().into();
        }
    }
    document.to_string()
}

fn invalid(message: String) -> Fault {
    Fault::new(ErrorName::InvalidInput, message)
}

#[cfg(test)]
#[path = "shell_custom_resource/tests.rs"]
mod tests;
