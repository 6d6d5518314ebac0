use asl::{TaskError, Tasks};
use async_trait::async_trait;
use contract::{ErrorName, Fault, StepName};
use futures::FutureExt;
use ports::Ports;
use serde_json::Value;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use step::Step;

/// The steps of a question, wired to their ports, by the resource under which the state machine
/// calls them. What Lambda is in the cloud.
pub struct Registry {
    steps: BTreeMap<String, Box<dyn Hosted>>,
}

impl Registry {
    /// Wires every step of a question.
    pub fn new(ports: &Ports) -> Self {
        let mut registry = Self {
            steps: BTreeMap::new(),
        };
        registry.add::<classify::Classify>(ports);
        registry.add::<cache_check::CacheCheck>(ports);
        registry.add::<schema::Schema>(ports);
        registry.add::<generate::Generate>(ports);
        registry.add::<validate::Validate>(ports);
        registry.add::<execute::Execute>(ports);
        registry.add::<explain::Explain>(ports);
        registry.add::<cache_write::CacheWrite>(ports);
        registry
    }

    fn add<S: Step>(&mut self, ports: &Ports) {
        let step = Wired::<S> {
            deps: S::Deps::from(ports),
        };
        self.steps.insert(resource(S::NAME), Box::new(step));
    }

    /// What stands for the functions' ARNs in the definition.
    pub fn substitutions() -> BTreeMap<String, String> {
        StepName::PIPELINE
            .into_iter()
            .map(|name| (format!("{name}FunctionArn"), resource(name)))
            .collect()
    }
}

fn resource(name: StepName) -> String {
    format!("local:{}", name.package())
}

#[async_trait]
impl Tasks for Registry {
    async fn call(&self, resource: &str, input: Value) -> Result<Value, TaskError> {
        let step = self.steps.get(resource).ok_or_else(|| {
            let message = format!("no step is registered as {resource}");
            named(&Fault::new(ErrorName::Internal, message))
        })?;
        // As the Lambda runtime does: a panic ends the call, not the program.
        match AssertUnwindSafe(step.call(input)).catch_unwind().await {
            Ok(result) => result.map_err(|fault| named(&fault)),
            Err(_) => Err(named(&Fault::new(ErrorName::Internal, "the step panicked"))),
        }
    }
}

fn named(fault: &Fault) -> TaskError {
    TaskError {
        error: fault.name.to_string(),
        cause: fault.message.clone(),
    }
}

#[async_trait]
trait Hosted: Send + Sync {
    async fn call(&self, input: Value) -> Result<Value, Fault>;
}

struct Wired<S: Step> {
    deps: S::Deps,
}

#[async_trait]
impl<S: Step> Hosted for Wired<S> {
    async fn call(&self, input: Value) -> Result<Value, Fault> {
        let input: S::Input = serde_json::from_value(input).map_err(|error| {
            let message = format!("the input of {} does not have its form: {error}", S::NAME);
            Fault::new(ErrorName::InvalidInput, message)
        })?;
        let output = S::run(input, &self.deps).await?;
        serde_json::to_value(output).map_err(|error| {
            let message = format!("the result of {} cannot be written: {error}", S::NAME);
            Fault::new(ErrorName::Internal, message)
        })
    }
}
