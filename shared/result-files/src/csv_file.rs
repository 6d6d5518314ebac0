use contract::{ResultColumn, ResultSet, Row};
use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, Write};

/// Rows as CSV (RFC 4180), for people and spreadsheets.
pub struct CsvFile<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> CsvFile<W> {
    /// Begins the file with the names of the columns.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn begin(out: W, columns: &[ResultColumn]) -> io::Result<Self> {
        let mut builder = csv::WriterBuilder::new();
        let mut file = Self {
            out: builder.terminator(csv::Terminator::CRLF).from_writer(out),
        };
        file.write(columns.iter().map(|column| harmless(&column.name)))?;
        Ok(file)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer, and a row of another length than the header.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        self.write(row.iter().map(cell))
    }

    /// Ends the file and gives back the writer, flushed.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(self) -> io::Result<W> {
        let mut out = self
            .out
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        out.flush()?;
        Ok(out)
    }

    fn write<'a>(&mut self, cells: impl Iterator<Item = Cow<'a, str>>) -> io::Result<()> {
        for cell in cells {
            self.out
                .write_field(cell.as_bytes())
                .map_err(io::Error::from)?;
        }
        // An empty record ends the line of the fields written before.
        self.out
            .write_record(None::<&[u8]>)
            .map_err(io::Error::from)
    }
}

impl CsvFile<Vec<u8>> {
    /// A result that is in memory already.
    ///
    /// # Errors
    /// A row has another length than the header.
    pub fn of(result: &ResultSet) -> io::Result<Vec<u8>> {
        let mut file = Self::begin(Vec::new(), &result.columns)?;
        result.rows.iter().try_for_each(|row| file.add(row))?;
        file.end()
    }
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
    use contract::DataType;
    use serde_json::json;

    fn csv(columns: &[&str], rows: Vec<Row>) -> String {
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
        String::from_utf8(CsvFile::of(&result).unwrap()).unwrap()
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
            let rows = vec![vec![json!(text)]];
            assert_eq!(csv(&["c"], rows), format!("c\r\n{written}\r\n"));
        }
    }

    #[test]
    fn a_lone_null_is_still_a_row() {
        assert_eq!(csv(&["c"], vec![vec![Value::Null]]), "c\r\n\"\"\r\n");
    }

    #[test]
    fn a_row_of_another_length_is_an_error() {
        let columns = [ResultColumn {
            name: "a".into(),
            data_type: DataType::Varchar,
        }];
        let mut file = CsvFile::begin(Vec::new(), &columns).unwrap();
        assert!(file.add(&vec![json!(1), json!(2)]).is_err());
    }
}
