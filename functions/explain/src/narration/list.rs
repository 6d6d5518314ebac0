use super::{cell, listed, named, numeric};
use crate::number;
use contract::{ResultColumn, ResultSet};

/// Values of a list that are told.
const TOLD: usize = 5;
/// Columns of a table that are named.
const NAMED: usize = 6;

/// One column, many rows.
pub(super) fn column(result: &ResultSet, column: &ResultColumn) -> Vec<String> {
    let name = named(column);
    let count = number::whole(result.row_count);
    if let Some(spread) = spread(result, 0) {
        return vec![format!("There are {count} values of {name}, {spread}.")];
    }
    let told: Vec<String> = result
        .rows
        .iter()
        .take(TOLD)
        .map(|row| number::value(cell(row, 0), column))
        .collect();
    vec![if result.rows.len() > TOLD {
        format!(
            "There are {count} results for {name}; the first are {}.",
            listed(&told)
        )
    } else {
        format!("There are {count} results for {name}: {}.", listed(&told))
    }]
}

/// Many columns, many rows.
pub(super) fn table(result: &ResultSet) -> Vec<String> {
    let names: Vec<String> = result.columns.iter().take(NAMED).map(named).collect();
    let more = if result.columns.len() > NAMED {
        " and further columns"
    } else {
        ""
    };
    let mut told = vec![format!(
        "There are {} with {}{more}.",
        number::rows(result.row_count),
        listed(&names)
    )];
    // Extremes of a part would be told as those of the whole.
    let whole = result.row_count <= result.rows.len() as u64;
    let measures = if whole {
        chart::outline(result).measures
    } else {
        Vec::new()
    };
    for measure in measures.into_iter().take(2) {
        if let Some(spread) = spread(result, measure) {
            let name = chart::naming::humanise(&result.columns[measure].name);
            told.push(format!("{name}: {spread}."));
        }
    }
    told
}

/// Where the numbers of a column lie; `None` when it does not hold measures.
fn spread(result: &ResultSet, index: usize) -> Option<String> {
    let column = &result.columns[index];
    let plain = chart::naming::is_year(&column.name) || chart::naming::is_identifier(&column.name);
    if !column.data_type.is_numeric() || plain {
        return None;
    }
    let numbers: Vec<f64> = result
        .rows
        .iter()
        .filter_map(|row| numeric(cell(row, index)))
        .collect();
    let low = numbers.iter().copied().reduce(f64::min)?;
    let high = numbers.iter().copied().reduce(f64::max)?;
    if low == high {
        return Some(format!("all {}", number::computed(low, column)));
    }
    #[expect(clippy::cast_precision_loss, reason = "fewer rows than 2^53")]
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    Some(format!(
        "from {} to {}, {} on average",
        number::computed(low, column),
        number::computed(high, column),
        number::computed(mean, column)
    ))
}
