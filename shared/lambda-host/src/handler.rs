use contract::{ErrorName, Fault};
use lambda_runtime::Diagnostic;
use ports::Ports;
use serde_json::Value;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use step::Step;

/// One step with its ports, ready for events.
pub(crate) struct Handler<S: Step> {
    deps: S::Deps,
    cold: AtomicBool,
    step: PhantomData<fn() -> S>,
}

impl<S: Step> Handler<S> {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            deps: S::Deps::from(ports),
            cold: AtomicBool::new(true),
            step: PhantomData,
        }
    }

    pub(crate) async fn handle(&self, event: Value) -> Result<Value, NamedFault> {
        let started = Instant::now();
        let job_id = job_id(&event);
        let cold_start = self.cold.swap(false, Ordering::Relaxed);
        let result = self.run(event).await;
        let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
        match &result {
            Ok(_) => tracing::info!(step = %S::NAME, job_id, cold_start, duration_ms, "done"),
            Err(NamedFault(fault)) => tracing::error!(
                step = %S::NAME, job_id, cold_start, duration_ms,
                error = %fault.name, message = %fault, "failed"
            ),
        }
        result
    }

    async fn run(&self, event: Value) -> Result<Value, NamedFault> {
        let input: S::Input = serde_json::from_value(event).map_err(|error| {
            let message = format!("the event of {} does not have its form: {error}", S::NAME);
            NamedFault(Fault::new(ErrorName::InvalidInput, message))
        })?;
        let output = S::run(input, &self.deps).await.map_err(NamedFault)?;
        serde_json::to_value(output).map_err(|error| {
            let message = format!("the result of {} cannot be written: {error}", S::NAME);
            NamedFault(Fault::new(ErrorName::Internal, message))
        })
    }
}

fn job_id(event: &Value) -> String {
    event
        .pointer("/request/job_id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// A fault on its way to the runtime.
#[derive(Debug)]
pub(crate) struct NamedFault(Fault);

impl From<NamedFault> for Diagnostic {
    fn from(NamedFault(fault): NamedFault) -> Self {
        Self {
            error_type: fault.name.to_string(),
            error_message: fault.message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::StepName;
    use serde::{Deserialize, Serialize};
    use step::StepError;

    struct Halve;

    #[derive(Deserialize)]
    struct Number {
        number: i64,
    }

    #[derive(Serialize)]
    struct Half {
        half: i64,
    }

    struct Nothing;

    impl From<&Ports> for Nothing {
        fn from(_: &Ports) -> Self {
            Self
        }
    }

    impl Step for Halve {
        const NAME: StepName = StepName::Explain;
        type Input = Number;
        type Output = Half;
        type Deps = Nothing;

        async fn run(input: Number, _: &Nothing) -> Result<Half, StepError> {
            if input.number % 2 == 1 {
                return Err(StepError::new(ErrorName::ModelThrottled, "odd"));
            }
            Ok(Half {
                half: input.number / 2,
            })
        }
    }

    async fn handle(event: &str) -> Result<Value, Diagnostic> {
        let handler = Handler::<Halve>::new(&Ports::unconfigured());
        handler
            .handle(serde_json::from_str(event).unwrap())
            .await
            .map_err(Diagnostic::from)
    }

    #[tokio::test]
    async fn a_result_is_json_and_a_fault_keeps_its_name() {
        assert_eq!(
            handle(r#"{"number": 4, "more": 1}"#).await.unwrap()["half"],
            2
        );
        assert_eq!(
            handle(r#"{"number": 3}"#).await.unwrap_err().error_type,
            "Model.Throttled"
        );
        let wrong = handle(r#"{"nummer": 3}"#).await.unwrap_err();
        assert_eq!(wrong.error_type, "Contract.InvalidInput");
        assert!(
            wrong.error_message.contains("number"),
            "{}",
            wrong.error_message
        );
    }
}
