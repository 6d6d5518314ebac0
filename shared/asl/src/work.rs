//! Task, Parallel and Map: their data flow, retries and catches.

use crate::EventKind;
use crate::run::{Run, Scope, Step, fill, found, place, select, too_large, whole_seconds};
use crate::states::{Flow, Kind, MapState, Retrier, Seconds, State, StateError, Work};
use futures::stream::{FuturesUnordered, TryStreamExt};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

impl Run<'_> {
    /// Does the state's work, again as often as its retriers say, and follows its catchers.
    pub(crate) async fn work(
        &self,
        state: &State,
        work: &Work,
        raw: Arc<Value>,
        scope: &Scope,
    ) -> Result<Step, StateError> {
        let mut used = vec![0_u32; work.retry.len()];
        let mut attempt = 1;
        let error = loop {
            let error = match self.once(state, work, &raw, scope, attempt).await {
                Ok(output) => return Ok((work.then.next().cloned(), output)),
                Err(error) => error,
            };
            let Some(delay) = next_delay(&work.retry, &mut used, &error) else {
                break error;
            };
            let event = EventKind::RetryScheduled {
                state: Arc::clone(&state.name),
                attempt,
                delay,
                error: error.error,
            };
            self.history.tell(scope.iteration(), event);
            tokio::time::sleep(self.time.wait(delay.as_secs_f64())).await;
            attempt += 1;
        };
        self.caught(state, work, &raw, scope, error)
    }

    fn caught(
        &self,
        state: &State,
        work: &Work,
        raw: &Arc<Value>,
        scope: &Scope,
        error: StateError,
    ) -> Result<Step, StateError> {
        let Some(catcher) = work
            .catch
            .iter()
            .find(|catcher| error.is_matched_by(&catcher.errors))
        else {
            return Err(error);
        };
        let event = EventKind::ErrorCaught {
            state: Arc::clone(&state.name),
            error: error.error.clone(),
            cause: error.cause.clone(),
            next: Arc::clone(&catcher.next),
        };
        self.history.tell(scope.iteration(), event);
        let result = json!({ "Error": error.error, "Cause": error.cause });
        let output = place(&catcher.result_path, raw, Arc::new(result))?;
        Ok((Some(Arc::clone(&catcher.next)), output))
    }

    /// One attempt, from the state's raw input to its output.
    async fn once(
        &self,
        state: &State,
        work: &Work,
        raw: &Arc<Value>,
        scope: &Scope,
        attempt: u32,
    ) -> Result<Arc<Value>, StateError> {
        let context = self.context(state, scope, attempt - 1);
        let selected = select(&state.input_path, raw, &context)?;
        let input = fill(work.parameters.as_ref(), &selected, &context)?;
        let result = match &state.kind {
            Kind::Task {
                resource, timeout, ..
            } => {
                let limit = self.limit(timeout.as_ref(), &selected, &context)?;
                self.call(state, resource, limit, &input, scope, attempt)
                    .await?
            }
            Kind::Parallel { branches, .. } => self.branches(branches, &input, scope).await?,
            Kind::Map { map, .. } => self.items(state, map, &input, scope).await?,
            _ => {
                return Err(StateError::runtime(
                    "a state without work was asked to work",
                ));
            }
        };
        let result = fill(work.result_selector.as_ref(), &Arc::new(result), &context)?;
        let output = place(&work.result_path, raw, result)?;
        select(&state.output_path, &output, &context)
    }

    fn limit(
        &self,
        timeout: Option<&Seconds>,
        input: &Value,
        context: &Value,
    ) -> Result<Option<Duration>, StateError> {
        timeout
            .map(|seconds| Ok(self.time.timeout(whole_seconds(seconds, input, context)?)))
            .transpose()
    }

    async fn call(
        &self,
        state: &State,
        resource: &Arc<str>,
        limit: Option<Duration>,
        input: &Arc<Value>,
        scope: &Scope,
        attempt: u32,
    ) -> Result<Value, StateError> {
        if too_large(input) {
            return Err(StateError::data_limit());
        }
        let name = || Arc::clone(&state.name);
        let tell = |kind| self.history.tell(scope.iteration(), kind);
        tell(EventKind::TaskScheduled {
            state: name(),
            resource: Arc::clone(resource),
            attempt,
        });
        let started = Instant::now();
        let call = self.tasks.call(resource, input.as_ref().clone());
        let result = match limit {
            None => call.await,
            Some(limit) => match tokio::time::timeout(limit, call).await {
                Ok(result) => result,
                Err(_) => {
                    tell(EventKind::TaskTimedOut {
                        state: name(),
                        attempt,
                        limit,
                    });
                    return Err(StateError::timeout(format!("{} took too long", state.name)));
                }
            },
        };
        let result = result.and_then(|result| {
            if too_large(&result) {
                Err(StateError::data_limit())
            } else {
                Ok(result)
            }
        });
        let duration = started.elapsed();
        tell(match &result {
            Ok(_) => EventKind::TaskSucceeded {
                state: name(),
                attempt,
                duration,
            },
            Err(StateError { error, cause }) => EventKind::TaskFailed {
                state: name(),
                attempt,
                duration,
                error: error.clone(),
                cause: cause.clone(),
            },
        });
        result
    }

    /// All branches at once; the first failure drops the others.
    async fn branches(
        &self,
        branches: &[Flow],
        input: &Arc<Value>,
        scope: &Scope,
    ) -> Result<Value, StateError> {
        let running = branches
            .iter()
            .map(|branch| self.flow(branch, Arc::clone(input), scope.clone()));
        let results = futures::future::try_join_all(running).await?;
        Ok(results.into_iter().map(Arc::unwrap_or_clone).collect())
    }

    /// The processor over each item, as many at once as allowed; the results in the items' order.
    async fn items(
        &self,
        state: &State,
        map: &MapState,
        input: &Arc<Value>,
        scope: &Scope,
    ) -> Result<Value, StateError> {
        let context = self.context(state, scope, 0);
        let items = found(&map.items_path, input, &context)?
            .as_array()
            .ok_or_else(|| {
                let path = map.items_path.as_str();
                StateError::runtime(format!("{path} holds no list"))
            })?
            .clone();
        let at_once = match map.max_concurrency {
            0 => items.len().max(1),
            most => most,
        };
        let mut waiting = items.into_iter().enumerate();
        let mut running = FuturesUnordered::new();
        let mut results = Vec::new();
        loop {
            while running.len() < at_once {
                let Some((index, item)) = waiting.next() else {
                    break;
                };
                running.push(self.item(state, map, input, index, item));
            }
            match running.try_next().await? {
                Some(result) => results.push(result),
                None => break,
            }
        }
        results.sort_by_key(|(index, _)| *index);
        Ok(results
            .into_iter()
            .map(|(_, result)| Arc::unwrap_or_clone(result))
            .collect())
    }

    async fn item(
        &self,
        state: &State,
        map: &MapState,
        input: &Arc<Value>,
        index: usize,
        item: Value,
    ) -> Result<(usize, Arc<Value>), StateError> {
        let item = Arc::new(item);
        let scope = Scope {
            item: Some((index, Arc::clone(&item))),
        };
        let effective = match &map.item_selector {
            None => item,
            Some(selector) => Arc::new(selector.fill(input, &self.context(state, &scope, 0))?),
        };
        let output = self.flow(&map.processor, effective, scope).await?;
        Ok((index, output))
    }
}

