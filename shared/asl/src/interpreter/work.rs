use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use super::retry::Retries;
use super::{Frame, Interpreter, Left, Visit, data, seconds};
use crate::TaskError;
use crate::definition::{Flow, Kind, Map, Task, TaskTimeout, Transition, Work};
use crate::execution::EventKind;
use crate::scope::{MapItem, Scope};
use crate::state_error::{StateError, TIMEOUT, matches, runtime};
use crate::template::not_found;

/// Iterations of a Map that run at once when it sets no limit of its own: what the service allows an
/// inline Map.
const DEFAULT_CONCURRENCY: usize = 40;

impl Interpreter<'_> {
    /// Runs a Task, Parallel or Map state with its retries and catchers.
    pub(super) async fn run_work(&self, visit: Visit<'_>, work: &Work) -> Left {
        let mut retries = Retries::new(&work.retriers);
        loop {
            let count = retries.count();
            let context = visit.context.with(count, visit.frame.item);
            let attempt = Visit {
                context: &context,
                ..visit
            };
            let error = match self.attempt(attempt, work, count.saturating_add(1)).await {
                Ok(output) => return Ok((output, work.then)),
                Err(error) => error,
            };
            let Some(retry) = retries.next(&error.error) else {
                return self.catch(visit, work, error);
            };
            let delay = Duration::try_from_secs_f64(retry.delay).unwrap_or(Duration::MAX);
            let event = EventKind::RetryScheduled {
                state: Arc::clone(&visit.state.name),
                attempt: retry.attempt,
                delay,
                error: error.error,
            };
            self.log.record(visit.frame.iteration(), event);
            sleep(self.time.wait(retry.delay)).await;
        }
    }

    /// One run of the state: from its raw input to its output.
    async fn attempt(
        &self,
        visit: Visit<'_>,
        work: &Work,
        attempt: u32,
    ) -> Result<Arc<Value>, StateError> {
        let input = data::input(visit)?;
        let scope = visit.scope();
        let result = match &visit.state.kind {
            Kind::Map(map, _) => self.run_map(visit, map, &input).await?,
            Kind::Parallel(branches, _) => {
                let input = data::parameters(work.parameters.as_ref(), input, &scope)?;
                self.run_branches(visit, branches, input.into_owned())
                    .await?
            }
            Kind::Task(task, _) => {
                let limit = self.limit(task, &scope.over(&input))?;
                let input = data::parameters(work.parameters.as_ref(), input, &scope)?;
                self.run_task(visit, task, limit, input, attempt).await?
            }
            _ => return Err(runtime("not a state that works")),
        };
        data::check_size(&result, "the state's result")?;
        let result = match &work.result_selector {
            Some(selector) => selector.fill(&scope.over(&result))?,
            None => result,
        };
        data::output(visit, &work.result_path, result)
    }

    fn limit(&self, task: &Task, scope: &Scope<'_>) -> Result<Option<Duration>, StateError> {
        let seconds = match &task.timeout {
            TaskTimeout::None => return Ok(None),
            TaskTimeout::Seconds(seconds) => *seconds,
            TaskTimeout::Path(path) => match seconds(path, "TimeoutSecondsPath", scope)? {
                0 => return Err(runtime("The TimeoutSecondsPath parameter must be positive")),
                seconds => seconds,
            },
        };
        Ok(Some(self.time.timeout(seconds)))
    }

    async fn run_task(
        &self,
        visit: Visit<'_>,
        task: &Task,
        limit: Option<Duration>,
        input: Cow<'_, Value>,
        attempt: u32,
    ) -> Result<Value, StateError> {
        let state = || Arc::clone(&visit.state.name);
        let record = |kind| self.log.record(visit.frame.iteration(), kind);
        let resource = Arc::clone(&task.resource);
        record(EventKind::TaskScheduled {
            state: state(),
            resource,
            attempt,
        });
        let started = Instant::now();
        let call = self.tasks.call(&task.resource, input.into_owned());
        let result = match limit {
            None => call.await,
            Some(limit) => match timeout(limit, call).await {
                Ok(result) => result,
                Err(_elapsed) => {
                    record(EventKind::TaskTimedOut {
                        state: state(),
                        attempt,
                        limit,
                    });
                    return Err(StateError::new(TIMEOUT, ""));
                }
            },
        };
        let duration = started.elapsed();
        record(match &result {
            Ok(_) => EventKind::TaskSucceeded {
                state: state(),
                attempt,
                duration,
            },
            Err(TaskError { error, cause }) => {
                let (error, cause) = (error.clone(), cause.clone());
                EventKind::TaskFailed {
                    state: state(),
                    attempt,
                    duration,
                    error,
                    cause,
                }
            }
        });
        result
    }

    async fn run_branches(
        &self,
        visit: Visit<'_>,
        branches: &[Flow],
        input: Value,
    ) -> Result<Value, StateError> {
        let input = Arc::new(input);
        let runs = branches
            .iter()
            .map(|flow| self.run_flow(flow, Arc::clone(&input), visit.frame));
        concurrently(runs.collect(), branches.len()).await
    }

    async fn run_map(
        &self,
        visit: Visit<'_>,
        map: &Map,
        input: &Value,
    ) -> Result<Value, StateError> {
        let scope = visit.scope().over(input);
        let selected = map.items.select(&scope);
        let items = selected.ok_or_else(|| not_found(&map.items, "ItemsPath", &scope))?;
        let Value::Array(items) = items.into_owned() else {
            let path = map.items.text();
            return Err(runtime(format!(
                "Reference path \"{path}\" must point to array."
            )));
        };
        let items: Vec<MapItem> = items
            .into_iter()
            .enumerate()
            .map(|(index, value)| MapItem { index, value })
            .collect();
        let runs = items
            .iter()
            .map(|item| self.iteration(visit, map, item, input));
        let limit = match map.max_concurrency {
            0 => DEFAULT_CONCURRENCY,
            limit => limit,
        };
        concurrently(runs.collect(), limit).await
    }

    fn iteration<'f>(
        &'f self,
        visit: Visit<'f>,
        map: &'f Map,
        item: &'f MapItem,
        input: &'f Value,
    ) -> BoxFuture<'f, Result<Arc<Value>, StateError>> {
        Box::pin(async move {
            let value = match &map.item_selector {
                Some(selector) => {
                    let context = visit.context.with(visit.context.retry_count, Some(item));
                    selector.fill(&Scope {
                        data: input,
                        context: &context,
                    })?
                }
                None => item.value.clone(),
            };
            data::check_size(&value, "the iteration's input")?;
            self.run_flow(&map.processor, Arc::new(value), Frame { item: Some(item) })
                .await
        })
    }

    /// Hands an error to the first catcher that names it.
    fn catch(&self, visit: Visit<'_>, work: &Work, error: StateError) -> Left {
        let StateError { error, cause } = error;
        let catcher = work
            .catchers
            .iter()
            .find(|catcher| catcher.errors.iter().any(|name| matches(name, &error)));
        let Some(catcher) = catcher else {
            return Err(StateError { error, cause });
        };
        let caught = json!({ "Error": error, "Cause": cause });
        let state = Arc::clone(&visit.state.name);
        let event = EventKind::ErrorCaught {
            state,
            error,
            cause,
            next: Arc::clone(&catcher.next_name),
        };
        self.log.record(visit.frame.iteration(), event);
        let output = data::with_result(visit.raw, &catcher.result_path, caught)?;
        data::check_size(&output, "the catcher's output")?;
        Ok((output, Transition::Next(catcher.next)))
    }
}

/// A flow that is run beside others.
type Run<'f> = BoxFuture<'f, Result<Arc<Value>, StateError>>;

/// Runs flows at once, at most `limit` of them, and gives their outputs in order. The first error
/// drops the others.
async fn concurrently(runs: Vec<Run<'_>>, limit: usize) -> Result<Value, StateError> {
    let mut outputs = vec![Value::Null; runs.len()];
    let mut waiting = runs.into_iter().enumerate();
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < limit
            && let Some((index, run)) = waiting.next()
        {
            running.push(numbered(index, run));
        }
        let Some((index, output)) = running.next().await else {
            return Ok(Value::Array(outputs));
        };
        let output = output?;
        if let Some(place) = outputs.get_mut(index) {
            *place = Arc::unwrap_or_clone(output);
        }
    }
}

async fn numbered(index: usize, run: Run<'_>) -> (usize, Result<Arc<Value>, StateError>) {
    (index, run.await)
}
