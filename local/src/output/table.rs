use chart::naming;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, presets};
use contract::{ResultColumn, Row};
use serde_json::Value;

/// Rows a terminal shows before the rest is only counted.
const SHOWN_ROWS: usize = 40;

/// Rows as a table that fits the terminal; numbers stand to the right.
pub(crate) fn rows(columns: &[ResultColumn], rows: &[Row]) -> String {
    let mut table = plain(columns.iter().map(|column| heading(&column.name)));
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
    table.style_mut().row_separator = LineStyle::none();
    table
}

/// A column by its name; what is computed, by what a person would call it.
fn heading(name: &str) -> String {
    if name.contains('(') {
        naming::phrase(name)
    } else {
        name.to_owned()
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "∅".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => number
            .as_f64()
            .map_or_else(|| number.to_string(), |number| decimal(number).to_string()),
        other => other.to_string(),
    }
}

/// The number to 15 significant digits, all that a decimal keeps in a double: a sum of hundredths ends in hundredths.
fn decimal(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
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
    #[test]
    fn numbers_and_headings_are_for_people() {
        let column = |name: &str| ResultColumn {
            name: name.into(),
            data_type: DataType::Double,
        };
        let text = rows(
            &[column("sum(sales.net_weight)"), column("Net")],
            &[vec![json!(0.1 + 0.2), json!(-1e300)]],
        );
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert!(lines[1].starts_with("total net weight"), "{text}");
        assert!(lines[1].ends_with("Net"), "{text}");
        assert!(lines[3].starts_with("0.3 "), "{text}");
        assert!(lines[3].contains("-1000000"), "{text}");
    }
}
