//! A definition in the form the interpreter walks: names resolved, expressions parsed.

mod data_flow;
mod errors;
mod flow;
mod node;
mod rule;
mod state;

use std::sync::Arc;

use serde_json::Value;

use crate::LoadError;
use crate::choice::Rule;
use crate::path::{Path, ReferencePath};
use crate::template::{Expression, Template};
use jiff::Timestamp;

/// Position of a state in its flow.
pub(crate) type StateIndex = usize;

/// A whole machine.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) flow: Flow,
    pub(crate) timeout_seconds: Option<u32>,
}

impl Definition {
    /// Reads and validates a document.
    pub(crate) fn read(document: &Value) -> Result<Self, LoadError> {
        flow::read_machine(document)
    }
}

/// States with transitions among each other: the machine, a branch or an item processor.
///
/// Every [`StateIndex`] in it is the position of one of its states; reading ensures that.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) start: StateIndex,
    pub(crate) states: Vec<State>,
}

/// One state.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) name: Arc<str>,
    pub(crate) input: Filter,
    pub(crate) output: Filter,
    pub(crate) kind: Kind,
}

/// `InputPath` or `OutputPath`.
#[derive(Debug)]
pub(crate) enum Filter {
    /// Absent, or `$`.
    All,
    /// `null`: an empty object.
    Nothing,
    Path(Path),
}

/// `ResultPath`.
#[derive(Debug)]
pub(crate) enum ResultPath {
    /// `null`: the result is dropped.
    Discard,
    Put(ReferencePath),
}

/// After a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transition {
    Next(StateIndex),
    End,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Task(Task, Work),
    Parallel(Vec<Flow>, Work),
    Map(Map, Work),
    Pass(Pass),
    Choice(Choice),
    Wait(Wait, Transition),
    Succeed,
    Fail(Fail),
}

/// What Task, Parallel and Map have in common.
#[derive(Debug)]
pub(crate) struct Work {
    /// `Parameters`; for Map `None`, since there it belongs to the items.
    pub(crate) parameters: Option<Template>,
    pub(crate) result_selector: Option<Template>,
    pub(crate) result_path: ResultPath,
    pub(crate) retriers: Vec<Retrier>,
    pub(crate) catchers: Vec<Catcher>,
    pub(crate) then: Transition,
}

#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) resource: Arc<str>,
    pub(crate) timeout: TaskTimeout,
}

#[derive(Debug)]
pub(crate) enum TaskTimeout {
    None,
    Seconds(u32),
    Path(Path),
}

#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) items: Path,
    pub(crate) item_selector: Option<Template>,
    /// 0: no limit.
    pub(crate) max_concurrency: usize,
    pub(crate) processor: Flow,
}

#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) parameters: Option<Template>,
    pub(crate) result: Option<Value>,
    pub(crate) result_path: ResultPath,
    pub(crate) then: Transition,
}

#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) rules: Vec<(Rule, StateIndex)>,
    pub(crate) default: StateIndex,
}

#[derive(Debug)]
pub(crate) enum Wait {
    Seconds(u32),
    SecondsPath(Path),
    Until(Timestamp),
    UntilPath(Path),
}

#[derive(Debug)]
pub(crate) struct Fail {
    pub(crate) error: Words,
    pub(crate) cause: Words,
}

/// A text of a Fail state.
#[derive(Debug)]
pub(crate) enum Words {
    Literal(String),
    Computed(Expression),
}

#[derive(Debug)]
pub(crate) struct Retrier {
    pub(crate) errors: Vec<String>,
    pub(crate) interval_seconds: u32,
    pub(crate) max_attempts: u32,
    pub(crate) backoff_rate: f64,
    pub(crate) max_delay_seconds: Option<u32>,
    pub(crate) full_jitter: bool,
}

#[derive(Debug)]
pub(crate) struct Catcher {
    pub(crate) errors: Vec<String>,
    pub(crate) result_path: ResultPath,
    pub(crate) next: StateIndex,
    /// For the history.
    pub(crate) next_name: Arc<str>,
}

impl Kind {
    /// The flows inside.
    pub(crate) fn inner_flows(&self) -> &[Flow] {
        match self {
            Self::Parallel(branches, _) => branches,
            Self::Map(map, _) => std::slice::from_ref(&map.processor),
            _ => &[],
        }
    }

    /// Every state that can follow.
    pub(crate) fn successors(&self) -> Vec<StateIndex> {
        let mut successors = Vec::new();
        let then = match self {
            Self::Pass(pass) => pass.then,
            Self::Wait(_, then) => *then,
            Self::Choice(choice) => {
                successors.extend(choice.rules.iter().map(|(_, next)| *next));
                Transition::Next(choice.default)
            }
            Self::Task(_, work) | Self::Parallel(_, work) | Self::Map(_, work) => {
                successors.extend(work.catchers.iter().map(|catcher| catcher.next));
                work.then
            }
            Self::Succeed | Self::Fail(_) => Transition::End,
        };
        if let Transition::Next(next) = then {
            successors.push(next);
        }
        successors
    }
}
