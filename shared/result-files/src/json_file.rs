use contract::{ResultColumn, Row};
use std::io::{self, Write};

/// A [`contract::ResultSet`] as JSON, written as its rows come. The columns stand at the end, for
/// some types are known only when all values were seen.
pub struct JsonFile<W: Write> {
    out: W,
    rows: u64,
}

impl<W: Write> JsonFile<W> {
    /// Begins the document.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(b"{\"rows\":[")?;
        Ok(Self { out, rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        if self.rows > 0 {
            self.out.write_all(b",\n")?;
        }
        self.rows += 1;
        serde_json::to_writer(&mut self.out, row).map_err(io::Error::from)
    }

    /// Ends the document and gives back the writer, flushed.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(mut self, columns: &[ResultColumn], truncated: bool) -> io::Result<W> {
        self.out.write_all(b"],\"columns\":")?;
        serde_json::to_writer(&mut self.out, columns).map_err(io::Error::from)?;
        let rows = self.rows;
        write!(
            self.out,
            ",\"row_count\":{rows},\"truncated\":{truncated}}}"
        )?;
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{DataType, ResultSet};
    use serde_json::json;

    fn written(rows: &[Row]) -> ResultSet {
        let columns = vec![ResultColumn {
            name: "n\"".to_owned(),
            data_type: DataType::Varchar,
        }];
        let mut file = JsonFile::begin(Vec::new()).unwrap();
        for row in rows {
            file.add(row).unwrap();
        }
        let bytes = file.end(&columns, true).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn it_reads_back_as_the_result() {
        let rows = vec![vec![json!("a\n")], vec![json!(null)], vec![json!(1.5)]];
        let result = written(&rows);
        assert_eq!(result.rows, rows);
        assert_eq!((result.row_count, result.truncated), (3, true));
        assert_eq!(result.columns[0].name, "n\"");
        assert!(written(&[]).rows.is_empty());
    }
}
