#![doc = include_str!("../README.md")]

mod kept_result;
mod plan_key;
mod reader;
mod rebind;
mod sameness;

pub use kept_result::{keep_result, kept_result};
pub use reader::PlanReader;
pub use rebind::NearMiss;
pub use sameness::{Question, Sameness};
