use contract::{Catalog, Dialect, Example, TriedSql, Turn, ValueHint, ValueSharing};

/// Characters the schema context may have when nothing else is set: about 6,000 tokens.
pub const DEFAULT_SCHEMA_BUDGET: usize = 24_000;

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
    /// Real values closest to text filters that matched nothing.
    pub value_hints: &'a [ValueHint],
    /// When it was asked, RFC 3339.
    pub asked_at: &'a str,
    /// Earlier turns, oldest first.
    pub conversation: &'a [Turn],
    /// Characters the schema context may have; see [`DEFAULT_SCHEMA_BUDGET`].
    pub schema_budget: usize,
}

/// What is sent to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Version of the prompt's text, recorded with the answer.
    pub version: &'static str,
    /// Standing instructions.
    pub system: String,
    /// The one message of the user.
    pub user: String,
}

/// Builds the prompt for one question.
pub fn build(input: &PromptInput<'_>) -> Prompt {
    Prompt {
        version: "sql-v1",
        system: String::new(),
        user: input.question.to_owned(),
    }
}
