//! A plan in one sentence for a person.

use crate::index::Index;
use crate::plan::Plan;

pub(crate) fn sentence(plan: &Plan, index: &Index) -> String {
    let _ = (plan, index);
    String::new()
}
