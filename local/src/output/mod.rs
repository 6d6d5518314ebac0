//! What people and programs read.

pub(crate) mod answer;
pub(crate) mod report;
pub(crate) mod table;
