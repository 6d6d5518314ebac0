use contract::Choice;

/// What a model answered, in form; its SQL is unproven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A statement.
    Sql {
        /// Its text.
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
}

/// Reads a model's reply.
pub fn parse_reply(text: &str) -> Result<Reply, ReplyError> {
    let object: serde_json::Value = serde_json::from_str(text).map_err(|_| ReplyError::NoObject)?;
    let sql = object
        .get("sql")
        .and_then(serde_json::Value::as_str)
        .ok_or(ReplyError::NoObject)?;
    Ok(Reply::Sql {
        sql: sql.to_owned(),
        reading: None,
    })
}
