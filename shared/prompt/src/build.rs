use crate::context::schema_context;
use crate::metrics::metrics;
use crate::{dialect, escape};
use contract::{Catalog, Dialect, Example, TriedSql, Turn, ValueHint, ValueSharing};
use std::fmt::Write;

/// Characters the schema context may have when nothing else is set: about 6,000 tokens.
pub const DEFAULT_SCHEMA_BUDGET: usize = 24_000;

const VERSION: &str = "sql-v2";
const TEXT: &str = include_str!("../prompts/sql-v2.md");
/// Earlier turns that are shown.
const TURNS: usize = 3;

/// What a prompt for SQL is built from.
#[derive(Debug, Clone)]
pub struct PromptInput<'a> {
    /// The standalone question.
    pub question: &'a str,
    /// The tables the role may see, already pruned.
    pub catalog: &'a Catalog,
    /// The dialect to write.
    pub dialect: Dialect,
    /// Whether cell values may be shown.
    pub value_sharing: ValueSharing,
    /// Similar questions with their SQL, nearest first; empty for zero-shot.
    pub examples: &'a [Example],
    /// Statements that failed before, oldest first.
    pub tried: &'a [TriedSql],
    /// Real values closest to text filters that matched nothing. Left out where values may not be
    /// shown.
    pub value_hints: &'a [ValueHint],
    /// When it was asked, RFC 3339.
    pub asked_at: &'a str,
    /// Earlier turns, oldest first; the last three are shown.
    pub conversation: &'a [Turn],
    /// Characters the schema context may have; see [`DEFAULT_SCHEMA_BUDGET`].
    pub schema_budget: usize,
}

/// What is sent to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Version of the prompt's text, recorded with the answer.
    pub version: &'static str,
    /// Standing instructions, the same for every question in a dialect.
    pub system: String,
    /// The one message of the user: schema, examples, what failed, question.
    pub user: String,
}

/// Builds the prompt for one question.
pub fn build(input: &PromptInput<'_>) -> Prompt {
    let mut user = String::new();
    section(&mut user, "SCHEMA", &schema_context(input));
    let named = metrics(&input.catalog.metrics, input.question);
    section(&mut user, "METRICS", &named);
    section(&mut user, "EXAMPLES", &examples(input.examples));
    section(&mut user, "CONVERSATION", &conversation(input.conversation));
    section(&mut user, "FAILED", &failed(input.tried));
    if input.value_sharing != ValueSharing::Never {
        section(&mut user, "REAL VALUES", &value_hints(input.value_hints));
    }
    section(&mut user, "NOW", &escape::line(input.asked_at));
    section(&mut user, "QUESTION", &escape::passage(input.question));
    if !input.tried.is_empty() {
        user.push_str("The statements under FAILED did not work; mend the cause, repeat none. ");
    }
    user.push_str("Answer with one JSON object.");
    Prompt {
        version: VERSION,
        system: system(input.dialect),
        user,
    }
}

fn system(dialect: Dialect) -> String {
    let notes: Vec<String> = dialect::notes(dialect)
        .iter()
        .map(|n| format!("- {n}"))
        .collect();
    TEXT.replace("{{dialect}}", dialect::name(dialect))
        .replace("{{dialect_notes}}", &notes.join("\n"))
        .trim_end()
        .to_owned()
}

/// Adds a fenced section, unless it is empty.
pub(crate) fn section(prompt: &mut String, title: &str, content: &str) {
    let content = content.trim_end();
    if !content.is_empty() {
        // Writing to a String does not fail.
        let _ = write!(prompt, "{title}\n<data>\n{content}\n</data>\n\n");
    }
}

fn examples(examples: &[Example]) -> String {
    let mut text = String::new();
    // The nearest last: models weigh what stands near the question.
    for example in examples.iter().rev() {
        // As the reply has to look: a small model imitates rather than obeys.
        let reply = serde_json::json!({ "sql": escape::passage(&example.sql) });
        let question = escape::passage(&example.question);
        let _ = writeln!(text, "Question: {question}\nAnswer: {reply}");
    }
    text
}

fn conversation(turns: &[Turn]) -> String {
    let mut text = String::new();
    for turn in turns.iter().skip(turns.len().saturating_sub(TURNS)) {
        let _ = writeln!(text, "Question: {}", escape::passage(&turn.question));
        if let Some(sql) = &turn.sql {
            let _ = writeln!(text, "SQL: {}", escape::passage(sql));
        }
    }
    text
}

fn failed(tried: &[TriedSql]) -> String {
    let mut text = String::new();
    for tried in tried {
        let sql = escape::passage(&tried.sql);
        let _ = writeln!(
            text,
            "SQL: {sql}\nReason: {}",
            escape::passage(&tried.reason)
        );
    }
    text
}

fn value_hints(hints: &[ValueHint]) -> String {
    let mut text = String::new();
    for hint in hints.iter().filter(|hint| !hint.closest.is_empty()) {
        let closest: Vec<String> = hint.closest.iter().map(|v| escape::literal(v)).collect();
        let _ = writeln!(
            text,
            "{}.{} holds no {}; closest: {}",
            escape::line(&hint.table),
            escape::line(&hint.column),
            escape::literal(&hint.asked),
            closest.join(", ")
        );
    }
    text
}
