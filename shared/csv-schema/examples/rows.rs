//! Prints the rows of a file as a JSON array of objects, all values as text: `rows FILE`.

use csv_schema::{Record, RowReader, sniff};
use std::{env, error::Error, fs, io::Write};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("usage: rows FILE")?;
    let bytes = fs::read(path)?;
    let sniffed = sniff(&bytes, true)?;
    let names = sniffed.header.unwrap_or_default();
    let mut reader = RowReader::new(bytes.as_slice(), &sniffed.dialect);
    let mut rows = Vec::new();
    while let Some(record) = reader.next()? {
        if let Record::Row(fields) = record {
            let values = fields.iter().map(serde_json::Value::from);
            rows.push(
                names
                    .iter()
                    .cloned()
                    .zip(values)
                    .collect::<serde_json::Map<_, _>>(),
            );
        }
    }
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&rows)?)?;
    Ok(())
}
