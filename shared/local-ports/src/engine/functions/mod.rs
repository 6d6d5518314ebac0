//! Trino's functions that DataFusion has no counterpart of.

mod dates;
mod json_path;
mod text;

use datafusion::arrow::array::{Array, ArrayRef};
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF};

/// All of them.
pub(super) fn all() -> Vec<ScalarUDF> {
    let mut functions = dates::all();
    functions.extend(text::all());
    functions
}

/// Runs a function over rows: the arguments as columns of equal length, and the result as one
/// value when all of them were.
fn by_row(
    arguments: &[ColumnarValue],
    compute: impl Fn(&[ArrayRef]) -> Result<ArrayRef>,
) -> Result<ColumnarValue> {
    let is_scalar = arguments
        .iter()
        .all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
    let result = compute(&ColumnarValue::values_to_arrays(arguments)?)?;
    if is_scalar {
        datafusion::common::ScalarValue::try_from_array(&result, 0).map(ColumnarValue::Scalar)
    } else {
        Ok(ColumnarValue::Array(result))
    }
}

/// The argument at that place as an array of that type.
fn argument<T: Array + 'static>(arguments: &[ArrayRef], at: usize) -> Result<&T> {
    arguments
        .get(at)
        .and_then(|array| array.as_any().downcast_ref::<T>())
        .ok_or_else(|| DataFusionError::Internal(format!("argument {at} has another type")))
}
