//! `regexp_extract` and `json_extract_scalar`.

use super::json_path::Path;
use super::{argument, by_row};
use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{ScalarUDF, Volatility, create_udf};
use regex::Regex;
use std::sync::Arc;

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        create_udf(
            "regexp_extract",
            vec![DataType::Utf8, DataType::Utf8, DataType::Int64],
            DataType::Utf8,
            Volatility::Immutable,
            Arc::new(|arguments| by_row(arguments, regexp_extract)),
        ),
        create_udf(
            "json_extract_scalar",
            vec![DataType::Utf8, DataType::Utf8],
            DataType::Utf8,
            Volatility::Immutable,
            Arc::new(|arguments| by_row(arguments, json_extract_scalar)),
        ),
    ]
}

/// The group of the first match, 0 for all of it; NULL without a match.
fn regexp_extract(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: &StringArray = argument(arguments, 0)?;
    let patterns: &StringArray = argument(arguments, 1)?;
    let groups: &Int64Array = argument(arguments, 2)?;
    let mut known: Option<(&str, Regex)> = None;
    let extracted = texts.iter().zip(patterns).zip(groups).map(|row| {
        let ((Some(text), Some(pattern)), Some(group)) = row else {
            return Ok(None);
        };
        let regex = match &mut known {
            Some((last, regex)) if *last == pattern => regex,
            other => &mut other.insert((pattern, compiled(pattern)?)).1,
        };
        let group = usize::try_from(group)
            .ok()
            .filter(|group| *group < regex.captures_len())
            .ok_or_else(|| {
                exec_datafusion_err!("regexp_extract: the pattern {pattern} has no group {group}")
            })?;
        let found = regex.captures(text).and_then(|found| found.get(group));
        Ok(found.map(|found| found.as_str().to_owned()))
    });
    Ok(Arc::new(extracted.collect::<Result<StringArray>>()?))
}

fn compiled(pattern: &str) -> Result<Regex> {
    Regex::new(pattern).map_err(|error| exec_datafusion_err!("regexp_extract: {error}"))
}

/// The string, number or boolean under the path; NULL for anything else and where the text is no
/// JSON.
fn json_extract_scalar(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: &StringArray = argument(arguments, 0)?;
    let paths: &StringArray = argument(arguments, 1)?;
    let mut known: Option<(&str, Path)> = None;
    let extracted = texts.iter().zip(paths).map(|row| {
        let (Some(text), Some(path)) = row else {
            return Ok(None);
        };
        let path = match &mut known {
            Some((last, parsed)) if *last == path => parsed,
            other => &mut other.insert((path, Path::parse(path)?)).1,
        };
        Ok(path.scalar(text))
    });
    Ok(Arc::new(extracted.collect::<Result<StringArray>>()?))
}
