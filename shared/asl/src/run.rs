//! One execution: from state to state, each with its data flow.

use crate::choice::NothingThere;
use crate::history::History;
use crate::path::Path;
use crate::states::{
    FailText, Flow, Kind, ResultPath, Seconds, Selection, State, StateError, Then, WaitUntil,
};
use crate::template::Template;
use crate::{EventKind, RunOptions, Tasks, TimeScale};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::future::Future;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes of JSON a payload may have, as in the service.
const PAYLOAD_LIMIT: usize = 256 * 1024;

/// What all states of one execution share.
pub(crate) struct Run<'a> {
    pub(crate) tasks: &'a dyn Tasks,
    pub(crate) history: &'a History<'a>,
    pub(crate) time: TimeScale,
    name: &'a str,
    machine_name: &'a str,
    input: Arc<Value>,
    started: Timestamp,
}

/// Where in the machine a flow runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// Index and value of the innermost Map's item.
    pub(crate) item: Option<(usize, Arc<Value>)>,
}

impl Scope {
    pub(crate) fn iteration(&self) -> Option<usize> {
        self.item.as_ref().map(|(index, _)| *index)
    }
}

/// Where a state leads, with its output.
pub(crate) type Step = (Option<Arc<str>>, Arc<Value>);

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl<'a> Run<'a> {
    pub(crate) fn new(
        tasks: &'a dyn Tasks,
        history: &'a History<'a>,
        options: &'a RunOptions<'_>,
        input: Arc<Value>,
    ) -> Self {
        Self {
            tasks,
            history,
            time: options.time,
            name: &options.name,
            machine_name: &options.machine_name,
            input,
            started: Timestamp::now(),
        }
    }

    /// Runs the states from the start to an end. Boxed, because flows lie in flows.
    pub(crate) fn flow<'f>(
        &'f self,
        flow: &'f Flow,
        input: Arc<Value>,
        scope: Scope,
    ) -> Boxed<'f, Result<Arc<Value>, StateError>> {
        Box::pin(async move {
            let mut next = Some(Arc::clone(&flow.start));
            let mut document = input;
            while let Some(name) = next {
                let state = flow
                    .states
                    .get(&name)
                    .ok_or_else(|| StateError::runtime(format!("there is no state {name}")))?;
                (next, document) = self.state(state, document, &scope).await?;
            }
            Ok(document)
        })
    }

    async fn state(
        &self,
        state: &State,
        input: Arc<Value>,
        scope: &Scope,
    ) -> Result<Step, StateError> {
        let entered = Instant::now();
        let iteration = scope.iteration();
        let name = || Arc::clone(&state.name);
        let event = EventKind::StateEntered {
            state: name(),
            input: Arc::clone(&input),
        };
        self.history.tell(iteration, event);
        let result = self
            .leave(state, input, scope)
            .await
            .and_then(|(next, output)| {
                if too_large(&output) {
                    return Err(StateError::data_limit());
                }
                Ok((next, output))
            });
        let duration = entered.elapsed();
        let event = match &result {
            Ok((_, output)) => EventKind::StateExited {
                state: name(),
                output: Arc::clone(output),
                duration,
            },
            Err(StateError { error, cause }) => EventKind::StateFailed {
                state: name(),
                error: error.clone(),
                cause: cause.clone(),
                duration,
            },
        };
        self.history.tell(iteration, event);
        result
    }

    async fn leave(
        &self,
        state: &State,
        input: Arc<Value>,
        scope: &Scope,
    ) -> Result<Step, StateError> {
        match &state.kind {
            Kind::Task { work, .. } | Kind::Parallel { work, .. } | Kind::Map { work, .. } => {
                self.work(state, work, input, scope).await
            }
            Kind::Fail { error, cause } => {
                let context = self.context(state, scope, 0);
                let text = |text: &Option<FailText>| fail_text(text.as_ref(), &input, &context);
                Err(StateError::new(text(error)?, text(cause)?))
            }
            kind => {
                let context = self.context(state, scope, 0);
                let selected = select(&state.input_path, &input, &context)?;
                let (next, output) = self.plain(kind, input, selected, &context).await?;
                Ok((next, select(&state.output_path, &output, &context)?))
            }
        }
    }

    /// The states that call nothing.
    async fn plain(
        &self,
        kind: &Kind,
        raw: Arc<Value>,
        input: Arc<Value>,
        context: &Value,
    ) -> Result<Step, StateError> {
        match kind {
            Kind::Pass {
                result,
                parameters,
                result_path,
                then,
            } => {
                let effective = fill(parameters.as_ref(), &input, context)?;
                let result = result.clone().map_or(effective, Arc::new);
                Ok((then.next().cloned(), place(result_path, &raw, result)?))
            }
            Kind::Choice { rules, default } => {
                for (rule, next) in rules {
                    let holds = rule.holds(&input, context).map_err(|NothingThere(path)| {
                        StateError::runtime(format!("the choice looks at {path}, where nothing is"))
                    })?;
                    if holds {
                        return Ok((Some(Arc::clone(next)), input));
                    }
                }
                Ok((Some(Arc::clone(default)), input))
            }
            Kind::Wait { until, then } => {
                tokio::time::sleep(self.wait(until, &input, context)?).await;
                Ok((then.next().cloned(), input))
            }
            _ => Ok((Then::End.next().cloned(), input)),
        }
    }

    fn wait(
        &self,
        until: &WaitUntil,
        input: &Value,
        context: &Value,
    ) -> Result<Duration, StateError> {
        let moment = match until {
            WaitUntil::Seconds(seconds) => {
                return Ok(self
                    .time
                    .wait(f64::from(whole_seconds(seconds, input, context)?)));
            }
            WaitUntil::Timestamp(moment) => *moment,
            WaitUntil::TimestampAt(path) => {
                let found = path.get(input, context).and_then(Value::as_str);
                found.and_then(|text| text.parse().ok()).ok_or_else(|| {
                    StateError::runtime(format!("there is no time at {}", path.as_str()))
                })?
            }
        };
        let seconds = moment.duration_since(Timestamp::now()).as_secs_f64();
        Ok(self.time.wait(seconds))
    }

    /// The context object; empty for a state that never looks at it.
    pub(crate) fn context(&self, state: &State, scope: &Scope, retries: u32) -> Value {
        if !state.uses_context {
            return Value::Null;
        }
        let mut context = json!({
            "Execution": {
                "Id": format!("local:execution:{}:{}", self.machine_name, self.name),
                "Name": self.name,
                "Input": self.input.as_ref(),
                "StartTime": self.started.to_string(),
            },
            "State": {
                "Name": state.name.as_ref(),
                "EnteredTime": Timestamp::now().to_string(),
                "RetryCount": retries,
            },
            "StateMachine": {
                "Id": format!("local:stateMachine:{}", self.machine_name),
                "Name": self.machine_name,
            },
        });
        if let Some((index, value)) = &scope.item {
            context["Map"] = json!({ "Item": { "Index": index, "Value": value.as_ref() } });
        }
        context
    }
}

