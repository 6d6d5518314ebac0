//! What is around every event: logs, metrics, and the fault's way to the runtime.

use crate::emf::Measured;
use crate::prices::Prices;
use contract::{Fault, Usage};
use lambda_runtime::{Context, Diagnostic, LambdaEvent};
use serde_json::Value;
use std::borrow::Cow;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// What turns one kind of event into calls of the product.
pub(crate) trait Shell: Send + Sync {
    /// The function, for logs and metrics.
    fn name(&self) -> &'static str;

    /// Answers the event.
    fn answer(&self, event: Value) -> impl Future<Output = Result<Answered, Fault>> + Send;

    /// Answers the event before the runtime ends the function. Most leave it to the runtime.
    fn answer_by(
        &self,
        event: Value,
        _deadline: SystemTime,
    ) -> impl Future<Output = Result<Answered, Fault>> + Send {
        self.answer(event)
    }
}

/// An event that was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    /// What the runtime gets.
    pub(crate) value: Value,
    /// How it ended: one of a few words, for metrics.
    pub(crate) outcome: Cow<'static, str>,
    /// What models and engines took, of a function that asks them.
    pub(crate) usage: Option<Usage>,
    /// Whether an earlier answer served, of a function that looks for one.
    pub(crate) cache_hit: Option<bool>,
}

impl Answered {
    pub(crate) fn new(value: Value, outcome: impl Into<Cow<'static, str>>) -> Self {
        Self {
            value,
            outcome: outcome.into(),
            usage: None,
            cache_hit: None,
        }
    }
}

/// From now on every line of the log has the job's id, until the event is answered.
pub(crate) fn log_job(id: &str) {
    Span::current().record("job_id", id);
}

/// A shell in a Lambda.
pub(crate) struct Host<S> {
    shell: S,
    stage: String,
    prices: Prices,
    is_cold: AtomicBool,
}

impl<S: Shell> Host<S> {
    pub(crate) fn new(shell: S, stage: &str, prices: Prices) -> Self {
        Self {
            shell,
            stage: stage.to_owned(),
            prices,
            is_cold: AtomicBool::new(true),
        }
    }

    pub(crate) async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, NamedFault> {
        let LambdaEvent { payload, context } = event;
        let cold_start = self.is_cold.swap(false, Ordering::Relaxed);
        let span = tracing::info_span!(
            "event",
            function = self.shell.name(),
            request_id = context.request_id,
            trace_id = trace_id(&context),
            cold_start,
            job_id = Empty,
        );
        self.measure(payload, cold_start, &context)
            .instrument(span)
            .await
            .map_err(NamedFault)
    }

    async fn measure(
        &self,
        event: Value,
        cold_start: bool,
        context: &Context,
    ) -> Result<Value, Fault> {
        let started = Instant::now();
        let result = self.shell.answer_by(event, context.deadline()).await;
        let duration = started.elapsed();
        let duration_ms = duration.as_secs_f64() * 1000.0;
        let (outcome, usage, cache_hit) = match &result {
            Ok(answered) => {
                tracing::info!(outcome = %answered.outcome, duration_ms, "done");
                (&*answered.outcome, answered.usage, answered.cache_hit)
            }
            Err(fault) => {
                log_fault(fault, duration_ms);
                (fault.name.as_str(), None, None)
            }
        };
        let measured = Measured {
            stage: &self.stage,
            function: self.shell.name(),
            outcome,
            duration,
            cold_start,
            usage,
            cost: usage.and_then(|usage| self.prices.cost(usage)),
            cache_hit,
            request_id: &context.request_id,
        };
        measured.write(SystemTime::now());
        result.map(|answered| answered.value)
    }
}

/// A fault's message names no values, and neither does its cause.
fn log_fault(fault: &Fault, duration_ms: f64) {
    let cause = std::error::Error::source(fault).map(ToString::to_string);
    tracing::error!(error = %fault.name, reason = %fault, cause, duration_ms, "failed");
}

/// The `Root` of the trace header, by which X-Ray finds the trace.
fn trace_id(context: &Context) -> Option<&str> {
    let header = context.xray_trace_id.as_deref()?;
    let root = header
        .split(';')
        .find_map(|part| part.strip_prefix("Root="));
    Some(root.unwrap_or(header))
}

/// A fault on its way to the runtime, which hands its name on as the type of the error.
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
    use contract::ErrorName;

    struct Echo;

    impl Shell for Echo {
        fn name(&self) -> &'static str {
            "echo"
        }

        async fn answer(&self, event: Value) -> Result<Answered, Fault> {
            match event {
                Value::Null => Err(Fault::new(ErrorName::ModelThrottled, "slowly")),
                event => Ok(Answered::new(event, "done")),
            }
        }
    }

    #[tokio::test]
    async fn a_fault_keeps_its_name() {
        let host = Host::new(Echo, "dev", Prices::default());
        let event = |value| LambdaEvent::new(value, Context::default());
        assert_eq!(host.handle(event(1.into())).await.unwrap(), 1);
        assert!(!host.is_cold.load(Ordering::Relaxed));
        let fault = host.handle(event(Value::Null)).await.unwrap_err();
        let told = Diagnostic::from(fault);
        assert_eq!(told.error_type, "Model.Throttled");
        assert_eq!(told.error_message, "slowly");
    }

    #[test]
    fn the_trace_is_the_root_of_its_header() {
        let mut context = Context::default();
        assert_eq!(trace_id(&context), None);
        let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        context.xray_trace_id = Some(header.to_owned());
        assert_eq!(
            trace_id(&context),
            Some("1-5759e988-bd862e3fe1be46a994272793")
        );
    }
}
