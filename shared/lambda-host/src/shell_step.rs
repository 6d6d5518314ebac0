//! The shell of a step: the event is a state document, the answer goes to its `ResultPath`.

use crate::host::{Answered, Shell, log_job};
use contract::{ErrorName, Fault, StepName};
use ports::Ports;
use serde_json::Value;
use std::marker::PhantomData;
use step::Step;

/// Where an output says how the step ended.
const OUTCOMES: [&str; 3] = ["verdict", "outcome", "intent"];

/// A step with its ports.
pub(crate) struct StepShell<S: Step> {
    deps: S::Deps,
    step: PhantomData<fn() -> S>,
}

impl<S: Step> StepShell<S> {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            deps: S::Deps::from(ports),
            step: PhantomData,
        }
    }
}

impl<S: Step> Shell for StepShell<S> {
    fn name(&self) -> &'static str {
        S::NAME.as_str()
    }

    async fn answer(&self, event: Value) -> Result<Answered, Fault> {
        if let Some(id) = event.pointer("/request/job_id").and_then(Value::as_str) {
            log_job(id);
        }
        let input: S::Input = serde_json::from_value(event).map_err(|error| {
            let message = format!("the event of {} does not have its form: {error}", S::NAME);
            Fault::new(ErrorName::InvalidInput, message)
        })?;
        let output = S::run(input, &self.deps).await?;
        let value = serde_json::to_value(output).map_err(|error| {
            let message = format!("the result of {} cannot be written: {error}", S::NAME);
            Fault::new(ErrorName::Internal, message)
        })?;
        Ok(measured(S::NAME, value))
    }
}

fn measured(step: StepName, value: Value) -> Answered {
    let outcome = OUTCOMES
        .iter()
        .find_map(|field| value.get(field)?.as_str())
        .unwrap_or("done")
        .to_owned();
    let usage = value.get("usage").cloned();
    Answered {
        usage: usage.and_then(|usage| serde_json::from_value(usage).ok()),
        cache_hit: (step == StepName::CacheCheck).then_some(outcome == "hit"),
        ..Answered::new(value, outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use serde_json::json;
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

    #[tokio::test]
    async fn a_result_is_json_and_a_fault_keeps_its_name() {
        let shell = StepShell::<Halve>::new(&Ports::unconfigured());
        let answered = shell.answer(json!({ "number": 4, "more": 1 })).await;
        assert_eq!(answered.unwrap().value, json!({ "half": 2 }));
        let fault = shell.answer(json!({ "number": 3 })).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::ModelThrottled);
        let fault = shell.answer(json!({ "nummer": 3 })).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput);
        assert!(fault.message.contains("number"), "{fault}");
    }

    #[test]
    fn an_output_says_what_is_measured() {
        let usage = json!({ "tokens_in": 7, "tokens_out": 2, "bytes_scanned": 0 });
        let output = json!({ "verdict": "sql", "usage": usage });
        let answered = measured(StepName::Generate, output);
        assert_eq!(answered.outcome, "sql");
        assert_eq!(answered.usage.map(|usage| usage.tokens_in), Some(7));
        assert_eq!(answered.cache_hit, None);
        let answered = measured(StepName::CacheCheck, json!({ "verdict": "hit" }));
        assert_eq!(answered.cache_hit, Some(true));
        assert_eq!(
            measured(StepName::CacheWrite, json!({ "stored": true })).outcome,
            "done"
        );
    }
}
