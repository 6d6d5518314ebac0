use super::data_flow::result_path;
use super::flow::StateNames;
use super::node::{Fields, Node};
use super::{Catcher, Retrier};
use crate::state_error::{ALL, RESERVED};
use crate::{LoadError, Problem};

/// Greatest `MaxDelaySeconds` (exclusive): a year of 366 days.
const MAX_DELAY_LIMIT: u32 = 31_622_400;

pub(super) fn retriers(fields: &mut Fields<'_>) -> Result<Vec<Retrier>, LoadError> {
    entries(fields, "Retry", |fields, errors| {
        let interval_seconds = match fields.optional("IntervalSeconds") {
            Some(node) => node.integer(1, "a positive integer")?,
            None => 1,
        };
        let max_attempts = match fields.optional("MaxAttempts") {
            Some(node) => node.integer(0, "an integer from 0 to 99999999")?,
            None => 3,
        };
        let backoff_rate = match fields.optional("BackoffRate") {
            Some(node) => node.number(1.0, "a number of at least 1")?,
            None => 2.0,
        };
        let max_delay_seconds = max_delay(fields, interval_seconds)?;
        let full_jitter = match fields.optional("JitterStrategy") {
            Some(node) => match node.string()? {
                "FULL" => true,
                "NONE" => false,
                _ => {
                    return Err(node.error(Problem::Expected("FULL or NONE")));
                }
            },
            None => false,
        };
        Ok(Retrier {
            errors,
            interval_seconds,
            max_attempts,
            backoff_rate,
            max_delay_seconds,
            full_jitter,
        })
    })
}

fn max_delay(fields: &mut Fields<'_>, interval_seconds: u32) -> Result<Option<u32>, LoadError> {
    const EXPECTED: &str = "an integer above IntervalSeconds and below 31622400";
    let Some(node) = fields.optional("MaxDelaySeconds") else {
        return Ok(None);
    };
    let seconds = node.integer(1, EXPECTED)?;
    if seconds > interval_seconds && seconds < MAX_DELAY_LIMIT {
        Ok(Some(seconds))
    } else {
        Err(node.error(Problem::Expected(EXPECTED)))
    }
}

pub(super) fn catchers(
    fields: &mut Fields<'_>,
    names: &StateNames<'_>,
) -> Result<Vec<Catcher>, LoadError> {
    entries(fields, "Catch", |fields, errors| {
        let next = fields.required("Next")?;
        Ok(Catcher {
            errors,
            result_path: result_path(fields)?,
            next: names.resolve(&next)?,
            next_name: next.string()?.into(),
        })
    })
}

/// Reads the list of retriers or catchers.
fn entries<T>(
    fields: &mut Fields<'_>,
    name: &'static str,
    read: impl Fn(&mut Fields<'_>, Vec<String>) -> Result<T, LoadError>,
) -> Result<Vec<T>, LoadError> {
    let Some(list) = fields.optional(name) else {
        return Ok(Vec::new());
    };
    if list.value.as_array().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let elements = list.elements()?;
    let count = elements.len();
    let mut entries = Vec::with_capacity(count);
    for (index, element) in elements.iter().enumerate() {
        let mut fields = element.fields()?;
        let errors = error_names(&fields.required("ErrorEquals")?)?;
        if errors.iter().any(|error| error == ALL) && index + 1 != count {
            return Err(element.error(Problem::AllNotLast));
        }
        entries.push(read(&mut fields, errors)?);
        fields.finish()?;
    }
    Ok(entries)
}

fn error_names(node: &Node<'_>) -> Result<Vec<String>, LoadError> {
    let mut errors = Vec::new();
    for element in node.elements()? {
        let name = element.string()?;
        if name.starts_with("States.") && !RESERVED.contains(&name) {
            return Err(element.error(Problem::ReservedErrorName(name.to_owned())));
        }
        errors.push(name.to_owned());
    }
    if errors.len() > 1 && errors.iter().any(|error| error == ALL) {
        return Err(node.error(Problem::AllNotAlone));
    }
    Ok(errors)
}
