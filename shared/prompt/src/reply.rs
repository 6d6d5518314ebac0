use contract::Choice;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Bytes of a reply that are read; a longer one is refused.
pub const MAX_REPLY_BYTES: usize = 64 * 1024;
/// Places where an object is looked for, so that a reply of nothing but braces costs no time.
const MAX_STARTS: usize = 100;
/// Choices kept of a question back.
const MAX_CHOICES: usize = 6;

/// What a model answered, in form; its SQL is unproven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A statement.
    Sql {
        /// Its text, without a closing semicolon.
        sql: String,
        /// One sentence that tells how the question was read.
        reading: Option<String>,
    },
    /// The question has several readings.
    AskBack {
        /// What to ask the person.
        question: String,
        /// The readings; never empty.
        choices: Vec<Choice>,
    },
    /// The data holds no answer.
    Unanswerable {
        /// Why, for a person.
        reason: String,
    },
}

/// The reply is not of the form that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// There is no JSON object in it.
    #[error("the reply holds no JSON object")]
    NoObject,
    /// It is longer than [`MAX_REPLY_BYTES`].
    #[error("the reply has {bytes} bytes, at most {MAX_REPLY_BYTES} are read")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The object has none of the three forms.
    #[error("the reply has neither sql nor ask_back nor unanswerable but: {fields}")]
    UnknownForm {
        /// The fields it has.
        fields: String,
    },
    /// The object has more than one of the three forms.
    #[error("the reply has several answers at once: {fields}")]
    SeveralForms {
        /// The fields that exclude each other.
        fields: String,
    },
    /// A field is empty or of another type.
    #[error("the reply's field {field} is not {expected}")]
    BadField {
        /// The field.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
}

const FORMS: [&str; 3] = ["sql", "ask_back", "unanswerable"];

/// Reads a model's reply: the first JSON object that has one of the three forms, wherever in the
/// text it stands.
pub fn parse_reply(text: &str) -> Result<Reply, ReplyError> {
    if text.len() > MAX_REPLY_BYTES {
        return Err(ReplyError::TooLong { bytes: text.len() });
    }
    first_object(text, read).map_err(|error| error.unwrap_or(ReplyError::NoObject))
}

/// What the first JSON object in a text says that can be read, wherever it stands; else the first
/// reason why one could not be, if there was an object at all.
pub(crate) fn first_object<T, E>(
    text: &str,
    read: impl Fn(&Map<String, Value>) -> Result<T, E>,
) -> Result<T, Option<E>> {
    let mut first_error = None;
    let mut rest = text;
    for _ in 0..MAX_STARTS {
        let Some(start) = rest.find('{') else { break };
        rest = rest.get(start..).unwrap_or_default();
        let mut objects =
            serde_json::Deserializer::from_str(rest).into_iter::<Map<String, Value>>();
        let Some(Ok(object)) = objects.next() else {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        match read(&object) {
            Ok(reply) => return Ok(reply),
            Err(error) => first_error = first_error.or(Some(error)),
        }
        rest = rest.get(objects.byte_offset()..).unwrap_or_default();
    }
    Err(first_error)
}

fn read(object: &Map<String, Value>) -> Result<Reply, ReplyError> {
    let given = |field: &&str| object.get(*field).is_some_and(|value| !value.is_null());
    let forms: Vec<&str> = FORMS.into_iter().filter(given).collect();
    match forms.as_slice() {
        ["sql"] => Ok(Reply::Sql {
            sql: sql(object)?,
            reading: reading(object)?,
        }),
        ["ask_back"] => Ok(Reply::AskBack {
            question: text(object, "ask_back")?,
            choices: choices(object)?,
        }),
        ["unanswerable"] => Ok(Reply::Unanswerable {
            reason: text(object, "unanswerable")?,
        }),
        [] => {
            let fields: Vec<&str> = object.keys().take(8).map(String::as_str).collect();
            Err(ReplyError::UnknownForm {
                fields: fields.join(", "),
            })
        }
        several => Err(ReplyError::SeveralForms {
            fields: several.join(", "),
        }),
    }
}

/// The text of a field, trimmed.
fn text(object: &Map<String, Value>, field: &'static str) -> Result<String, ReplyError> {
    let text = object.get(field).and_then(Value::as_str).map(str::trim);
    text.filter(|text| !text.is_empty())
        .map(str::to_owned)
        .ok_or(ReplyError::BadField {
            field,
            expected: "a text",
        })
}

fn sql(object: &Map<String, Value>) -> Result<String, ReplyError> {
    let sql = text(object, "sql")?;
    // Some models fence the statement inside the JSON as well.
    let bare = sql
        .strip_prefix("```sql")
        .or_else(|| sql.strip_prefix("```"))
        .unwrap_or(&sql);
    let bare = bare.strip_suffix("```").unwrap_or(bare);
    let bare = bare.trim().trim_end_matches(';').trim_end();
    if bare.is_empty() {
        return Err(ReplyError::BadField {
            field: "sql",
            expected: "a statement",
        });
    }
    Ok(bare.to_owned())
}

fn reading(object: &Map<String, Value>) -> Result<Option<String>, ReplyError> {
    match object.get("reading") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            let text = text.trim();
            Ok((!text.is_empty()).then(|| text.to_owned()))
        }
        Some(_) => Err(ReplyError::BadField {
            field: "reading",
            expected: "a text",
        }),
    }
}

/// A choice as models write it: with a label, or as the question alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenChoice {
    Labelled { label: String, question: String },
    Question(String),
}

fn choices(object: &Map<String, Value>) -> Result<Vec<Choice>, ReplyError> {
    let bad = ReplyError::BadField {
        field: "choices",
        expected: "a list of label and question",
    };
    let written: Vec<WrittenChoice> = object
        .get("choices")
        .and_then(|value| serde_json::from_value(value.clone()).ok())
        .ok_or_else(|| bad.clone())?;
    let mut choices: Vec<Choice> = Vec::new();
    for choice in written {
        let (label, question) = match choice {
            WrittenChoice::Labelled { label, question } => (label, question),
            WrittenChoice::Question(question) => (question.clone(), question),
        };
        let (label, question) = (label.trim().to_owned(), question.trim().to_owned());
        let is_new = choices.iter().all(|known| known.question != question);
        if !label.is_empty() && !question.is_empty() && is_new && choices.len() < MAX_CHOICES {
            choices.push(Choice { label, question });
        }
    }
    if choices.is_empty() {
        Err(bad)
    } else {
        Ok(choices)
    }
}
