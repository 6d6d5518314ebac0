use chart::naming;
use contract::{AskState, Execution};

/// Why the query found nothing: what it looked for, and the closest real values.
pub(crate) fn text(state: &AskState, execution: &Execution) -> String {
    let nothing_but_null = !execution.preview.rows.is_empty();
    let mut sentences = vec![if nothing_but_null {
        "There is no value to show: no row with a value matches.".to_owned()
    } else {
        "No rows match.".to_owned()
    }];
    let filters = state
        .validation
        .as_ref()
        .map(|v| v.text_filters.as_slice())
        .unwrap_or_default();
    let hinted = |value: &str| execution.value_hints.iter().any(|hint| hint.asked == value);
    let looked_for: Vec<String> = filters
        .iter()
        .filter(|filter| !hinted(&filter.value))
        .map(|filter| format!("{} '{}'", naming::phrase(&filter.column), filter.value))
        .collect();
    if !looked_for.is_empty() {
        sentences.push(format!(
            "The query looked for {}.",
            looked_for.join(" and ")
        ));
    }
    for hint in &execution.value_hints {
        let place = format!("{} of {}", naming::phrase(&hint.column), hint.table);
        let closest: Vec<String> = hint
            .closest
            .iter()
            .take(3)
            .map(|value| format!("'{value}'"))
            .collect();
        sentences.push(match closest.as_slice() {
            [] => format!("There is no '{}' in {place}.", hint.asked),
            [only] => format!(
                "There is no '{}' in {place}; did you mean {only}?",
                hint.asked
            ),
            [first @ .., last] => format!(
                "There is no '{}' in {place}; did you mean {} or {last}?",
                hint.asked,
                first.join(", ")
            ),
        });
    }
    if filters.is_empty() && execution.value_hints.is_empty() {
        sentences.push("Try a wider question, with fewer conditions.".to_owned());
    }
    sentences.join(" ")
}
