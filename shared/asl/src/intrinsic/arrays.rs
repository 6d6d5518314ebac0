use std::cmp::Ordering;

use serde_json::Value;

use super::{array as elements, integer};
use crate::number;

/// Most elements `ArrayRange` makes.
const MAX_RANGE: usize = 1_000;

/// `States.Array(...)`.
pub(super) fn array(arguments: &[Value]) -> Result<Value, String> {
    Ok(Value::Array(arguments.to_vec()))
}

/// `States.ArrayContains(array, value)`.
pub(super) fn contains(arguments: &[Value]) -> Result<Value, String> {
    let [array, wanted] = arguments else {
        return Err("expected an array and a value".to_owned());
    };
    Ok(elements(array)?
        .iter()
        .any(|element| same(element, wanted))
        .into())
}

/// Equality that does not tell `1` from `1.0`.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            number::compare(left, right) == Some(Ordering::Equal)
        }
        _ => left == right,
    }
}

/// `States.ArrayGetItem(array, index)`.
pub(super) fn get_item(arguments: &[Value]) -> Result<Value, String> {
    let [array, index] = arguments else {
        return Err("expected an array and an index".to_owned());
    };
    let (elements, index) = (elements(array)?, integer(index)?);
    let element = usize::try_from(index)
        .ok()
        .and_then(|index| elements.get(index));
    element
        .cloned()
        .ok_or_else(|| format!("there is no element {index}"))
}

/// `States.ArrayLength(array)`.
pub(super) fn length(arguments: &[Value]) -> Result<Value, String> {
    let [array] = arguments else {
        return Err("expected an array".to_owned());
    };
    Ok(elements(array)?.len().into())
}

/// `States.ArrayPartition(array, size)`: chunks of that size, the last one perhaps shorter.
pub(super) fn partition(arguments: &[Value]) -> Result<Value, String> {
    let [array, size] = arguments else {
        return Err("expected an array and a size".to_owned());
    };
    match usize::try_from(integer(size)?) {
        Ok(size @ 1..) => Ok(elements(array)?
            .chunks(size)
            .map(<[Value]>::to_vec)
            .collect()),
        _ => Err("the size must be positive".to_owned()),
    }
}

/// `States.ArrayRange(first, last, step)`, both ends included.
pub(super) fn range(arguments: &[Value]) -> Result<Value, String> {
    let [first, last, step] = arguments else {
        return Err("expected three integers".to_owned());
    };
    let (first, last) = (integer(first)?, integer(last)?);
    let Ok(step @ 1..) = usize::try_from(integer(step)?) else {
        return Err("the step must be positive".to_owned());
    };
    let numbers: Vec<Value> = (first..=last)
        .step_by(step)
        .take(MAX_RANGE + 1)
        .map(Value::from)
        .collect();
    if numbers.len() > MAX_RANGE {
        return Err(format!(
            "the array would have more than {MAX_RANGE} elements"
        ));
    }
    Ok(Value::Array(numbers))
}

/// `States.ArrayUnique(array)`: the first of equal elements stays, in order.
pub(super) fn unique(arguments: &[Value]) -> Result<Value, String> {
    let [array] = arguments else {
        return Err("expected an array".to_owned());
    };
    let mut kept: Vec<Value> = Vec::new();
    for element in elements(array)? {
        if !kept.iter().any(|other| same(other, element)) {
            kept.push(element.clone());
        }
    }
    Ok(Value::Array(kept))
}
