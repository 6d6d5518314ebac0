use contract::{ResultColumn, Row};
use serde::Deserialize;
use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom};

/// What stands before the first row.
const BEFORE: u64 = "{\"rows\":[".len() as u64;
/// What stands after the last row. No text of a row holds it: its quotes have no backslash.
const AFTER: &[u8] = b"],\"columns\":[";
/// Bytes from the end in which the columns are looked for first; then twice as many.
const TAIL: u64 = 64 * 1024;

/// What a result says beside its rows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Head {
    /// The columns in their order.
    pub columns: Vec<ResultColumn>,
    /// How many rows it has.
    pub row_count: u64,
    /// Whether the row cap cut it.
    pub truncated: bool,
}

/// The rows of a document that [`JsonFile`](crate::JsonFile) wrote, one at a time.
#[derive(Debug)]
pub struct JsonRows<R> {
    file: R,
    head: Head,
    /// Where the next row begins, and where the last one ends.
    at: u64,
    end: u64,
    line: Vec<u8>,
}

impl<R: BufRead + Seek> JsonRows<R> {
    /// Reads the columns, which stand at the end, and goes to the first row.
    ///
    /// # Errors
    /// Those of the reader; [`ErrorKind::InvalidData`] when it is no such document.
    pub fn open(mut file: R) -> io::Result<Self> {
        let (head, end) = head(&mut file)?;
        let mut rows = Self {
            file,
            head,
            at: BEFORE,
            end,
            line: Vec::new(),
        };
        rows.go_to(BEFORE)?;
        Ok(rows)
    }

    /// What the document says beside its rows.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Where the next row begins, in bytes.
    pub fn position(&self) -> u64 {
        self.at
    }

    /// Goes on with the row that begins there, as [`JsonRows::position`] told it.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn go_to(&mut self, position: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(position))?;
        self.at = position;
        Ok(())
    }

    /// The JSON text of the next row; `None` after the last.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next_text(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        let left = self.end.saturating_sub(self.at);
        let mut rows = (&mut self.file).take(left);
        let read = rows.read_until(b'\n', &mut self.line)?;
        self.at += read as u64;
        let text = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let text = text.strip_suffix(b",").unwrap_or(text);
        Ok((!text.is_empty()).then_some(text))
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    /// Those of the reader; [`ErrorKind::InvalidData`] when there is something else.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        let Some(text) = self.next_text()? else {
            return Ok(None);
        };
        let row = serde_json::from_slice(text);
        row.map(Some).map_err(|error| {
            io::Error::new(ErrorKind::InvalidData, format!("a row is broken: {error}"))
        })
    }
}

/// What stands after the rows, and where they end.
fn head(file: &mut (impl Read + Seek)) -> io::Result<(Head, u64)> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut wanted = TAIL;
    loop {
        let begin = length.saturating_sub(wanted);
        file.seek(SeekFrom::Start(begin))?;
        let mut tail = Vec::new();
        (&mut *file).take(wanted).read_to_end(&mut tail)?;
        let found = tail.windows(AFTER.len()).rposition(|part| part == AFTER);
        if let Some(at) = found {
            let head = parsed(tail.get(at..).unwrap_or_default())?;
            return Ok((head, begin + at as u64));
        }
        if begin == 0 {
            return Err(foreign("it does not end with its columns"));
        }
        wanted = wanted.saturating_mul(2);
    }
}

/// `],"columns":[…],"row_count":…,"truncated":…}` as the object it is without the end of the rows.
fn parsed(tail: &[u8]) -> io::Result<Head> {
    let object = [b"{", tail.get(2..).unwrap_or_default()].concat();
    serde_json::from_slice(&object).map_err(|error| foreign(&error.to_string()))
}

fn foreign(why: &str) -> io::Error {
    let message = format!("the document is no stored result: {why}");
    io::Error::new(ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::JsonFile;
    use contract::DataType;
    use serde_json::json;
    use std::io::Cursor;

    fn stored(rows: &[Row], columns: usize) -> JsonRows<Cursor<Vec<u8>>> {
        let columns: Vec<_> = (0..columns)
            .map(|n| ResultColumn {
                name: format!("],\"columns\":[{n}"),
                data_type: DataType::Varchar,
            })
            .collect();
        let mut file = JsonFile::begin(Vec::new()).unwrap();
        rows.iter().for_each(|row| file.add(row).unwrap());
        JsonRows::open(Cursor::new(file.end(&columns, true).unwrap())).unwrap()
    }

    #[test]
    fn rows_come_back_one_by_one_and_again_from_their_place() {
        let rows = vec![
            vec![json!("a,\n],\"columns\":[")],
            vec![json!(null)],
            vec![json!([1])],
        ];
        let mut read = stored(&rows, 1);
        assert_eq!(read.head().row_count, 3);
        assert!(read.head().truncated);
        let mut places = Vec::new();
        for row in &rows {
            places.push(read.position());
            assert_eq!(read.next_row().unwrap().as_ref(), Some(row));
        }
        assert_eq!(read.next_row().unwrap(), None);
        read.go_to(places[1]).unwrap();
        assert_eq!(read.next_row().unwrap().as_ref(), Some(&rows[1]));
        assert_eq!(stored(&[], 1).next_row().unwrap(), None);
    }

    #[test]
    fn columns_that_fill_many_blocks_are_found() {
        let read = stored(&[vec![json!("x")]], 9_000);
        assert_eq!(read.head().columns.len(), 9_000);
    }

    #[test]
    fn another_document_is_told_apart() {
        for text in ["", "{}", "{\"rows\":[],\"columns\":[", "[1,2]"] {
            let error = JsonRows::open(Cursor::new(text)).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidData, "{text}");
        }
    }
}
