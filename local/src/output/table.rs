use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use contract::{ResultColumn, Row};
use serde_json::Value;

/// Rows a terminal shows before the rest is only counted.
const SHOWN_ROWS: usize = 40;

/// Rows as a table that fits the terminal; numbers stand to the right.
pub(crate) fn rows(columns: &[ResultColumn], rows: &[Row]) -> String {
    let mut table = plain(columns.iter().map(|column| column.name.clone()));
    for row in rows.iter().take(SHOWN_ROWS) {
        table.add_row(row.iter().map(cell));
    }
    for (index, column) in columns.iter().enumerate() {
        if column.data_type.is_numeric()
            && let Some(column) = table.column_mut(index)
        {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = table.to_string();
    if rows.len() > SHOWN_ROWS {
        text.push_str(&format!("\n… and {} more rows", rows.len() - SHOWN_ROWS));
    }
    text
}

/// A table with the product's look.
pub(crate) fn plain(header: impl IntoIterator<Item = String>) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header.into_iter().collect::<Vec<_>>());
    table
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "∅".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::DataType;
    use serde_json::json;

    #[test]
    fn null_is_not_an_empty_text_and_long_results_are_counted() {
        let columns = vec![ResultColumn {
            name: "city".into(),
            data_type: DataType::Varchar,
        }];
        let text = rows(
            &columns,
            &[vec![json!(null)], vec![json!("")], vec![json!("Ulm")]],
        );
        assert!(text.contains('∅') && text.contains("Ulm"), "{text}");
        let many: Vec<Row> = (0..45).map(|n| vec![json!(n.to_string())]).collect();
        assert!(rows(&columns, &many).ends_with("… and 5 more rows"));
    }
}
