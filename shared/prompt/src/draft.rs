//! Descriptions of a table as a model drafts them, for a person to correct.

use crate::build::section;
use crate::context::schema_context;
use crate::reply::first_object;
use crate::{DEFAULT_SCHEMA_BUDGET, MAX_REPLY_BYTES, Prompt, PromptInput, escape};
use contract::{Catalog, Table, ValueSharing};
use serde_json::{Map, Value};

const VERSION: &str = "describe-v1";
const TEXT: &str = include_str!("../prompts/describe-v1.md");
/// Characters of a label, of comments, and of the description of a column.
const LABEL: usize = 60;
const COMMENTS: usize = 600;
const DESCRIPTION: usize = 300;

/// What a model wrote about a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableDraft {
    /// What people may call it.
    pub label: Option<String>,
    /// What it is about.
    pub comments: Option<String>,
    /// Columns of the table, as the table spells them, with what they mean.
    pub columns: Vec<(String, String)>,
}

/// The reply is no description of the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// There is no JSON object in it.
    #[error("the reply holds no JSON object")]
    NoObject,
    /// It is longer than [`MAX_REPLY_BYTES`].
    #[error("the reply has {bytes} bytes, at most {MAX_REPLY_BYTES} are read")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// It has a field that was not asked for.
    #[error("the reply has the field {field}; there are label, comments and columns")]
    UnknownField {
        /// The field.
        field: String,
    },
    /// A field is no text, or the columns are no object of texts.
    #[error("the reply's {field} is no text")]
    NoText {
        /// The field or column.
        field: String,
    },
    /// It describes a column that the table does not have.
    #[error("the table has no column {name}")]
    UnknownColumn {
        /// The column's name as it was written.
        name: String,
    },
    /// A text is longer than anyone wants to read.
    #[error("the reply's {field} has more than {limit} characters")]
    LongText {
        /// The field or column.
        field: String,
        /// The most characters.
        limit: usize,
    },
}

/// Builds the prompt that asks for descriptions of a table of a catalogue, which a role may see.
pub fn build_draft(catalog: &Catalog, table: &Table, sharing: ValueSharing) -> Prompt {
    let alone = Catalog {
        tables: vec![table.clone()],
        metrics: Vec::new(),
        ..catalog.clone()
    };
    let context = schema_context(&PromptInput {
        question: "",
        catalog: &alone,
        dialect: catalog.dialect,
        value_sharing: sharing,
        examples: &[],
        tried: &[],
        value_hints: &[],
        asked_at: "",
        conversation: &[],
        schema_budget: DEFAULT_SCHEMA_BUDGET,
    });
    let mut user = String::new();
    section(&mut user, "TABLE", &context);
    user.push_str("Answer with one JSON object.");
    Prompt {
        version: VERSION,
        system: TEXT.trim_end().to_owned(),
        user,
    }
}

/// Reads a model's reply about a table: the first JSON object that describes it.
///
/// # Errors
/// There is none, or it names a column that the table does not have, has another field, or a text
/// that is none or too long.
pub fn parse_draft(text: &str, table: &Table) -> Result<TableDraft, DraftError> {
    if text.len() > MAX_REPLY_BYTES {
        return Err(DraftError::TooLong { bytes: text.len() });
    }
    let read = |object: &Map<String, Value>| read(object, table);
    first_object(text, read).map_err(|error| error.unwrap_or(DraftError::NoObject))
}

fn read(object: &Map<String, Value>, table: &Table) -> Result<TableDraft, DraftError> {
    let mut draft = TableDraft::default();
    for (field, value) in object {
        match field.as_str() {
            "label" => draft.label = short(field, value, LABEL)?,
            "comments" => draft.comments = short(field, value, COMMENTS)?,
            "columns" => draft.columns = columns(value, table)?,
            other => {
                return Err(DraftError::UnknownField {
                    field: escape::line(other),
                });
            }
        }
    }
    Ok(draft)
}

fn columns(value: &Value, table: &Table) -> Result<Vec<(String, String)>, DraftError> {
    let described = value.as_object().ok_or_else(|| DraftError::NoText {
        field: "columns".to_owned(),
    })?;
    let mut columns: Vec<(String, String)> = Vec::new();
    for (name, description) in described {
        let column = table
            .column(name)
            .ok_or_else(|| DraftError::UnknownColumn {
                name: escape::line(name),
            })?;
        let description = short(name, description, DESCRIPTION)?;
        let is_new = columns.iter().all(|(known, _)| *known != column.name);
        if let Some(description) = description.filter(|_| is_new) {
            columns.push((column.name.clone(), description));
        }
    }
    Ok(columns)
}

/// A text on one line; nothing when it is empty or null.
fn short(field: &str, value: &Value, limit: usize) -> Result<Option<String>, DraftError> {
    let field = || escape::line(field);
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text,
        _ => return Err(DraftError::NoText { field: field() }),
    };
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    if text.chars().count() > limit {
        return Err(DraftError::LongText {
            field: field(),
            limit,
        });
    }
    Ok((!text.is_empty()).then_some(text))
}
