//! What Athena expects a query to read, by `EXPLAIN (TYPE IO)`.

use contract::{Estimate, Row};
use serde::Deserialize;
use serde_json::Value;

/// Lines that a plan may have.
pub(super) const MOST_LINES: u64 = 100_000;

/// The statement that asks for the plan of another.
pub(super) fn of(sql: &str) -> String {
    format!("EXPLAIN (TYPE IO, FORMAT JSON) {sql}")
}

/// The plan's own words: <https://trino.io/docs/current/sql/explain.html>. A table without statistics has `"NaN"`
/// instead of numbers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plan {
    #[serde(default)]
    input_table_column_infos: Vec<Input>,
    estimate: Option<Numbers>,
}

#[derive(Debug, Deserialize)]
struct Input {
    estimate: Option<Numbers>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Numbers {
    output_row_count: Option<Value>,
    output_size_in_bytes: Option<Value>,
}

/// What a plan's lines say; nothing where they say nothing.
pub(super) fn estimate(lines: &[Row]) -> Estimate {
    let lines = lines.iter().filter_map(|row| row.first()?.as_str());
    let text = lines.collect::<Vec<_>>().join("\n");
    let Ok(plan) = serde_json::from_str::<Plan>(&text) else {
        tracing::debug!("Athena's plan has another shape than expected");
        return Estimate::default();
    };
    // One table of unknown size makes the sum unknown.
    let mut inputs = plan.input_table_column_infos.iter();
    let bytes = inputs.try_fold(0_u64, |sum, input| {
        let size = input.estimate.as_ref()?.output_size_in_bytes.as_ref();
        Some(sum.saturating_add(whole(size)?))
    });
    Estimate {
        rows: whole(plan.estimate.and_then(|it| it.output_row_count).as_ref()),
        bytes,
    }
}

/// A number of at least nothing, rounded.
fn whole(value: Option<&Value>) -> Option<u64> {
    let number = value?.as_f64().filter(|number| *number >= 0.0)?;
    // A cast of a float saturates.
    Some(number.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(plan: &Value) -> Vec<Row> {
        let text = serde_json::to_string_pretty(plan).unwrap();
        text.lines().map(|line| vec![json!(line)]).collect()
    }

    fn input(bytes: &Value) -> Value {
        json!({ "table": {}, "columnConstraints": [],
            "estimate": { "outputRowCount": 2.0, "outputSizeInBytes": bytes, "cpuCost": 1.0 } })
    }

    #[test]
    fn what_all_tables_hold_is_added_up() {
        let plan = json!({
            "inputTableColumnInfos": [input(&json!(1000.4)), input(&json!(24))],
            "estimate": { "outputRowCount": 15.0, "outputSizeInBytes": 20.0 }
        });
        let expected = estimate(&rows(&plan));
        assert_eq!((expected.rows, expected.bytes), (Some(15), Some(1024)));
    }

    #[test]
    fn without_statistics_nothing_is_expected() {
        let plan = json!({
            "inputTableColumnInfos": [input(&json!(1000)), input(&json!("NaN"))],
            "estimate": { "outputRowCount": "NaN" }
        });
        let expected = estimate(&rows(&plan));
        assert_eq!((expected.rows, expected.bytes), (None, None));
        assert_eq!(estimate(&[vec![json!("- Output")]]), Estimate::default());
    }
}
