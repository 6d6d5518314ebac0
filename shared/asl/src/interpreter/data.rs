use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Visit;
use crate::definition::{Filter, ResultPath};
use crate::scope::Scope;
use crate::state_error::{DATA_LIMIT_EXCEEDED, StateError};
use crate::template::{Template, not_found};

/// Greatest size of an input, a result or an output: 256 KiB of JSON text in UTF-8.
const MAX_BYTES: usize = 256 * 1024;

/// The raw input after `InputPath`.
pub(super) fn input(visit: Visit<'_>) -> Result<Cow<'_, Value>, StateError> {
    match &visit.state.input {
        Filter::All => Ok(Cow::Borrowed(&**visit.raw)),
        Filter::Nothing => Ok(Cow::Owned(empty())),
        Filter::Path(path) => {
            let scope = visit.scope();
            path.select(&scope)
                .ok_or_else(|| not_found(path, "InputPath", &scope))
        }
    }
}

/// An input after `Parameters`.
pub(super) fn parameters<'v>(
    template: Option<&Template>,
    input: Cow<'v, Value>,
    scope: &Scope<'_>,
) -> Result<Cow<'v, Value>, StateError> {
    let Some(template) = template else {
        return Ok(input);
    };
    let filled = template.fill(&scope.over(&input))?;
    check_size(&filled, "the state's input after Parameters")?;
    Ok(Cow::Owned(filled))
}

/// The output of a state that has a result: `ResultPath`, then `OutputPath`.
pub(super) fn output(
    visit: Visit<'_>,
    path: &ResultPath,
    result: Value,
) -> Result<Arc<Value>, StateError> {
    filtered(visit, with_result(visit.raw, path, result)?)
}

/// The output of a state that only looks at its input.
pub(super) fn pass_on(visit: Visit<'_>, input: Cow<'_, Value>) -> Result<Arc<Value>, StateError> {
    let data = match input {
        Cow::Borrowed(input) if std::ptr::eq(input, &raw const **visit.raw) => {
            Arc::clone(visit.raw)
        }
        other => Arc::new(other.into_owned()),
    };
    filtered(visit, data)
}

/// The raw input with a result put into it.
pub(super) fn with_result(
    raw: &Arc<Value>,
    path: &ResultPath,
    result: Value,
) -> Result<Arc<Value>, StateError> {
    let path = match path {
        ResultPath::Discard => return Ok(Arc::clone(raw)),
        ResultPath::Put(path) if path.is_whole() => return Ok(Arc::new(result)),
        ResultPath::Put(path) => path,
    };
    let mut data = Value::clone(raw);
    if path.put(&mut data, result) {
        return Ok(Arc::new(data));
    }
    let cause = format!(
        "Unable to apply ReferencePath {} to the state's input",
        path.text()
    );
    Err(StateError::new("States.ResultPathMatchFailure", cause))
}

fn filtered(visit: Visit<'_>, data: Arc<Value>) -> Result<Arc<Value>, StateError> {
    let output = match &visit.state.output {
        Filter::All => data,
        Filter::Nothing => Arc::new(empty()),
        Filter::Path(path) => {
            let scope = visit.scope().over(&data);
            let selected = path.select(&scope);
            let output = selected.ok_or_else(|| not_found(path, "OutputPath", &scope))?;
            Arc::new(output.into_owned())
        }
    };
    if !Arc::ptr_eq(&output, visit.raw) {
        check_size(&output, "the state's output")?;
    }
    Ok(output)
}

fn empty() -> Value {
    Value::Object(Map::new())
}

/// Refuses what the service would refuse to carry.
pub(super) fn check_size(value: &Value, what: &str) -> Result<(), StateError> {
    if serde_json::to_writer(Allowance(MAX_BYTES), value).is_ok() {
        return Ok(());
    }
    let cause = format!("The size of {what} exceeds the limit of {MAX_BYTES} bytes.");
    Err(StateError::new(DATA_LIMIT_EXCEEDED, cause))
}

/// Takes so many bytes, keeps none, and fails at the first one too many.
struct Allowance(usize);

impl io::Write for Allowance {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
