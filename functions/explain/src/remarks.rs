//! What a person should know beside the result: what was left out, what the guard found. How the question was
//! read is a field of the answer of its own.

use crate::language::Language;
use crate::number;
use contract::{AskState, FindingKind, ResultSet, TextFilter, ValueHint};

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

/// Which real value stands where one was asked for that the data does not hold.
fn used_hints(state: &AskState, language: Language) -> String {
    let filters = state
        .validation
        .as_ref()
        .map(|v| v.text_filters.as_slice())
        .unwrap_or_default();
    let tried = state.generation.as_ref().map(|g| g.tried.as_slice());
    let hints = tried
        .unwrap_or_default()
        .iter()
        .flat_map(|t| &t.value_hints);
    let swaps: Vec<String> = hints
        .filter_map(|hint| Some((&hint.asked, used_for(hint, filters)?)))
        .map(|(asked, used)| match language {
            Language::English => format!("There is no '{asked}'; '{used}' was used."),
            Language::German => format!("'{asked}' gibt es nicht; genommen wurde '{used}'."),
        })
        .collect();
    if !swaps.is_empty() {
        return swaps.join(" ");
    }
    match language {
        Language::English => {
            "A value you asked for is not in the data, so the query looks for something like it."
        }
        Language::German => {
            "Einen gesuchten Wert gibt es in den Daten nicht; gesucht wurde etwas Ähnliches."
        }
    }
    .to_owned()
}

/// The value that the statement compares the column with, if it is one of those offered.
fn used_for<'a>(hint: &ValueHint, filters: &'a [TextFilter]) -> Option<&'a str> {
    filters
        .iter()
        .filter(|filter| filter.table == hint.table && filter.column == hint.column)
        .map(|filter| filter.value.as_str())
        .find(|value| hint.closest.iter().any(|close| close == value))
}
