//! The engine's errors: what another statement might mend, and what it would not.

use contract::{ErrorName, Fault};
use datafusion::arrow::error::ArrowError;
use datafusion::common::{DataFusionError, SchemaError};
use ports::EngineError;

/// Characters a message may have.
const MESSAGE_CHARS: usize = 400;

/// A failure of the data is a fault; everything else is about the statement.
pub(super) fn failed(error: DataFusionError) -> EngineError {
    match error.find_root() {
        DataFusionError::IoError(_)
        | DataFusionError::ObjectStore(_)
        | DataFusionError::ParquetError(_)
        | DataFusionError::ExecutionJoin(_) => EngineError::Fault(unreadable(error)),
        DataFusionError::ArrowError(cause, _)
            if matches!(
                **cause,
                ArrowError::IoError(..) | ArrowError::ParquetError(_)
            ) =>
        {
            EngineError::Fault(unreadable(error))
        }
        DataFusionError::ResourcesExhausted(_) => {
            EngineError::Statement("the query needs more memory than it may have".to_owned())
        }
        root => EngineError::Statement(message(root)),
    }
}

/// Names no path: the message may reach a person who must not know where the data lies.
fn unreadable(error: DataFusionError) -> Fault {
    Fault::new(
        ErrorName::EngineFailed,
        "the tables of the source cannot be read",
    )
    .with_source(error)
}

/// What the engine says, without its own names for things.
fn message(error: &DataFusionError) -> String {
    let text = match error {
        DataFusionError::SQL(parser, _) => parser.to_string(),
        DataFusionError::SchemaError(schema, _) => schema_message(schema),
        DataFusionError::ArrowError(arrow, _) => arrow.to_string(),
        DataFusionError::Internal(_) => "the engine cannot run this statement".to_owned(),
        other => other.message().into_owned(),
    };
    let text = text
        .split(DataFusionError::BACK_TRACE_SEP)
        .next()
        .unwrap_or_default();
    let text = text
        .replace("datafusion.public.", "")
        .replace("datafusion.", "");
    let first_line = text.trim().lines().next().unwrap_or_default();
    first_line.chars().take(MESSAGE_CHARS).collect()
}

/// Without the list of all names there are: not everybody may see all of them.
fn schema_message(error: &SchemaError) -> String {
    match error {
        SchemaError::FieldNotFound { field, .. } => {
            format!("column {} does not exist", field.flat_name())
        }
        other => other.to_string(),
    }
}
