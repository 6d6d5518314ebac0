use contract::{ErrorName, Fault, ResultSet};
use serde_json::Value;
use std::borrow::Cow;

/// The rows as CSV, for people and spreadsheets.
///
/// # Errors
/// `Internal.Error` when a row has another length than the header.
pub(crate) fn of(result: &ResultSet) -> Result<Vec<u8>, Fault> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = result.columns.iter().map(|column| harmless(&column.name));
    write(&mut writer, header)?;
    for row in &result.rows {
        write(&mut writer, row.iter().map(cell))?;
    }
    writer
        .into_inner()
        .map_err(|error| broken(error.into_error()))
}

fn write<'a>(
    writer: &mut csv::Writer<Vec<u8>>,
    cells: impl Iterator<Item = Cow<'a, str>>,
) -> Result<(), Fault> {
    let cells: Vec<_> = cells.collect();
    let bytes = cells.iter().map(|cell| cell.as_bytes());
    writer.write_record(bytes).map_err(broken)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::new(ErrorName::Internal, "the rows cannot be written as CSV").with_source(error)
}

fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => harmless(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// The text so that no spreadsheet takes it for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    // Decimals travel as texts: a negative one is a number and no formula.
    if is_formula && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{DataType, ResultColumn};
    use serde_json::json;

    fn csv(columns: &[&str], rows: Vec<Vec<Value>>) -> String {
        let columns = columns
            .iter()
            .map(|name| ResultColumn {
                name: (*name).into(),
                data_type: DataType::Varchar,
            })
            .collect();
        let result = ResultSet {
            columns,
            row_count: rows.len() as u64,
            rows,
            truncated: false,
        };
        String::from_utf8(of(&result).unwrap()).unwrap()
    }

    #[test]
    fn values_and_quotes() {
        let rows = vec![
            vec![json!("a,b"), json!(1), json!(true)],
            vec![json!("say \"hi\"\nthere"), json!(-2.5), Value::Null],
        ];
        assert_eq!(
            csv(&["t", "n", "b"], rows),
            "t,n,b\r\n\"a,b\",1,true\r\n\"say \"\"hi\"\"\nthere\",-2.5,\r\n"
        );
    }

    #[test]
    fn no_text_is_a_formula() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-1+2", "'-1+2"),
            ("-12.50", "-12.50"),
            ("-Infinity", "-Infinity"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(
                csv(&["c"], vec![vec![json!(text)]]),
                format!("c\r\n{written}\r\n")
            );
        }
    }

    #[test]
    fn a_lone_null_is_still_a_row() {
        assert_eq!(csv(&["c"], vec![vec![Value::Null]]), "c\r\n\"\"\r\n");
    }
}
