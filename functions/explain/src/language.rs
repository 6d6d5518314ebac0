//! The language an explanation is written in: that of the question, as far as sentences are written for it.

use chart::naming;
use contract::ResultColumn;

/// A language that sentences are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
}

/// Words that questions in German are made of and no other language's are. Words of both (`in`, `was`, `die`, `war`)
/// tell nothing.
const GERMAN: &[&str] = &[
    "alle",
    "am",
    "auf",
    "aus",
    "bei",
    "beim",
    "bitte",
    "danke",
    "das",
    "dem",
    "den",
    "der",
    "des",
    "durchschnitt",
    "ein",
    "eine",
    "einen",
    "einer",
    "es",
    "für",
    "gab",
    "gibt",
    "haben",
    "hallo",
    "hat",
    "hatte",
    "hatten",
    "hoch",
    "ich",
    "im",
    "ist",
    "jahr",
    "je",
    "jede",
    "jedem",
    "jeden",
    "jeder",
    "jedes",
    "kein",
    "keine",
    "meisten",
    "mehr",
    "mit",
    "monat",
    "nach",
    "nicht",
    "ohne",
    "oder",
    "pro",
    "sind",
    "und",
    "viel",
    "viele",
    "vom",
    "von",
    "waren",
    "warum",
    "welche",
    "welchem",
    "welchen",
    "welcher",
    "welches",
    "wer",
    "wie",
    "wieviel",
    "wieviele",
    "wo",
    "wurde",
    "wurden",
    "zeig",
    "zeige",
    "zu",
    "zum",
    "zur",
    "zwischen",
];

/// Words that questions in English are made of.
const ENGLISH: &[&str] = &[
    "a", "an", "and", "are", "by", "did", "do", "does", "each", "every", "find", "for", "from",
    "had", "has", "have", "how", "is", "list", "many", "most", "much", "not", "number", "of", "or",
    "show", "than", "that", "the", "there", "to", "were", "what", "when", "where", "which", "who",
    "whose", "why", "with", "without",
];

impl Language {
    /// The language of a question: the one that more of its small words are of; English when neither is.
    pub(crate) fn of(question: &str) -> Self {
        let lower = question.to_lowercase();
        let words = || lower.split(|c: char| !c.is_alphanumeric());
        let count = |known: &[&str]| words().filter(|word| known.contains(word)).count();
        if count(GERMAN) > count(ENGLISH) {
            Self::German
        } else {
            Self::English
        }
    }

    /// What a person calls the column inside a sentence.
    pub(crate) fn phrase(self, column: &ResultColumn) -> String {
        let phrase = naming::phrase(&column.name);
        match self {
            Self::English => phrase,
            Self::German => german(phrase),
        }
    }

    /// What a person calls the column at the beginning of a sentence.
    pub(crate) fn heading(self, column: &ResultColumn) -> String {
        match self {
            Self::English => naming::humanise(&column.name),
            Self::German => {
                let phrase = self.phrase(column);
                let mut letters = phrase.chars();
                letters.next().map_or_else(String::new, |first| {
                    first.to_uppercase().chain(letters).collect()
                })
            }
        }
    }

    /// `a, b and c`.
    pub(crate) fn listed(self, items: &[String]) -> String {
        self.joined(items, ["and", "und"])
    }

    /// `a, b or c`.
    pub(crate) fn either(self, items: &[String]) -> String {
        self.joined(items, ["or", "oder"])
    }

    fn joined(self, items: &[String], [english, german]: [&str; 2]) -> String {
        let word = match self {
            Self::English => english,
            Self::German => german,
        };
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
        }
    }
}

/// The aggregate's name in German; the column keeps its own.
fn german(phrase: String) -> String {
    const NAMES: [(&str, &str); 8] = [
        ("number of different", "Anzahl verschiedener"),
        ("number of", "Anzahl"),
        ("count", "Anzahl"),
        ("total", "Summe"),
        ("average", "Durchschnitt"),
        ("lowest", "kleinster Wert von"),
        ("highest", "größter Wert von"),
        ("median", "Median"),
    ];
    for (english, german) in NAMES {
        match phrase.strip_prefix(english) {
            Some("") => return german.trim_end_matches(" von").to_owned(),
            Some(rest) if rest.starts_with(' ') => return format!("{german}{rest}"),
            _ => {}
        }
    }
    phrase
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_tell_their_language() {
        for question in [
            "Wie viele Flüge gibt es pro Monat?",
            "Umsatz je Filiale im Jahr 2025",
            "Welche Airline hat die meisten Flüge nach Boston?",
            "Zeige mir den Durchschnitt der Preise",
        ] {
            assert_eq!(Language::of(question), Language::German, "{question}");
        }
        for question in [
            "How many flights are there per month?",
            "total Umsatz by Filiale",
            "Which airline has the most flights from München?",
            "revenue 2025",
            "Who was in Das Boot?",
            "",
        ] {
            assert_eq!(Language::of(question), Language::English, "{question}");
        }
    }

    #[test]
    fn columns_have_german_names() {
        let named = |name: &str| {
            Language::German.heading(&ResultColumn {
                name: name.into(),
                data_type: contract::DataType::Double,
            })
        };
        assert_eq!(named("count(*)"), "Anzahl");
        assert_eq!(named("sum(sales.umsatz)"), "Summe umsatz");
        assert_eq!(named("max(age)"), "Größter Wert von age");
        assert_eq!(named("country"), "Country");
        assert_eq!(named("totality"), "Totality");
    }
}
