//! What is around every event: logs, metrics, and the fault's way to the runtime.

use crate::emf::Measured;
use crate::prices::Prices;
use contract::{ErrorName, Fault, Usage};
use lambda_runtime::{Context, Diagnostic, LambdaEvent};
use serde_json::Value;
use std::borrow::Cow;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// What is left of an event's time when it is given up: enough to tell so, in the answer, the log and the metrics.
/// An event that Lambda itself ends leaves none of these.
const LAST_WORDS: Duration = Duration::from_millis(500);

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

    /// What is said of an event that was given up because its time is over.
    ///
    /// # Errors
    /// The fault itself, unless whoever called is told of it in another form.
    fn given_up(&self, fault: Fault) -> Result<Answered, Fault> {
        Err(fault)
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
        let result = self.answer_in_time(event, context).await;
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
            is_fault: result.is_err(),
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

    /// Gives the event up before Lambda ends it.
    async fn answer_in_time(&self, event: Value, context: &Context) -> Result<Answered, Fault> {
        let work = self.shell.answer_by(event, context.deadline());
        let Some(time) = time_for_work(context) else {
            return work.await;
        };
        tokio::time::timeout(time, work).await.unwrap_or_else(|_| {
            let message = "a call that the function waits for did not come back in time";
            self.shell
                .given_up(Fault::new(ErrorName::StepTimeout, message))
        })
    }
}

/// How long the work on an event may take; `None` when nobody says.
fn time_for_work(context: &Context) -> Option<Duration> {
    (context.deadline > 0).then(|| {
        let left = context.deadline().duration_since(SystemTime::now());
        left.unwrap_or_default().saturating_sub(LAST_WORDS)
    })
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

    /// Waits for what never comes.
    struct Stuck;

    impl Shell for Stuck {
        fn name(&self) -> &'static str {
            "stuck"
        }

        async fn answer(&self, _: Value) -> Result<Answered, Fault> {
            std::future::pending().await
        }
    }

    fn in_milliseconds(milliseconds: u64) -> Context {
        let deadline = SystemTime::now() + Duration::from_millis(milliseconds);
        let since = deadline.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let mut context = Context::default();
        context.deadline = u64::try_from(since.as_millis()).unwrap();
        context
    }

    #[tokio::test]
    async fn an_event_is_given_up_by_name_before_its_time_is_over() {
        let host = Host::new(Stuck, "dev", Prices::default());
        for left in [0, 700] {
            let started = Instant::now();
            let event = LambdaEvent::new(Value::Null, in_milliseconds(left));
            let NamedFault(fault) = host.handle(event).await.unwrap_err();
            assert_eq!(fault.name, ErrorName::StepTimeout);
            assert!(started.elapsed() < Duration::from_millis(700));
        }
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