/// `InputPath` and `OutputPath`.
pub(crate) fn select(
    selection: &Selection,
    document: &Arc<Value>,
    context: &Value,
) -> Result<Arc<Value>, StateError> {
    match selection {
        Selection::Nothing => Ok(Arc::new(json!({}))),
        Selection::At(path) if path.as_str() == "$" => Ok(Arc::clone(document)),
        Selection::At(path) => found(path, document, context).map(|value| Arc::new(value.clone())),
    }
}

pub(crate) fn fill(
    template: Option<&Template>,
    input: &Arc<Value>,
    context: &Value,
) -> Result<Arc<Value>, StateError> {
    match template {
        None => Ok(Arc::clone(input)),
        Some(template) => template.fill(input, context).map(Arc::new),
    }
}

/// `ResultPath`: the state's raw input with the result put into it.
pub(crate) fn place(
    result_path: &ResultPath,
    raw: &Arc<Value>,
    result: Arc<Value>,
) -> Result<Arc<Value>, StateError> {
    match result_path {
        ResultPath::Discard => Ok(Arc::clone(raw)),
        ResultPath::At(path) if path.as_str() == "$" => Ok(result),
        ResultPath::At(path) => {
            let mut document = raw.as_ref().clone();
            if path.put(&mut document, Arc::unwrap_or_clone(result)) {
                Ok(Arc::new(document))
            } else {
                let cause = format!("nothing can be put at {}", path.as_str());
                Err(StateError::result_path(cause))
            }
        }
    }
}

pub(crate) fn found<'v>(
    path: &Path,
    document: &'v Value,
    context: &'v Value,
) -> Result<&'v Value, StateError> {
    path.get(document, context)
        .ok_or_else(|| StateError::runtime(format!("there is nothing at {}", path.as_str())))
}

pub(crate) fn whole_seconds(
    seconds: &Seconds,
    input: &Value,
    context: &Value,
) -> Result<u32, StateError> {
    match seconds {
        Seconds::Fixed(seconds) => Ok(*seconds),
        Seconds::At(path) => found(path, input, context)?
            .as_u64()
            .and_then(|seconds| u32::try_from(seconds).ok())
            .ok_or_else(|| {
                StateError::runtime(format!("{} holds no whole seconds", path.as_str()))
            }),
    }
}

fn fail_text(
    text: Option<&FailText>,
    input: &Value,
    context: &Value,
) -> Result<String, StateError> {
    match text {
        None => Ok(String::new()),
        Some(FailText::Fixed(text)) => Ok(text.clone()),
        Some(FailText::At(path)) => found(path, input, context)?
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| StateError::runtime(format!("{} holds no text", path.as_str()))),
    }
}

/// The length of the value's JSON, counted without writing it anywhere.
fn json_bytes(value: &Value) -> usize {
    struct Count(usize);
    impl Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    match serde_json::to_writer(&mut count, value) {
        Ok(()) => count.0,
        Err(_) => usize::MAX,
    }
}

/// Whether a payload is larger than the service takes.
pub(crate) fn too_large(value: &Value) -> bool {
    json_bytes(value) > PAYLOAD_LIMIT
}
