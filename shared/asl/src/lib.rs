#![doc = include_str!("../README.md")]

mod choice;
mod execution;
mod fields;
mod history;
mod load;
mod load_error;
mod machine;
mod options;
mod path;
mod run;
mod states;
mod substitute;
mod tasks;
mod template;
mod work;

pub use execution::{Event, EventKind, Execution, ExecutionOutcome, NoObserver, Observer};
pub use load_error::{LoadError, Problem};
pub use machine::{Machine, TaskStateInfo};
pub use options::{RunOptions, TimeScale};
pub use tasks::{TaskError, Tasks};
