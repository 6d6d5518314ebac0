//! Texts for questions that ended without a result.

use crate::language::Language;
use contract::Choice;

/// What the product does not do.
pub(crate) fn unsupported(language: Language) -> String {
    let text = match language {
        Language::English => {
            "I answer questions by reading data. I cannot change, delete, add or send anything, and I \
             cannot help with what is not about this data."
        }
        Language::German => {
            "Ich beantworte Fragen, indem ich Daten lese. Ändern, löschen, hinzufügen oder senden kann \
             ich nichts, und bei allem anderen als diesen Daten kann ich nicht helfen."
        }
    };
    text.to_owned()
}

/// The readings to choose from.
pub(crate) fn ask_back(choices: &[Choice], reason: Option<&str>, language: Language) -> String {
    let several = match language {
        Language::English => "The question can be read in more than one way.",
        Language::German => "Die Frage lässt sich auf mehrere Arten lesen.",
    };
    let why = reason.map_or_else(|| several.to_owned(), sentence);
    let labels: Vec<String> = choices
        .iter()
        .map(|choice| format!("\u{201c}{}\u{201d}", choice.label.trim()))
        .collect();
    let labels = language.either(&labels);
    match (language, labels.is_empty()) {
        (Language::English, true) => format!("{why} Please say more exactly what you mean."),
        (Language::English, false) => format!("{why} Do you mean {labels}?"),
        (Language::German, true) => format!("{why} Bitte genauer sagen, was gemeint ist."),
        (Language::German, false) => format!("{why} Ist {labels} gemeint?"),
    }
}

/// The data holds no answer.
pub(crate) fn unanswerable(reason: Option<&str>, language: Language) -> String {
    let nothing = match language {
        Language::English => {
            "I could not find an answer to this in the data. Try the words that the tables and \
             columns use."
        }
        Language::German => {
            "Dazu finde ich in den Daten keine Antwort. Mit den Wörtern der Tabellen und Spalten \
             gelingt es vielleicht."
        }
    };
    reason.map_or_else(|| nothing.to_owned(), sentence)
}

/// The role may not read it. The reason names tables and columns, so it is given only to a person
/// who wrote the statement.
pub(crate) fn not_permitted(reason: Option<&str>, language: Language) -> String {
    let text = match language {
        Language::English => {
            "This needs data that your role may not read. The data may well exist: ask whoever \
             manages this source for access."
        }
        Language::German => {
            "Dafür werden Daten gebraucht, die diese Rolle nicht lesen darf. Vielleicht gibt es sie: \
             Zugang gibt, wer diese Quelle verwaltet."
        }
    };
    let mut text = text.to_owned();
    if let Some(reason) = reason {
        text.push(' ');
        text.push_str(&sentence(reason));
    }
    text
}

/// The guard let no statement pass.
pub(crate) fn rejected(reason: Option<&str>, language: Language) -> String {
    let [none, not_run] = match language {
        Language::English => [
            "No statement for this question could be shown to be safe, so none was run.",
            "The statement was not run",
        ],
        Language::German => [
            "Für diese Frage ließ sich keine Abfrage als sicher erweisen; ausgeführt wurde keine.",
            "Die Abfrage wurde nicht ausgeführt",
        ],
    };
    reason.map_or_else(
        || none.to_owned(),
        |reason| format!("{not_run}: {}", clause(reason)),
    )
}

/// The engine refused the statement.
pub(crate) fn engine_error(message: Option<&str>) -> String {
    let Some(message) = message.map(str::trim).filter(|message| !message.is_empty()) else {
        return "The query engine could not run the statement and gave no reason.".to_owned();
    };
    let lower = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let why = if says(&["divide by zero", "division by zero"]) {
        "it divides by zero for some rows"
    } else if says(&["overflow", "out of range"]) {
        "a number becomes too large"
    } else if says(&["resources exhausted", "out of memory", "memory limit"]) {
        "it needs more memory than the engine may use; ask for less at once"
    } else if says(&["cast", "convert", "invalid input syntax"]) {
        "some values cannot be read as the type it asks for"
    } else {
        return format!(
            "The query engine could not run the statement: {}",
            clause(first_line(message))
        );
    };
    format!(
        "The query engine could not run the statement: {why}. It said: {}",
        clause(first_line(message))
    )
}

/// Engines add pages of context to the first line.
fn first_line(message: &str) -> &str {
    const LETTERS: usize = 300;
    let line = message.lines().next().unwrap_or(message);
    line.char_indices()
        .nth(LETTERS)
        .map_or(line, |(end, _)| &line[..end])
}

/// Ends with a full stop, as it stands after a colon.
fn clause(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Begins with a capital and ends with a full stop.
fn sentence(text: &str) -> String {
    let text = clause(text);
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_listed() {
        let choice = |label: &str| Choice {
            label: label.into(),
            question: String::new(),
        };
        assert_eq!(
            ask_back(
                &[choice("flights"), choice("planes"), choice("airports")],
                None,
                Language::English
            ),
            "The question can be read in more than one way. \
             Do you mean \u{201c}flights\u{201d}, \u{201c}planes\u{201d} or \u{201c}airports\u{201d}?"
        );
    }

    #[test]
    fn an_engines_words_are_made_plain_and_short() {
        assert_eq!(
            engine_error(Some("Arrow error: Divide by zero error\nbacktrace: 12")),
            "The query engine could not run the statement: it divides by zero for some rows. \
             It said: Arrow error: Divide by zero error."
        );
        assert!(engine_error(Some(&"é".repeat(900))).chars().count() < 400);
        assert!(engine_error(None).ends_with("gave no reason."));
    }
}
