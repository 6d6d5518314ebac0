use super::{cell, numeric};
use crate::language::Language;
use crate::number;
use contract::{ResultColumn, ResultSet};

/// Values of a list that are told.
const TOLD: usize = 5;
/// Columns of a table that are named.
const NAMED: usize = 6;

/// One column, many rows.
pub(super) fn column(result: &ResultSet, column: &ResultColumn, language: Language) -> Vec<String> {
    let name = language.phrase(column);
    let count = number::whole(result.row_count, language);
    if let Some(spread) = spread(result, 0, language) {
        return vec![match language {
            Language::English => format!("There are {count} values of {name}, {spread}."),
            Language::German => format!("Es gibt {count} Werte für {name}, {spread}."),
        }];
    }
    let told: Vec<String> = result
        .rows
        .iter()
        .take(TOLD)
        .map(|row| number::value(cell(row, 0), column, language))
        .collect();
    let more = result.rows.len() > TOLD;
    let told = language.listed(&told);
    vec![match (language, more) {
        (Language::English, true) => {
            format!("There are {count} results for {name}; the first are {told}.")
        }
        (Language::English, false) => format!("There are {count} results for {name}: {told}."),
        (Language::German, true) => {
            format!("Es gibt {count} Ergebnisse für {name}; die ersten sind {told}.")
        }
        (Language::German, false) => format!("Es gibt {count} Ergebnisse für {name}: {told}."),
    }]
}

/// Many columns, many rows.
pub(super) fn table(result: &ResultSet, language: Language) -> Vec<String> {
    let names = result.columns.iter().take(NAMED);
    let names: Vec<String> = names.map(|column| language.phrase(column)).collect();
    let names = language.listed(&names);
    let rows = number::rows(result.row_count, language);
    let more = result.columns.len() > NAMED;
    let mut told = vec![match (language, more) {
        (Language::English, false) => format!("There are {rows} with {names}."),
        (Language::English, true) => format!("There are {rows} with {names} and further columns."),
        (Language::German, false) => format!("Es gibt {rows} mit {names}."),
        (Language::German, true) => format!("Es gibt {rows} mit {names} und weiteren Spalten."),
    }];
    // Extremes of a part would be told as those of the whole.
    let whole = result.row_count <= result.rows.len() as u64;
    let measures = if whole {
        chart::outline(result).measures
    } else {
        Vec::new()
    };
    for measure in measures.into_iter().take(2) {
        if let Some(spread) = spread(result, measure, language) {
            let name = language.heading(&result.columns[measure]);
            told.push(format!("{name}: {spread}."));
        }
    }
    told
}

/// Where the numbers of a column lie; `None` when it does not hold measures.
fn spread(result: &ResultSet, index: usize, language: Language) -> Option<String> {
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
    let said = |number| number::computed(number, column, language);
    if low == high {
        return Some(match language {
            Language::English => format!("all {}", said(low)),
            Language::German => format!("alle {}", said(low)),
        });
    }
    #[expect(clippy::cast_precision_loss, reason = "fewer rows than 2^53")]
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    let [low, high, mean] = [low, high, mean].map(said);
    Some(match language {
        Language::English => format!("from {low} to {high}, {mean} on average"),
        Language::German => format!("von {low} bis {high}, im Mittel {mean}"),
    })
}
