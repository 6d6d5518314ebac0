//! A loaded definition.

use crate::TaskError;
use crate::choice::Rule;
use crate::path::Path;
use crate::template::Template;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// States with their start: the machine itself, a branch of a Parallel, the processor of a Map.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) start: Arc<str>,
    pub(crate) states: BTreeMap<Arc<str>, State>,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) name: Arc<str>,
    pub(crate) input_path: Selection,
    pub(crate) output_path: Selection,
    pub(crate) kind: Kind,
    /// Whether anything in it looks at the context object, which is costly to make.
    pub(crate) uses_context: bool,
}

/// `InputPath` and `OutputPath`: a path, or `null` for an empty object.
#[derive(Debug)]
pub(crate) enum Selection {
    At(Path),
    Nothing,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Task {
        resource: Arc<str>,
        timeout: Option<Seconds>,
        work: Work,
    },
    Parallel {
        branches: Vec<Flow>,
        work: Work,
    },
    Map {
        map: Box<MapState>,
        work: Work,
    },
    Pass {
        result: Option<Value>,
        parameters: Option<Template>,
        result_path: ResultPath,
        then: Then,
    },
    Choice {
        rules: Vec<(Rule, Arc<str>)>,
        default: Arc<str>,
    },
    Wait {
        until: WaitUntil,
        then: Then,
    },
    Succeed,
    Fail {
        error: Option<FailText>,
        cause: Option<FailText>,
    },
}

/// What Task, Parallel and Map have in common.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) parameters: Option<Template>,
    pub(crate) result_selector: Option<Template>,
    pub(crate) result_path: ResultPath,
    pub(crate) retry: Vec<Retrier>,
    pub(crate) catch: Vec<Catcher>,
    pub(crate) then: Then,
}

#[derive(Debug)]
pub(crate) struct MapState {
    pub(crate) items_path: Path,
    pub(crate) item_selector: Option<Template>,
    /// Iterations at a time; 0 is as many as there are.
    pub(crate) max_concurrency: usize,
    pub(crate) processor: Flow,
}

#[derive(Debug)]
pub(crate) enum ResultPath {
    At(Path),
    Discard,
}

#[derive(Debug)]
pub(crate) enum Then {
    Next(Arc<str>),
    End,
}

#[derive(Debug)]
pub(crate) enum Seconds {
    Fixed(u32),
    At(Path),
}

#[derive(Debug)]
pub(crate) enum WaitUntil {
    Seconds(Seconds),
    Timestamp(jiff::Timestamp),
    TimestampAt(Path),
}

#[derive(Debug)]
pub(crate) enum FailText {
    Fixed(String),
    At(Path),
}

#[derive(Debug)]
pub(crate) struct Retrier {
    pub(crate) errors: Vec<String>,
    pub(crate) interval_seconds: f64,
    pub(crate) backoff_rate: f64,
    pub(crate) max_attempts: u32,
    pub(crate) max_delay_seconds: Option<f64>,
    pub(crate) full_jitter: bool,
}

#[derive(Debug)]
pub(crate) struct Catcher {
    pub(crate) errors: Vec<String>,
    pub(crate) result_path: ResultPath,
    pub(crate) next: Arc<str>,
}

/// Why a state failed.
pub(crate) type StateError = TaskError;

impl TaskError {
    pub(crate) fn runtime(cause: impl Into<String>) -> Self {
        Self::new("States.Runtime", cause)
    }

    pub(crate) fn parameter_path(cause: impl Into<String>) -> Self {
        Self::new("States.ParameterPathFailure", cause)
    }

    pub(crate) fn intrinsic(cause: impl Into<String>) -> Self {
        Self::new("States.IntrinsicFailure", cause)
    }

    pub(crate) fn result_path(cause: impl Into<String>) -> Self {
        Self::new("States.ResultPathMatchFailure", cause)
    }

    pub(crate) fn timeout(cause: impl Into<String>) -> Self {
        Self::new("States.Timeout", cause)
    }

    pub(crate) fn data_limit() -> Self {
        Self::new(
            "States.DataLimitExceeded",
            "a payload is larger than 262144 bytes",
        )
    }

    /// Whether a list of `ErrorEquals` matches this error, by the rules of the service.
    pub(crate) fn is_matched_by(&self, names: &[String]) -> bool {
        let terminal = matches!(
            self.error.as_str(),
            "States.Runtime" | "States.DataLimitExceeded"
        );
        names.iter().any(|name| match name.as_str() {
            "States.ALL" => !terminal,
            "States.TaskFailed" => !terminal && self.error != "States.Timeout",
            name => name == self.error,
        })
    }
}

impl State {
    /// The states that may come after it.
    pub(crate) fn followers(&self) -> Vec<&Arc<str>> {
        let mut followers: Vec<&Arc<str>> = Vec::new();
        match &self.kind {
            Kind::Task { work, .. } | Kind::Parallel { work, .. } | Kind::Map { work, .. } => {
                followers.extend(work.catch.iter().map(|catcher| &catcher.next));
                followers.extend(work.then.next());
            }
            Kind::Pass { then, .. } | Kind::Wait { then, .. } => followers.extend(then.next()),
            Kind::Choice { rules, default } => {
                followers.extend(rules.iter().map(|(_, next)| next));
                followers.push(default);
            }
            Kind::Succeed | Kind::Fail { .. } => (),
        }
        followers
    }

    /// The flows inside it.
    pub(crate) fn inner(&self) -> &[Flow] {
        match &self.kind {
            Kind::Parallel { branches, .. } => branches,
            Kind::Map { map, .. } => std::slice::from_ref(&map.processor),
            _ => &[],
        }
    }
}

impl Then {
    pub(crate) fn next(&self) -> Option<&Arc<str>> {
        match self {
            Self::Next(name) => Some(name),
            Self::End => None,
        }
    }
}
