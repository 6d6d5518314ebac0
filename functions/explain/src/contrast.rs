//! Why a number is another one before than after: which parts of which dimension made the change. The rows come from
//! one statement of Generate: the columns `dimension`, `part`, and the number on either side.

use crate::grounding::Facts;
use crate::language::Language;
use crate::number;
use chart::naming;
use contract::{ResultColumn, ResultSet, Row};
use serde_json::{Value, json};

/// Parts that are told of a dimension.
const TOLD: usize = 3;
/// Dimensions that are told.
const DIMENSIONS: usize = 3;
/// What such a question is asked in: no other is read as one.
const LANGUAGE: Language = Language::English;

/// One part of a dimension.
struct Part {
    name: String,
    before: f64,
    after: f64,
}

impl Part {
    fn change(&self) -> f64 {
        self.after - self.before
    }
}

/// A dimension with its parts, those with the greatest share in the change first.
struct Dimension {
    name: String,
    parts: Vec<Part>,
}

/// The sentences; `None` for any other result. Each number in them is in the result, or a sum or difference of its
/// numbers, and is checked like every sentence.
pub(crate) fn tell(result: &ResultSet) -> Option<Vec<String>> {
    let [dimension, part, before, after] = result.columns.as_slice() else {
        return None;
    };
    let is_breakdown = dimension.name == "dimension" && part.name == "part";
    let are_numbers = before.data_type.is_numeric() && after.data_type.is_numeric();
    let is_whole = result.row_count == result.rows.len() as u64;
    if !is_breakdown || !are_numbers || !is_whole {
        return None;
    }
    let mut dimensions = dimensions(&result.rows, part);
    let first = dimensions.first()?;
    let total = Part {
        name: String::new(),
        before: first.parts.iter().map(|part| part.before).sum(),
        after: first.parts.iter().map(|part| part.after).sum(),
    };
    let mut told = vec![overall(&total, [before, after])];
    if total.change() != 0.0 {
        let sign = total.change().signum();
        dimensions.sort_by(|a, b| b.weight(sign).total_cmp(&a.weight(sign)));
        let sentences = dimensions.iter().take(DIMENSIONS);
        told.extend(sentences.filter_map(|dimension| dimension.told(sign, after)));
    }
    let facts = facts(&total, &dimensions, result);
    Some(facts.keep(told))
}

fn dimensions(rows: &[Row], part: &ResultColumn) -> Vec<Dimension> {
    let mut dimensions: Vec<Dimension> = Vec::new();
    for row in rows {
        let [Value::String(name), of, before, after] = row.as_slice() else {
            continue;
        };
        let at = dimensions.iter().position(|known| known.name == *name);
        let at = at.unwrap_or_else(|| {
            let name = name.clone();
            let parts = Vec::new();
            dimensions.push(Dimension { name, parts });
            dimensions.len() - 1
        });
        dimensions[at].parts.push(Part {
            name: number::value(of, part, LANGUAGE),
            before: amount(before),
            after: amount(after),
        });
    }
    dimensions
}

/// A side without rows has no sum, which is nothing.
fn amount(value: &Value) -> f64 {
    super::narration::numeric(value).unwrap_or_default()
}

fn overall(total: &Part, [before, after]: [&ResultColumn; 2]) -> String {
    let said = |number| number::computed(number, after, LANGUAGE);
    let (from, to) = (said(total.before), said(total.after));
    let change = total.change();
    if change == 0.0 {
        return format!(
            "It is {from} both for {} and for {}.",
            before.name, after.name
        );
    }
    let moved = if change > 0.0 { "more" } else { "less" };
    let share = if total.before > 0.0 {
        format!(
            " ({})",
            number::percent(change.abs() / total.before, LANGUAGE)
        )
    } else {
        String::new()
    };
    format!(
        "For {} it is {to}, {} {moved}{share} than the {from} for {}.",
        after.name,
        said(change.abs()),
        before.name
    )
}

impl Dimension {
    /// How much of all that moved, moved with the change in a single part: a dimension in which one part stands out
    /// tells more than one in which all moved alike.
    fn weight(&self, sign: f64) -> f64 {
        let moved: f64 = self.parts.iter().map(|part| part.change().abs()).sum();
        let most = self
            .parts
            .iter()
            .map(|part| part.change() * sign)
            .fold(0.0, f64::max);
        if moved > 0.0 { most / moved } else { 0.0 }
    }

    /// The parts that made the change, and the one that went most against it.
    fn told(&self, sign: f64, column: &ResultColumn) -> Option<String> {
        let mut parts: Vec<&Part> = self
            .parts
            .iter()
            .filter(|part| part.change() != 0.0)
            .collect();
        parts.sort_by(|a, b| (b.change() * sign).total_cmp(&(a.change() * sign)));
        let said = |part: &&Part| {
            let change = part.change();
            let sign = if change < 0.0 { '−' } else { '+' };
            let change = number::computed(change.abs(), column, LANGUAGE);
            format!("{} ({sign}{change})", part.name)
        };
        let with: Vec<String> = parts
            .iter()
            .filter(|part| part.change() * sign > 0.0)
            .take(TOLD)
            .map(said)
            .collect();
        let against = parts
            .last()
            .filter(|part| part.change() * sign < 0.0)
            .map(said);
        let against =
            against.map_or_else(String::new, |part| format!("; most against it went {part}"));
        if with.is_empty() {
            return None;
        }
        let name = naming::phrase(&self.name);
        let listed = LANGUAGE.listed(&with);
        Some(format!(
            "By {name}, most of it comes from {listed}{against}."
        ))
    }
}

/// Every number that may be said: both totals, their difference, and the same of each part.
fn facts(total: &Part, dimensions: &[Dimension], result: &ResultSet) -> Facts {
    let value = |number: f64, name: &str| vec![json!(number), json!(name)];
    let mut rows = vec![value(total.before, &result.columns[2].name)];
    rows.push(value(total.change(), &result.columns[3].name));
    for part in dimensions.iter().flat_map(|dimension| &dimension.parts) {
        for number in [part.before, part.after, part.change()] {
            rows.push(value(number, &part.name));
        }
    }
    // First and last are set against each other, whatever stands between.
    rows.push(value(total.after, ""));
    let column = |name: &str, data_type| ResultColumn {
        name: name.to_owned(),
        data_type,
    };
    Facts::of(&ResultSet {
        columns: vec![
            column("number", contract::DataType::Double),
            column("name", contract::DataType::Varchar),
        ],
        row_count: rows.len() as u64,
        rows,
        truncated: false,
    })
}
