//! Walks a definition.

mod data;
mod log;
mod retry;
mod work;

use std::sync::Arc;
use std::time::SystemTime;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::definition::{
    Choice, Definition, Fail, Flow, Kind, Pass, State, StateIndex, Transition, Wait, Words,
};
use crate::execution::{EventKind, Execution, ExecutionOutcome};
use crate::path::Path;
use crate::scope::{Context, ExecutionContext, MapItem, Scope};
use crate::state_error::{StateError, runtime};
use crate::template::not_found;
use crate::{RunOptions, Tasks, TimeScale, timestamp};
use log::Log;

/// Most events of one execution, as in the service; it also ends machines that go in circles.
const MAX_EVENTS: usize = 25_000;

/// States a flow visits before it lets others run. Not every time: what starts together should start
/// in order.
const VISITS_BETWEEN_YIELDS: u64 = 16;

/// Runs a definition to its end.
pub(crate) async fn run(
    definition: &Definition,
    input: Value,
    tasks: &dyn Tasks,
    options: RunOptions<'_>,
) -> Execution {
    let RunOptions {
        name,
        machine_name,
        cancel,
        observer,
        time,
    } = options;
    let input = Arc::new(input);
    let log = Log::new(observer);
    log.record(
        None,
        EventKind::ExecutionStarted {
            input: Arc::clone(&input),
        },
    );
    let execution = ExecutionContext {
        name,
        machine_name,
        input: Arc::clone(&input),
        started: SystemTime::now(),
    };
    let interpreter = Interpreter {
        tasks,
        time,
        execution: &execution,
        log: &log,
    };
    let timeout = definition
        .timeout_seconds
        .map(|seconds| time.timeout(seconds));
    let too_late = async {
        match timeout {
            Some(limit) => sleep(limit).await,
            None => std::future::pending().await,
        }
    };
    // Whichever comes first drops the others, and with them every task that still runs.
    let (outcome, last) = tokio::select! {
        biased;
        () = cancel.cancelled() => (ExecutionOutcome::Cancelled, EventKind::ExecutionAborted),
        () = too_late => (ExecutionOutcome::TimedOut, EventKind::ExecutionTimedOut),
        result = interpreter.run_machine(&definition.flow, input) => ended(result),
    };
    log.record(None, last);
    Execution {
        outcome,
        history: log.into_history(),
    }
}

fn ended(result: Result<Arc<Value>, StateError>) -> (ExecutionOutcome, EventKind) {
    match result {
        Ok(output) => (
            ExecutionOutcome::Succeeded(Value::clone(&output)),
            EventKind::ExecutionSucceeded { output },
        ),
        Err(StateError { error, cause }) => (
            ExecutionOutcome::Failed {
                error: error.clone(),
                cause: cause.clone(),
            },
            EventKind::ExecutionFailed { error, cause },
        ),
    }
}

/// What every part of one execution shares.
struct Interpreter<'r> {
    tasks: &'r dyn Tasks,
    time: TimeScale,
    execution: &'r ExecutionContext,
    log: &'r Log<'r>,
}

/// The Map iteration a flow runs in.
#[derive(Clone, Copy, Default)]
struct Frame<'f> {
    item: Option<&'f MapItem>,
}

impl Frame<'_> {
    fn iteration(self) -> Option<usize> {
        self.item.map(|item| item.index)
    }
}

/// A state while it is run.
#[derive(Clone, Copy)]
struct Visit<'v> {
    state: &'v State,
    raw: &'v Arc<Value>,
    context: &'v Context<'v>,
    frame: Frame<'v>,
}

impl<'v> Visit<'v> {
    /// The raw input with the context object.
    fn scope(self) -> Scope<'v> {
        Scope {
            data: self.raw,
            context: self.context,
        }
    }
}

/// How a state was left.
type Left = Result<(Arc<Value>, Transition), StateError>;

