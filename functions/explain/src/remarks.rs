//! What a person should know beside the result: what was left out, what the guard found. How the question was
//! read is a field of the answer of its own.

use crate::language::Language;
use crate::number;
use contract::{AskState, FindingKind, ResultSet};

/// The remarks in the order they are said.
pub(crate) fn of(state: &AskState, result: &ResultSet, language: Language) -> Vec<String> {
    let mut remarks = Vec::new();
    if result.truncated {
        let rows = number::rows(result.row_count, language);
        remarks.push(match language {
            Language::English => format!(
                "The result was cut at {rows}, so totals and extremes are of these rows only."
            ),
            Language::German => format!(
                "Das Ergebnis ist bei {rows} abgeschnitten; Summen und Extreme gelten nur für diese."
            ),
        });
    }
    if state
        .generation
        .as_ref()
        .is_some_and(|generation| generation.used_value_hints)
    {
        remarks.push(used_hints(state, language));
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
            let note = match language {
                Language::English => "Note",
                Language::German => "Hinweis",
            };
            remarks.push(format!("{note}: {message}{stop}"));
        }
    }
    remarks
}

fn used_hints(state: &AskState, language: Language) -> String {
    let filters = state
        .validation
        .as_ref()
        .map(|v| v.text_filters.as_slice())
        .unwrap_or_default();
    let values: Vec<String> = filters
        .iter()
        .map(|filter| format!("'{}'", filter.value))
        .collect();
    let used = match language {
        Language::English => {
            "The value you asked for is not in the data, so the closest real value was used"
        }
        Language::German => {
            "Den gesuchten Wert gibt es in den Daten nicht; genommen wurde der ähnlichste"
        }
    };
    if values.is_empty() {
        format!("{used}.")
    } else {
        format!("{used}: {}.", values.join(", "))
    }
}
