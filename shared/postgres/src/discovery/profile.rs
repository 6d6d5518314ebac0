//! What the values of a table look like: one query over a sample of its rows.

use super::TextRow;
use super::relation::Relation;
use crate::session::Server;
use contract::{Column, ColumnProfile, DataType, FrequentValue};
use std::fmt::Write;

/// Rows that are looked at.
const SAMPLE_ROWS: u64 = 20_000;
/// Tables larger than so many samples are read here and there instead of from the beginning.
const LARGE_SAMPLES: u64 = 4;
/// Columns of one table that are looked at.
const COLUMNS: usize = 100;
/// The most distinct values a column may have for its values to be kept.
const VALUES: usize = 1_000;
/// Characters a kept value may have; longer ones are prose.
const VALUE_CHARS: usize = 100;
/// Frequent values that are kept.
const FREQUENT: usize = 10;

/// The query that profiles the table: a row for each column that can be looked at, with its place,
/// rows, rows that are not NULL, distinct values, least and greatest, and frequent values.
pub(super) fn query(server: Server, relation: &Relation) -> Option<String> {
    let columns: Vec<(usize, &Column)> = relation
        .table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| is_comparable(&column.data_type))
        .take(COLUMNS)
        .collect();
    // Redshift computes no subquery of aggregates over a CTE on its compute nodes that we could try.
    if columns.is_empty() || server == Server::Redshift {
        return None;
    }
    let mut sql = String::from("WITH s AS MATERIALIZED (SELECT ");
    for (at, (_, column)) in columns.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let cast = if column.data_type.is_text() {
            "::text"
        } else {
            ""
        };
        let _ = write!(sql, "{comma}{}{cast} AS c{at}", quoted(&column.name));
    }
    let _ = write!(
        sql,
        " FROM {}.{}{} LIMIT {SAMPLE_ROWS})",
        quoted(&relation.schema),
        quoted(&relation.name),
        sampling(relation)
    );
    for (at, (place, column)) in columns.iter().enumerate() {
        let union = if at == 0 { "" } else { " UNION ALL" };
        let (least, greatest) = if column.data_type == DataType::Boolean {
            ("NULL".to_owned(), "NULL".to_owned())
        } else {
            (format!("min(c{at})::text"), format!("max(c{at})::text"))
        };
        let most = if column.data_type.is_text() {
            VALUES + 1
        } else {
            FREQUENT
        };
        let _ = write!(
            sql,
            "{union} SELECT {place}, count(*), count(c{at}), count(DISTINCT c{at}), {least}, {greatest}, \
             (SELECT json_agg(json_build_array(f.v, f.n))::text FROM \
             (SELECT left(c{at}::text, {}) AS v, count(*) AS n FROM s WHERE c{at} IS NOT NULL \
             GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most}) AS f) FROM s",
            VALUE_CHARS + 1
        );
    }
    Some(sql)
}

fn is_comparable(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Boolean
            | DataType::Bigint
            | DataType::Decimal(..)
            | DataType::Double
            | DataType::Date
            | DataType::Time
            | DataType::Timestamp
            | DataType::TimestampTz
            | DataType::Varchar
    )
}

/// A clause that reads about twice the sample of a large table, from all over it.
fn sampling(relation: &Relation) -> String {
    match relation.table.row_count {
        Some(rows) if relation.has_pages && rows > LARGE_SAMPLES * SAMPLE_ROWS => {
            let percent = 200.0 * SAMPLE_ROWS as f64 / rows as f64;
            format!(" TABLESAMPLE SYSTEM ({percent:.6})")
        }
        _ => String::new(),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Writes what the query found into the table.
pub(super) fn fill(relation: &mut Relation, rows: &[TextRow]) {
    for row in rows {
        let number = |at: usize| -> Option<u64> { row.get(at)?.as_deref()?.parse().ok() };
        let (Some(place), Some(sampled), Some(filled), Some(distinct)) =
            (number(0), number(1), number(2), number(3))
        else {
            continue;
        };
        let is_whole = sampled < SAMPLE_ROWS && sampling(relation).is_empty();
        if is_whole {
            relation.table.row_count = Some(sampled);
        }
        let place = usize::try_from(place).ok();
        let column = place.and_then(|place| relation.table.columns.get_mut(place));
        let Some(column) = column else { continue };
        let text = |at: usize| row.get(at).cloned().flatten();
        let counted: Vec<(String, u64)> = text(6)
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        let is_short = |value: &String| value.chars().count() <= VALUE_CHARS;
        let profile = column.profile.get_or_insert_with(ColumnProfile::default);
        profile.nulls = sampled - filled;
        profile.distinct_exact = is_whole;
        // The labels of an enum are all there can be, whatever the sample holds.
        if !profile.values_complete {
            profile.distinct = distinct;
            let few = counted.len() <= VALUES && counted.iter().all(|(value, _)| is_short(value));
            if column.data_type.is_text() && few {
                profile.values = counted.iter().map(|(value, _)| value.clone()).collect();
                profile.values.sort_unstable();
                profile.values_complete = is_whole;
            }
        }
        let is_shown = |value: &Option<String>| value.as_ref().is_some_and(is_short);
        profile.min = text(4).filter(|_| is_shown(&text(4)));
        profile.max = text(5).filter(|_| is_shown(&text(5)));
        profile.frequent = counted
            .into_iter()
            .filter(|(value, _)| is_short(value))
            .take(FREQUENT)
            .map(|(value, count)| FrequentValue { value, count })
            .collect();
    }
}
