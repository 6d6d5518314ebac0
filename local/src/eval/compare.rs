//! Whether two results say the same.

use contract::{DataType, ResultSet};
use serde_json::Value;
use std::cmp::Ordering;

const TOLERANCE: f64 = 1e-4;

/// Rows with more cells than this are compared in sorted order only, not pair by pair.
const PAIRWISE_ROWS: usize = 2_000;

/// Rows as a multiset (a list when `ordered`), columns in any order.
pub(crate) fn equal(gold: &ResultSet, other: &ResultSet, ordered: bool) -> bool {
    if gold.rows.len() != other.rows.len() || gold.columns.len() != other.columns.len() {
        return false;
    }
    let gold = columns(gold);
    let other = columns(other);
    let mut chosen = Vec::new();
    some_arrangement(&gold, &other, &mut chosen, ordered)
}

/// A cell by what it means.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Null,
    Number(f64),
    Text(String),
}

impl Cell {
    fn of(value: &Value, data_type: &DataType) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Number(f64::from(u8::from(*truth))),
            Value::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Value::String(text) if data_type.is_numeric() => text
                .parse()
                .map_or_else(|_| Self::Text(text.clone()), Self::Number),
            Value::String(text) => Self::Text(text.clone()),
            other => Self::Text(other.to_string()),
        }
    }

    fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => {
                a == b || (a - b).abs() <= TOLERANCE * a.abs().max(b.abs())
            }
            (a, b) => a == b,
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (a, b) => a.kind().cmp(&b.kind()),
        }
    }

    /// NULL before numbers before texts.
    const fn kind(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Number(_) => 1,
            Self::Text(_) => 2,
        }
    }
}

type Column = Vec<Cell>;

fn columns(result: &ResultSet) -> Vec<Column> {
    let cell = |row: &Vec<Value>, index: usize, data_type| {
        row.get(index)
            .map_or(Cell::Null, |value| Cell::of(value, data_type))
    };
    result
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            result
                .rows
                .iter()
                .map(|row| cell(row, index, &column.data_type))
                .collect()
        })
        .collect()
}

/// Tries every way to lay the other's columns over the gold ones, leaving out those in which a
/// column does not hold the same values.
fn some_arrangement(
    gold: &[Column],
    other: &[Column],
    chosen: &mut Vec<usize>,
    ordered: bool,
) -> bool {
    let Some(wanted) = gold.get(chosen.len()) else {
        let arranged: Vec<&Column> = chosen.iter().map(|index| &other[*index]).collect();
        return ordered || same_rows(&gold.iter().collect::<Vec<_>>(), &arranged);
    };
    for (index, column) in other.iter().enumerate() {
        if chosen.contains(&index) || !same_column(wanted, column, ordered) {
            continue;
        }
        chosen.push(index);
        if some_arrangement(gold, other, chosen, ordered) {
            return true;
        }
        chosen.pop();
    }
    false
}

fn same_column(a: &Column, b: &Column, ordered: bool) -> bool {
    let matches = |a: &[Cell], b: &[Cell]| a.iter().zip(b).all(|(a, b)| a.matches(b));
    if ordered {
        return matches(a, b);
    }
    let sorted = |column: &Column| {
        let mut column = column.clone();
        column.sort_by(Cell::order);
        column
    };
    matches(&sorted(a), &sorted(b))
}

fn same_rows(a: &[&Column], b: &[&Column]) -> bool {
    let (a, b) = (sorted_rows(a), sorted_rows(b));
    let matches = |a: &Vec<&Cell>, b: &Vec<&Cell>| a.iter().zip(b).all(|(a, b)| a.matches(b));
    if a.iter().zip(&b).all(|(a, b)| matches(a, b)) {
        return true;
    }
    // Numbers that differ in their last digits can sort differently: match row by row.
    if a.len() > PAIRWISE_ROWS {
        return false;
    }
    let mut rest = b;
    a.iter().all(
        |row| match rest.iter().position(|other| matches(row, other)) {
            Some(index) => {
                rest.swap_remove(index);
                true
            }
            None => false,
        },
    )
}

fn sorted_rows<'a>(columns: &[&'a Column]) -> Vec<Vec<&'a Cell>> {
    let count = columns.first().map_or(0, |column| column.len());
    let mut rows: Vec<Vec<&Cell>> = (0..count)
        .map(|row| columns.iter().map(|column| &column[row]).collect())
        .collect();
    rows.sort_by(|a, b| {
        a.iter()
            .zip(b)
            .map(|(a, b)| a.order(b))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ResultColumn;
    use serde_json::json;

    fn result(rows: &Value) -> ResultSet {
        let rows: Vec<Vec<Value>> = serde_json::from_value(rows.clone()).unwrap();
        let width = rows.first().map_or(1, Vec::len);
        let column = |n| ResultColumn {
            name: format!("c{n}"),
            data_type: DataType::Decimal(10, 2),
        };
        ResultSet {
            columns: (0..width).map(column).collect(),
            row_count: rows.len() as u64,
            rows,
            truncated: false,
        }
    }

    fn same(a: &Value, b: &Value, ordered: bool) -> bool {
        equal(&result(a), &result(b), ordered)
    }

    #[test]
    fn rows_are_a_multiset_unless_ordered() {
        let (a, b) = (json!([["x", 1], ["y", 2]]), json!([["y", 2], ["x", 1]]));
        assert!(same(&a, &b, false));
        assert!(!same(&a, &b, true));
        assert!(!same(
            &json!([["x"], ["x"], ["y"]]),
            &json!([["x"], ["y"], ["y"]]),
            false
        ));
    }

    #[test]
    fn columns_stand_in_any_order_but_rows_stay_together() {
        assert!(same(
            &json!([["x", 1], ["y", 2]]),
            &json!([[1, "x"], [2, "y"]]),
            false
        ));
        assert!(!same(
            &json!([["x", 1], ["y", 2]]),
            &json!([[2, "x"], [1, "y"]]),
            false
        ));
        assert!(!same(&json!([["x"]]), &json!([["x", 1]]), false));
    }

    #[test]
    fn numbers_are_near_and_null_is_null() {
        assert!(same(&json!([[1.00001]]), &json!([[1]]), false));
        assert!(same(&json!([["1.50"]]), &json!([[1.5]]), false));
        assert!(!same(&json!([[1.001]]), &json!([[1]]), false));
        assert!(same(&json!([[null]]), &json!([[null]]), true));
        assert!(!same(&json!([[null]]), &json!([[0]]), true));
    }
}