impl Interpreter<'_> {
    async fn run_machine(&self, flow: &Flow, input: Arc<Value>) -> Result<Arc<Value>, StateError> {
        data::check_size(&input, "the execution's input")?;
        self.run_flow(flow, input, Frame::default()).await
    }

    /// Runs a flow from its start to an end. Boxed, because flows contain flows.
    fn run_flow<'f>(
        &'f self,
        flow: &'f Flow,
        input: Arc<Value>,
        frame: Frame<'f>,
    ) -> BoxFuture<'f, Result<Arc<Value>, StateError>> {
        async move {
            let mut data = input;
            let mut next = Transition::Next(flow.start);
            let mut visits = 0_u64;
            while let Transition::Next(index) = next {
                if self.log.len() >= MAX_EVENTS {
                    return Err(runtime(format!(
                        "The execution reached the maximum number of history events \
                         ({MAX_EVENTS})."
                    )));
                }
                // A circle of states that never wait must not keep the thread from cancelling it.
                visits += 1;
                if visits.is_multiple_of(VISITS_BETWEEN_YIELDS) {
                    tokio::task::yield_now().await;
                }
                (data, next) = self.visit(state_at(flow, index)?, &data, frame).await?;
            }
            Ok(data)
        }
        .boxed()
    }

    /// Runs one state, and records that it was entered and left.
    async fn visit(&self, state: &State, raw: &Arc<Value>, frame: Frame<'_>) -> Left {
        let started = Instant::now();
        let name = || Arc::clone(&state.name);
        let iteration = frame.iteration();
        let entered = EventKind::StateEntered {
            state: name(),
            input: Arc::clone(raw),
        };
        let at = self.log.record(iteration, entered);
        let context = Context::new(self.execution, &state.name, at, frame.item);
        let left = self
            .dispatch(Visit {
                state,
                raw,
                context: &context,
                frame,
            })
            .await;
        let duration = started.elapsed();
        let event = match &left {
            Ok((output, _)) => EventKind::StateExited {
                state: name(),
                output: Arc::clone(output),
                duration,
            },
            Err(StateError { error, cause }) => {
                let (error, cause) = (error.clone(), cause.clone());
                EventKind::StateFailed {
                    state: name(),
                    error,
                    cause,
                    duration,
                }
            }
        };
        self.log.record(iteration, event);
        left
    }

    async fn dispatch(&self, visit: Visit<'_>) -> Left {
        match &visit.state.kind {
            Kind::Task(_, work) | Kind::Parallel(_, work) | Kind::Map(_, work) => {
                self.run_work(visit, work).await
            }
            Kind::Pass(pass) => run_pass(visit, pass),
            Kind::Choice(choice) => run_choice(visit, choice),
            Kind::Wait(wait, then) => {
                let input = data::input(visit)?;
                sleep(self.duration(wait, &visit.scope().over(&input))?).await;
                Ok((data::pass_on(visit, input)?, *then))
            }
            Kind::Succeed => {
                let input = data::input(visit)?;
                Ok((data::pass_on(visit, input)?, Transition::End))
            }
            Kind::Fail(fail) => Err(failure(fail, &visit.scope())?),
        }
    }

    fn duration(&self, wait: &Wait, scope: &Scope<'_>) -> Result<std::time::Duration, StateError> {
        let until = |moment: jiff::Timestamp| moment.duration_since(jiff::Timestamp::now());
        let seconds = match wait {
            Wait::Seconds(seconds) => f64::from(*seconds),
            Wait::SecondsPath(path) => f64::from(seconds(path, "SecondsPath", scope)?),
            Wait::Until(moment) => until(*moment).as_secs_f64(),
            Wait::UntilPath(path) => {
                let value = path
                    .select(scope)
                    .ok_or_else(|| not_found(path, "TimestampPath", scope))?;
                let moment = value.as_str().and_then(timestamp::parse).ok_or_else(|| {
                    runtime(format!(
                        "The TimestampPath parameter does not reference a valid ISO-8601 extended \
                         offset date-time format string: {} == {value}",
                        path.text()
                    ))
                })?;
                until(moment).as_secs_f64()
            }
        };
        Ok(self.time.wait(seconds))
    }
}

/// A whole, non-negative number of seconds from the data.
fn seconds(path: &Path, field: &str, scope: &Scope<'_>) -> Result<u32, StateError> {
    let value = path
        .select(scope)
        .ok_or_else(|| not_found(path, field, scope))?;
    value
        .as_u64()
        .and_then(|seconds| u32::try_from(seconds).ok())
        .ok_or_else(|| {
            runtime(format!(
                "The {field} parameter does not reference an integer value: {} == {value}",
                path.text()
            ))
        })
}

/// The state an index of the same flow stands for; loading made sure that it exists.
fn state_at(flow: &Flow, index: StateIndex) -> Result<&State, StateError> {
    flow.states
        .get(index)
        .ok_or_else(|| runtime("a transition leads nowhere"))
}

fn run_pass(visit: Visit<'_>, pass: &Pass) -> Left {
    let input = data::input(visit)?;
    let input = data::parameters(pass.parameters.as_ref(), input, &visit.scope())?;
    let result = match &pass.result {
        Some(result) => result.clone(),
        None => input.into_owned(),
    };
    Ok((data::output(visit, &pass.result_path, result)?, pass.then))
}

fn run_choice(visit: Visit<'_>, choice: &Choice) -> Left {
    let input = data::input(visit)?;
    let scope = visit.scope().over(&input);
    let mut next = choice.default;
    for (rule, target) in &choice.rules {
        if rule.holds(&scope)? {
            next = *target;
            break;
        }
    }
    Ok((data::pass_on(visit, input)?, Transition::Next(next)))
}

/// The error a Fail state ends with; an error of its own when a path has no text.
fn failure(fail: &Fail, scope: &Scope<'_>) -> Result<StateError, StateError> {
    let words = |words: &Words, field: &str| match words {
        Words::Literal(text) => Ok(text.clone()),
        Words::Computed(expression) => match expression.evaluate(scope, field)? {
            Value::String(text) => Ok(text),
            other => Err(runtime(format!(
                "The {field} must give a string, got {other}"
            ))),
        },
    };
    Ok(StateError::new(
        words(&fail.error, "ErrorPath")?,
        words(&fail.cause, "CausePath")?,
    ))
}
