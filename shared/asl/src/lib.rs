#![doc = include_str!("../README.md")]

mod choice;
mod definition;
mod document;
mod execution;
mod interpreter;
mod intrinsic;
mod load_error;
mod machine;
mod number;
mod options;
mod path;
mod pattern;
mod pointer;
mod scope;
mod state_error;
mod substitution;
mod tasks;
mod template;
mod timestamp;

pub use execution::{Event, EventKind, Execution, ExecutionOutcome, NoObserver, Observer};
pub use load_error::{LoadError, Problem};
pub use machine::{Machine, TaskStateInfo};
pub use options::{RunOptions, TimeScale};
pub use tasks::{TaskError, Tasks};
