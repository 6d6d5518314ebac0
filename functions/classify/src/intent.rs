//! What kind of answer a question wants, by its words.

use crate::chart;
use crate::phrase::{Word, begins_with, from_word, matches_at, words};
use contract::Intent;

const GREETINGS: &[&str] = &[
    "hello",
    "hi",
    "hey",
    "hello there",
    "hi there",
    "good morning",
    "good afternoon",
    "good evening",
    "greetings",
];
const COURTESIES: &[&str] = &[
    "please",
    "can you",
    "could you",
    "can you please",
    "could you please",
    "would you",
    "i want you to",
    "i want to",
    "i would like to",
    "i'd like to",
    "i need you to",
    "let's",
    "now",
    "go ahead and",
    "kindly",
];
/// Whole questions that want talk.
const TALK: &[&str] = &[
    "help",
    "help me",
    "thanks",
    "thank you",
    "thank you very much",
    "many thanks",
    "bye",
    "goodbye",
    "how are you",
    "how are you doing",
    "who are you",
    "what are you",
    "what is your name",
    "what's your name",
    "what can you do",
    "what do you do",
    "what can i ask",
    "what can i ask you",
    "what can i do here",
    "what should i ask",
    "what questions can i ask",
    "what kind of questions can i ask",
    "what can you help me with",
    "how can you help",
    "how can you help me",
    "how does this work",
    "how do you work",
    "how does it work",
    "what do you know",
    "what is this",
    "what is this data about",
    "what's in this data",
];
/// Words that name parts of a catalogue.
const CATALOGUE: &[&str] = &[
    "table", "tables", "schema", "schemas", "data", "database", "dataset", "datasets", "columns",
    "fields", "sources", "source",
];
/// Words that a question about the catalogue as a whole may have besides.
const AROUND_CATALOGUE: &[&str] = &[
    "what",
    "which",
    "what's",
    "list",
    "show",
    "me",
    "the",
    "all",
    "available",
    "are",
    "is",
    "there",
    "do",
    "does",
    "you",
    "we",
    "i",
    "have",
    "has",
    "in",
    "this",
    "your",
    "my",
    "here",
    "describe",
    "explain",
    "kind",
    "of",
    "about",
    "know",
    "it",
    "can",
    "ask",
    "tell",
    "access",
    "please",
    "names",
    "name",
    "give",
    "an",
    "overview",
    "to",
    "see",
    "use",
    "query",
];
/// Commands that change something.
const CHANGES: &[&str] = &[
    "delete",
    "drop",
    "update",
    "insert",
    "truncate",
    "alter",
    "remove",
    "rename",
    "grant",
    "revoke",
    "modify",
    "overwrite",
    "erase",
    "wipe",
    "add",
    "create",
    "set",
    "change",
    "replace",
    "send",
    "email",
    "upload",
    "import",
    "write",
    "merge",
];
/// After these a word of [`CHANGES`] is a noun or harmless: "change in revenue", "drop rate".
const NO_COMMAND_BEFORE: &[&str] = &[
    "of",
    "in",
    "on",
    "up",
    "rate",
    "rates",
    "over",
    "between",
    "by",
    "per",
    "count",
    "date",
    "dates",
    "a list",
    "a table",
    "a report",
    "a summary",
    "a ranking",
    "list",
    "report",
    "the list",
    "is",
    "are",
    "was",
    "were",
    "duplicates",
    "volume",
    "history",
    "frequency",
];

/// The intent, and the question without greeting and chart words.
pub(crate) fn read(question: &str) -> (Intent, String) {
    let all = words(question);
    if all.iter().any(|word| word.lower == "then")
        && all
            .windows(2)
            .any(|pair| pair[0].lower == "then" && is_write(&pair[1].lower))
    {
        return (Intent::Unsupported, question.to_owned());
    }
    let greeted = begins_with(&all, GREETINGS).unwrap_or(0);
    let rest = all.get(greeted..).unwrap_or_default();
    if rest.is_empty() || is_talk(rest) || is_about_catalogue(rest) {
        return (Intent::Chat, question.to_owned());
    }
    let polite = begins_with(rest, COURTESIES).unwrap_or(0);
    let command = rest.get(polite..).unwrap_or_default();
    let text = from_word(question, &all, greeted);
    if let Some(without_chart) = chart::request(from_word(text, &words(text), polite)) {
        return (Intent::Plot, without_chart);
    }
    if is_change(command) {
        return (Intent::Unsupported, question.to_owned());
    }
    (Intent::Sql, text.to_owned())
}

