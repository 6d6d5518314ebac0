//! A result in words. Every number is a cell, a count of rows, or computed from cells.

mod groups;
mod list;
mod record;
mod series;

use crate::number;
use chart::{Outline, naming};
use contract::{ResultColumn, ResultSet, Row};
use serde_json::Value;
use std::collections::HashSet;

/// Group columns a label may have.
const LABEL_COLUMNS: usize = 2;

/// The sentences, in order.
pub(crate) fn tell(question: &str, result: &ResultSet) -> Vec<String> {
    let whole = result.row_count <= result.rows.len() as u64;
    match (result.rows.as_slice(), result.columns.as_slice()) {
        ([], _) | (_, []) => vec![format!(
            "The result has {}.",
            number::rows(result.row_count)
        )],
        ([row], [column]) if whole => vec![record::single(question, column, cell(row, 0))],
        ([row], columns) if whole => vec![record::record(columns, row)],
        _ if !whole => list::table(result),
        (_, [column]) => list::column(result, column),
        _ => grouped(result).unwrap_or_else(|| list::table(result)),
    }
}

/// Groups or points in time with a number each; `None` for another shape.
fn grouped(result: &ResultSet) -> Option<Vec<String>> {
    let outline = chart::outline(result);
    let measure = *outline.measures.first()?;
    if let ([time], []) = (outline.times.as_slice(), outline.categories.as_slice())
        && let Some(told) = series::series(result, *time, measure)
    {
        return Some(told);
    }
    let labels = label_columns(&outline)?;
    let points = points(result, &labels, measure)?;
    match points.as_slice() {
        [first, second] => Some(groups::comparison(first, second, &result.columns[measure])),
        [] | [_] => None,
        _ => {
            let kind = match labels.as_slice() {
                [label] => naming::plural(&named(&result.columns[*label])),
                _ => "groups".to_owned(),
            };
            Some(groups::groups(&points, &result.columns[measure], &kind))
        }
    }
}

fn label_columns(outline: &Outline) -> Option<Vec<usize>> {
    let mut labels: Vec<usize> = outline
        .times
        .iter()
        .chain(&outline.categories)
        .copied()
        .collect();
    labels.sort_unstable();
    (1..=LABEL_COLUMNS)
        .contains(&labels.len())
        .then_some(labels)
}

/// A group with its number.
#[derive(Debug, Clone, PartialEq)]
struct Point {
    label: String,
    value: f64,
    /// The number as it is said.
    said: String,
}

/// One point a row, in the order of the rows; `None` when two rows have the same label. Rows
/// without a number are left out.
fn points(result: &ResultSet, labels: &[usize], measure: usize) -> Option<Vec<Point>> {
    let mut seen = HashSet::new();
    let mut points = Vec::new();
    for row in &result.rows {
        let parts: Vec<String> = labels
            .iter()
            .map(|index| number::group(cell(row, *index), &result.columns[*index]))
            .collect();
        let label = parts.join(" / ");
        if !seen.insert(label.clone()) {
            return None;
        }
        let column = &result.columns[measure];
        if let Some(value) = numeric(cell(row, measure)) {
            points.push(Point {
                label,
                value,
                said: number::value(cell(row, measure), column),
            });
        }
    }
    Some(points)
}

fn cell(row: &Row, column: usize) -> &Value {
    row.get(column).unwrap_or(&Value::Null)
}

/// The value as a finite number.
pub(crate) fn numeric(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// `a, b and c`.
pub(crate) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The column's name inside a sentence.
fn named(column: &ResultColumn) -> String {
    naming::phrase(&column.name)
}
