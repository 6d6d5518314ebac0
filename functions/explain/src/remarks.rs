//! What a person should know beside the result: what was left out, what the guard found. How the question was
//! read is a field of the answer of its own.

use crate::number;
use contract::{AskState, FindingKind, ResultSet};

/// The remarks in the order they are said.
pub(crate) fn of(state: &AskState, result: &ResultSet) -> Vec<String> {
    let mut remarks = Vec::new();
    if result.truncated {
        remarks.push(format!(
            "The result was cut at {}, so totals and extremes are of these rows only.",
            number::rows(result.row_count)
        ));
    }
    if state
        .generation
        .as_ref()
        .is_some_and(|generation| generation.used_value_hints)
    {
        remarks.push(used_hints(state));
    }
    let findings = state
        .validation
        .as_ref()
        .map(|v| v.findings.as_slice())
        .unwrap_or_default();
    for finding in findings {
        let matters = matches!(
            finding.kind,
            FindingKind::CartesianProduct | FindingKind::FanOut | FindingKind::RowFilter
        );
        if matters {
            let message = finding.message.trim();
            let stop = if message.ends_with('.') { "" } else { "." };
            remarks.push(format!("Note: {message}{stop}"));
        }
    }
    remarks
}

fn used_hints(state: &AskState) -> String {
    let filters = state
        .validation
        .as_ref()
        .map(|v| v.text_filters.as_slice())
        .unwrap_or_default();
    let values: Vec<String> = filters
        .iter()
        .map(|filter| format!("'{}'", filter.value))
        .collect();
    let why = "The value you asked for is not in the data";
    if values.is_empty() {
        format!("{why}, so the closest real value was used.")
    } else {
        format!(
            "{why}, so the closest real value was used: {}.",
            values.join(", ")
        )
    }
}