/// The wait before the next attempt, or `None` when no retrier wants another. The first retrier that
/// matches decides; each counts its own attempts.
fn next_delay(retriers: &[Retrier], used: &mut [u32], error: &StateError) -> Option<Duration> {
    let (retrier, used) = retriers
        .iter()
        .zip(used)
        .find(|(retrier, _)| error.is_matched_by(&retrier.errors))?;
    if *used >= retrier.max_attempts {
        return None;
    }
    let grown = retrier.interval_seconds * retrier.backoff_rate.powf(f64::from(*used));
    *used += 1;
    let capped = retrier
        .max_delay_seconds
        .map_or(grown, |most| grown.min(most));
    let jittered = if retrier.full_jitter {
        capped * fastrand::f64()
    } else {
        capped
    };
    Some(Duration::try_from_secs_f64(jittered).unwrap_or(Duration::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retrier(errors: &[&str]) -> Retrier {
        Retrier {
            errors: errors.iter().map(ToString::to_string).collect(),
            interval_seconds: 2.0,
            backoff_rate: 3.0,
            max_attempts: 3,
            max_delay_seconds: Some(10.0),
            full_jitter: false,
        }
    }

    fn delays(retriers: &[Retrier], errors: &[&str]) -> Vec<Option<u64>> {
        let mut used = vec![0; retriers.len()];
        let next = |error: &&str| {
            let error = StateError::new(*error, "");
            next_delay(retriers, &mut used, &error).map(|delay| delay.as_secs())
        };
        errors.iter().map(next).collect()
    }

    #[test]
    fn waits_grow_to_the_cap_and_end() {
        let seen = delays(&[retrier(&["A"])], &["A", "A", "A", "A"]);
        assert_eq!(seen, [Some(2), Some(6), Some(10), None]);
    }

    #[test]
    fn each_retrier_counts_its_own_and_the_first_match_decides() {
        let retriers = [
            Retrier {
                max_attempts: 1,
                ..retrier(&["A"])
            },
            retrier(&["States.ALL"]),
        ];
        assert_eq!(
            delays(&retriers, &["A", "B", "A", "B"]),
            [Some(2), Some(2), None, Some(6)]
        );
        assert_eq!(delays(&retriers, &["States.Runtime"]), [None]);
    }

    #[test]
    fn jitter_stays_within_the_wait() {
        let retriers = [Retrier {
            full_jitter: true,
            ..retrier(&["A"])
        }];
        for _ in 0..100 {
            let delay = next_delay(&retriers, &mut [0], &StateError::new("A", "")).unwrap();
            assert!(delay <= Duration::from_secs(2));
        }
    }
}
