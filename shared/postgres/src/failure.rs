//! What PostgreSQL's errors mean to a job: by SQLSTATE, "PostgreSQL Error Codes" of its manual.

use contract::{ErrorName, Fault};
use ports::EngineError;
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition};

/// Characters of the statement that are shown around the place of an error.
const SHOWN_CHARS: usize = 40;
/// Characters a message may have.
const MESSAGE_CHARS: usize = 400;

/// A failure while a statement runs.
pub(crate) fn of_statement(error: Error, sql: &str) -> EngineError {
    let Some(database) = error.as_db_error() else {
        return EngineError::Fault(unavailable(error));
    };
    let code = database.code().code().to_owned();
    let fault = |name, message: &str| EngineError::Fault(Fault::new(name, message));
    match code.as_str() {
        // Also an administrator's cancel: the statement did not come to its end.
        "57014" | "25P03" | "25P04" => fault(
            ErrorName::EngineTimeout,
            "the query ran longer than it may and was cancelled by the database",
        ),
        "55P03" => fault(
            ErrorName::EngineUnavailable,
            "a table of the query is locked by somebody else",
        ),
        "40001" | "40P01" => fault(
            ErrorName::EngineUnavailable,
            "the query was in conflict with others and has to be repeated",
        ),
        "53300" => fault(
            ErrorName::EngineThrottled,
            "the database has no connection left",
        ),
        "42501" => fault(
            ErrorName::EngineFailed,
            &format!(
                "the source's login may not read this: {}",
                message(database)
            ),
        ),
        code if is_unavailable(code) => EngineError::Fault(unavailable(error)),
        code if code.starts_with("53") || code == "54000" => EngineError::Statement(
            "the query needs more memory or space than it may have".to_owned(),
        ),
        code if code.starts_with("XX") || code.starts_with("58") => fault(
            ErrorName::EngineFailed,
            "the database failed over this query",
        ),
        _ => EngineError::Statement(described(database, sql)),
    }
}

/// A failure to connect.
pub(crate) fn of_connecting(error: Error) -> Fault {
    let code = error.code().map(|code| code.code().to_owned());
    match code.as_deref() {
        Some("53300") => Fault::new(
            ErrorName::EngineThrottled,
            "the database has no connection left",
        ),
        Some(code) if is_unavailable(code) => unavailable(error),
        Some(code) => Fault::new(
            ErrorName::ConfigInvalid,
            format!("the database does not let the source's login in (SQLSTATE {code})"),
        ),
        None => unavailable(error),
    }
}

/// A failure of a query of our own.
pub(crate) fn of_own_query(error: Error) -> Fault {
    match of_statement(error, "") {
        EngineError::Fault(fault) => fault,
        EngineError::Statement(message) => Fault::new(ErrorName::EngineFailed, message),
    }
}

/// Connection lost or refused, and a server that starts or stops.
fn is_unavailable(code: &str) -> bool {
    code.starts_with("08") || matches!(code, "57P01" | "57P02" | "57P03" | "57P05")
}

fn unavailable(error: Error) -> Fault {
    Fault::new(
        ErrorName::EngineUnavailable,
        "the database cannot be reached now",
    )
    .with_source(error)
}

/// What the database says about the statement, and where in it. Its hint and detail are left out:
/// they name columns that not everybody may see, and values.
fn described(error: &DbError, sql: &str) -> String {
    let mut text = message(error);
    if let Some(ErrorPosition::Original(position)) = error.position() {
        let place: String = usize::try_from(*position)
            .map(|position| {
                sql.chars()
                    .skip(position.saturating_sub(1))
                    .take(SHOWN_CHARS)
                    .collect()
            })
            .unwrap_or_default();
        if !place.is_empty() {
            text = format!("{text}, at: {place}");
        }
    }
    text.chars().take(MESSAGE_CHARS).collect()
}

/// The database's words. Data errors (class 22) and broken constraints (class 23) quote cells after
/// a colon; those stay with the database.
fn message(error: &DbError) -> String {
    let text = error.message();
    let quotes_data = ["22", "23"]
        .iter()
        .any(|class| error.code().code().starts_with(class));
    match text.split_once(": ") {
        Some((what, _)) if quotes_data => what.to_owned(),
        _ if quotes_data => without_quoted(text),
        _ => text.to_owned(),
    }
}

fn without_quoted(text: &str) -> String {
    match (text.find('"'), text.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}...{}", &text[..first], &text[last + 1..])
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_left_out() {
        assert_eq!(
            without_quoted("value \"4111 1111\" is out of range"),
            "value ... is out of range"
        );
        assert_eq!(without_quoted("division by zero"), "division by zero");
    }
}
