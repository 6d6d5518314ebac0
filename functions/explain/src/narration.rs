//! A result in words. Every number is a cell, a count of rows, or computed from cells.

mod groups;
mod list;
mod record;
mod series;

use crate::language::Language;
use crate::number;
use chart::{Outline, naming};
use contract::{ResultSet, Row};
use serde_json::Value;
use std::collections::HashSet;

/// Group columns a label may have.
const LABEL_COLUMNS: usize = 2;

/// The sentences, in order.
pub(crate) fn tell(question: &str, result: &ResultSet, language: Language) -> Vec<String> {
    let mut told = sentences(question, result, language);
    told.iter_mut().for_each(end_once);
    told.iter_mut().for_each(begin_large);
    told
}

/// A missing value may begin a sentence; names keep the letters they have.
fn begin_large(sentence: &mut String) {
    for (small, large) in [("no value", "No value"), ("kein Wert", "Kein Wert")] {
        if sentence.starts_with(small) {
            sentence.replace_range(..small.len(), large);
        }
    }
}

/// A value that ends with a full stop ("Delta Air Lines Inc.") ends its sentence too.
fn end_once(sentence: &mut String) {
    if sentence.ends_with("..") && !sentence.ends_with("...") {
        sentence.pop();
    }
}

fn sentences(question: &str, result: &ResultSet, language: Language) -> Vec<String> {
    let whole = result.row_count <= result.rows.len() as u64;
    match (result.rows.as_slice(), result.columns.as_slice()) {
        ([], _) | (_, []) => {
            let rows = number::rows(result.row_count, language);
            vec![match language {
                Language::English => format!("The result has {rows}."),
                Language::German => format!("Das Ergebnis hat {rows}."),
            }]
        }
        ([row], [column]) if whole => {
            vec![record::single(question, column, cell(row, 0), language)]
        }
        ([row], columns) if whole => vec![record::record(columns, row, language)],
        _ if !whole => list::table(result, language),
        (_, [column]) => list::column(result, column, language),
        _ => grouped(result, language).unwrap_or_else(|| list::table(result, language)),
    }
}

/// Groups or points in time with a number each; `None` for another shape.
fn grouped(result: &ResultSet, language: Language) -> Option<Vec<String>> {
    let outline = chart::outline(result);
    let measure = *outline.measures.first()?;
    if let ([time], []) = (outline.times.as_slice(), outline.categories.as_slice())
        && let Some(told) = series::series(result, *time, measure, language)
    {
        return Some(told);
    }
    let labels = label_columns(&outline)?;
    let points = points(result, &labels, measure, language)?;
    match points.as_slice() {
        [first, second] => {
            let column = &result.columns[measure];
            Some(groups::comparison(first, second, column, language))
        }
        [] | [_] => None,
        _ => {
            let kind = match (language, labels.as_slice()) {
                (Language::English, [label]) => {
                    naming::plural(&language.phrase(&result.columns[*label]))
                }
                (Language::English, _) => "groups".to_owned(),
                (Language::German, _) => "Gruppen".to_owned(),
            };
            let column = &result.columns[measure];
            Some(groups::groups(&points, column, &kind, language))
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
fn points(
    result: &ResultSet,
    labels: &[usize],
    measure: usize,
    language: Language,
) -> Option<Vec<Point>> {
    let mut seen = HashSet::new();
    let mut points = Vec::new();
    for row in &result.rows {
        let parts: Vec<String> = labels
            .iter()
            .map(|index| number::group(cell(row, *index), &result.columns[*index], language))
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
                said: number::value(cell(row, measure), column, language),
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