fn is_write(word: &str) -> bool {
    matches!(
        word,
        "delete" | "drop" | "truncate" | "alter" | "insert" | "update"
    )
}

fn is_talk(words: &[Word]) -> bool {
    TALK.iter()
        .any(|phrase| matches_at(words, phrase) == Some(words.len()))
}

/// "What tables do you have?", "describe the orders table", "which columns does orders have".
fn is_about_catalogue(words: &[Word]) -> bool {
    let names_part = |word: &Word| CATALOGUE.contains(&word.lower.as_str());
    let Some(first) = words.iter().position(names_part) else {
        return false;
    };
    let strangers = words
        .iter()
        .filter(|word| !names_part(word) && !AROUND_CATALOGUE.contains(&word.lower.as_str()))
        .count();
    if strangers == 0 {
        return true;
    }
    let describes = begins_with(words, &["describe", "explain", "tell me about"]).is_some();
    let asks_columns = begins_with(words, &["what", "which", "list", "show", "show me"]).is_some()
        && words
            .get(first)
            .is_some_and(|word| matches!(word.lower.as_str(), "columns" | "fields"))
        && words
            .iter()
            .any(|word| matches!(word.lower.as_str(), "table" | "have" | "has" | "in"));
    strangers <= 2 && (describes || (asks_columns && first <= 3))
}

/// Whether a command to change something stands at the front.
fn is_change(words: &[Word]) -> bool {
    let Some(verb) = words
        .first()
        .filter(|word| CHANGES.contains(&word.lower.as_str()))
    else {
        return false;
    };
    let rest = words.get(1..).unwrap_or_default();
    match verb.lower.as_str() {
        // "delete from orders" is one whatever follows.
        "delete" | "truncate" | "insert" => true,
        _ => !rest.is_empty() && begins_with(rest, NO_COMMAND_BEFORE).is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn all(intent: Intent, questions: &[&str]) {
        for question in questions {
            assert_eq!(read(question).0, intent, "{question}");
        }
    }

    #[test]
    fn questions_for_rows() {
        all(
            Intent::Sql,
            &[
                "How many orders are there?",
                "Hi, how many orders are there?",
                "Change in revenue by month",
                "Drop rate per stage",
                "Create a list of customers",
                "Which songs topped the chart in 1999?",
                "What is the plot of the movie Alien?",
                "Which users can create and delete accounts?",
                "What data was recorded in May?",
                "How many tables are free?",
                "When was the last update?",
                "list the orders that were deleted",
                "Show the source of each order",
                "remove duplicates from the list of cities",
            ],
        );
    }

    #[test]
    fn charts() {
        for (question, standalone) in [
            (
                "Show me a bar chart of revenue by month",
                "Show revenue by month",
            ),
            ("Plot revenue by month", "Show revenue by month"),
            (
                "Could you draw orders per country as a pie chart?",
                "Show orders per country",
            ),
            ("orders by status as a pie chart", "orders by status"),
            ("Histogram of ages", "Show ages"),
            ("Visualise the trend of sales", "Show the trend of sales"),
            (
                "Show revenue by month in a line graph",
                "Show revenue by month",
            ),
        ] {
            assert_eq!(
                read(question),
                (Intent::Plot, standalone.to_owned()),
                "{question}"
            );
        }
    }

    #[test]
    fn talk() {
        all(
            Intent::Chat,
            &[
                "hello",
                "Hi there!",
                "What can you do?",
                "what tables do you have",
                "show tables",
                "What data do you have?",
                "list all tables",
                "describe the orders table",
                "Which columns does the orders table have?",
                "Thanks!",
                "help",
                "describe the schema",
                "What is this data about?",
                "Hi, what can I ask?",
            ],
        );
    }

    #[test]
    fn commands_that_change_something() {
        all(
            Intent::Unsupported,
            &[
                "Delete all orders",
                "please drop the customers table",
                "UPDATE orders SET total = 0",
                "insert a new customer named Ada",
                "Can you remove customer 5?",
                "DELETE FROM orders",
                "Hi, rename the table orders",
                "truncate orders",
                "add a column to orders",
                "show all customers and then delete them",
                "send an email to Ada",
                "drop everything",
            ],
        );
    }
}
