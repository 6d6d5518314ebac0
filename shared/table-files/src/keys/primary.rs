use super::names::Name;
use super::{KeyTable, is_unique};
use contract::DataType;

/// Texts longer than this on average are prose, not keys.
const PROSE_BYTES: u64 = 40;
/// The least score of a column that is taken for the primary key.
const LEAST_SCORE: f64 = 2.0;
/// Sets of columns that are watched in one table.
const MOST_SETS: usize = 12;

/// The columns of the primary key, by position; empty when none is likely.
pub(super) fn primary_key(table: &KeyTable<'_>, name: &Name, columns: &[Name]) -> Vec<usize> {
    let mut best: Option<(f64, usize)> = None;
    for (position, column) in columns.iter().enumerate() {
        let Some(score) = score(table, name, column, position) else {
            continue;
        };
        if score >= LEAST_SCORE && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, position));
        }
    }
    if let Some((_, position)) = best {
        return vec![position];
    }
    let smallest = table
        .unique_sets
        .iter()
        .min_by_key(|set| (set.len(), (*set).clone()));
    smallest.cloned().unwrap_or_default()
}

/// How likely a unique column is the key; `None` when it is none.
fn score(table: &KeyTable<'_>, name: &Name, column: &Name, position: usize) -> Option<f64> {
    let values = table.columns.get(position)?;
    if !is_unique(values, table.rows) {
        return None;
    }
    let is_first = position == 0;
    let mut score = match values.data_type {
        DataType::Bigint => 0.5,
        DataType::Varchar if values.profiled.mean_text_bytes <= PROSE_BYTES => 0.5,
        DataType::Date if is_first => 0.0,
        DataType::Decimal(_, 0) => 0.0,
        _ => return None,
    };
    if is_first {
        score += 1.5;
    }
    let own = column.points_at(name);
    if column.looks_like_key() {
        score += 2.0;
        if column.stem.is_empty() || own > 0.6 {
            score += 2.0;
        }
    } else if own > 0.8 {
        score += 1.5;
    } else if *values.data_type == DataType::Bigint && column.is_property() {
        // A measure that happens not to repeat.
        score -= 1.0;
    } else if *values.data_type == DataType::Varchar && position == 1 {
        score += 0.5;
    }
    Some(score)
}

/// Sets of columns worth watching; at least one of each looks like a key.
pub(super) fn key_sets(columns: &[Name]) -> Vec<Vec<usize>> {
    let keys: Vec<usize> = (0..columns.len())
        .filter(|column| columns[*column].looks_like_key())
        .take(5)
        .collect();
    let mut sets = Vec::new();
    for (i, left) in keys.iter().enumerate() {
        sets.extend(keys[i + 1..].iter().map(|right| vec![*left, *right]));
    }
    for width in [2, 3] {
        let first: Vec<usize> = (0..columns.len().min(width)).collect();
        let has_key = first.iter().any(|column| keys.contains(column));
        if first.len() == width && has_key && !sets.contains(&first) {
            sets.push(first);
        }
    }
    sets.truncate(MOST_SETS);
    sets
}
