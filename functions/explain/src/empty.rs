use crate::language::Language;
use chart::naming;
use contract::{AskState, Execution};

/// Why the query found nothing: what it looked for, and the closest real values.
pub(crate) fn text(state: &AskState, execution: &Execution, language: Language) -> String {
    let rows = &execution.preview.rows;
    let counted = rows.iter().flatten().any(|cell| !cell.is_null());
    let nothing_but_null = !rows.is_empty();
    let nothing = match (language, nothing_but_null) {
        (Language::English, _) if counted => "Nothing matches: the result is 0.",
        (Language::German, _) if counted => "Nichts passt: das Ergebnis ist 0.",
        (Language::English, true) => "There is no value to show: no row with a value matches.",
        (Language::English, false) => "No rows match.",
        (Language::German, true) => "Es gibt keinen Wert: keine Zeile mit einem Wert passt.",
        (Language::German, false) => "Keine Zeile passt.",
    };
    let mut sentences = vec![nothing.to_owned()];
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
        sentences.push(match language {
            Language::English => format!("The query looked for {}.", looked_for.join(" and ")),
            Language::German => format!("Gesucht wurde {}.", looked_for.join(" und ")),
        });
    }
    for hint in &execution.value_hints {
        let (asked, column) = (&hint.asked, naming::phrase(&hint.column));
        let none = match language {
            Language::English => format!("There is no '{asked}' in {column} of {}", hint.table),
            Language::German => format!("Es gibt kein '{asked}' in {column} von {}", hint.table),
        };
        let closest: Vec<String> = hint
            .closest
            .iter()
            .take(3)
            .map(|value| format!("'{value}'"))
            .collect();
        let closest = language.either(&closest);
        sentences.push(match language {
            _ if closest.is_empty() => format!("{none}."),
            Language::English => format!("{none}; did you mean {closest}?"),
            Language::German => format!("{none}; ist {closest} gemeint?"),
        });
    }
    if filters.is_empty() && execution.value_hints.is_empty() {
        let wider = match language {
            Language::English => "Try a wider question, with fewer conditions.",
            Language::German => {
                "Eine weitere Frage mit weniger Bedingungen findet vielleicht etwas."
            }
        };
        sentences.push(wider.to_owned());
    }
    sentences.join(" ")
}
